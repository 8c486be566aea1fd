/**
 * The place in a log after a revision that was read before, perhaps in another file.
 *
 * @module
 */
import { recordChecksum } from "../format/record_checksum.ts";
import type { LogReader } from "../history/reader/log_reader.ts";
import type { LogRecord } from "../history/reader/log_record.ts";
import type { RecordReader } from "../history/reader/record_reader.ts";
import type { NextFile } from "./feed.ts";
import { FollowedLog } from "./followed_log.ts";

/** How a file is followed. */
export interface PlaceOptions {
  /** So many bytes before the place are compared: a test that says 0 cuts a net. */
  readonly kept?: number | undefined;
}

/** A place in a log where reading goes on. */
export interface FoundPlace {
  /** The file, at the place. */
  readonly followed: FollowedLog;
  /** The snapshot that the file begins with, where no record tells. */
  readonly next?: NextFile | undefined;
}

/** The place after a revision in a log and its archives, or why there is none. */
export function placeIn(
  reader: RecordReader,
  rev: number,
  change: string | undefined,
  options: PlaceOptions,
): FoundPlace | string {
  if (rev > reader.rev) return "it was cut, or an older one put in its place";
  if (rev < reader.base) return NOT_KEPT;
  let last: LogRecord | undefined;
  for (const record of reader.backward(rev + 1)) {
    if (record.rev < rev) break;
    last ??= record;
    if (record.kind === "snapshot") continue;
    if (change === undefined) break;
    return recordChecksum(record.log.serializer, record.payload, true) ===
        change
      ? { followed: followedFrom(last, options) }
      : OTHER;
  }
  return last?.kind === "snapshot" ? snapshotAt(reader, last, options) : OTHER;
}

const OTHER = "another file was put in its place";
/** Why there is no place where what follows is in no file. */
export const NOT_KEPT = "what comes next is not kept any more";

/** Whether two readers read the same file. */
export function isSame({ identity: a }: LogReader, { identity: b }: LogReader) {
  return a?.ino === b?.ino && a?.dev === b?.dev;
}

/** The place after the snapshot of a revision, which may be of another history. */
function snapshotAt(
  reader: RecordReader,
  { rev }: LogRecord,
  options: PlaceOptions,
): FoundPlace | string {
  for (const record of reader.backward(rev + 1)) {
    const { log: { serializer }, payload } = record;
    const next = { kind: "next", serializer, payload, rev } as const;
    return { followed: followedFrom(record, options), next };
  }
  return OTHER;
}

function followedFrom(
  record: LogRecord,
  { kept }: PlaceOptions,
): FollowedLog {
  const { log, kind, offset, end, payload, rev } = record;
  const last = { kind, offset, end, payload, checked: true, line: 0 };
  return new FollowedLog(log, { at: end, line: 0, rev, last }, kept);
}
