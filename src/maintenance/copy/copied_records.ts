/**
 * The records of a log as lines of JSON, for another log to be made of: the state
 * that its history begins with, all changes, and the last snapshot where it stands.
 *
 * @module
 */
import type { RecordReader } from "../../history/reader/record_reader.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { Serializer } from "../../log/serializer.ts";

/** A record for another log. */
export interface CopiedRecord {
  /** What it is. */
  readonly kind: "change" | "snapshot";
  /** The revision that it leads to, or holds. */
  readonly rev: number;
  /** The record, as it stands in a log of lines. */
  readonly bytes: Uint8Array;
}

/** The records of an open log, encoded anew: what vouches for a place in a file is left out. */
export function* copiedRecords(
  reader: RecordReader,
  json: Serializer,
): Generator<CopiedRecord> {
  const framer = json.createFramer();
  const [last] = reader.snapshots();
  let isFirst = true;
  for (const record of reader.from(reader.start())) {
    const { kind, rev } = record;
    const isLast = record.log === last?.log && record.offset === last.offset;
    // The others say what the changes say.
    if (kind === "change" || isFirst || isLast) {
      const payload = kind === "change"
        ? json.encodeChange(record.change())
        : encodedSnapshot(record, json);
      yield { kind, rev, bytes: framer.frame(kind, [payload], 0) };
    }
    isFirst = false;
  }
}

/** A snapshot that says which revision it holds, also where an older program made it. */
function encodedSnapshot(record: LogRecord, json: Serializer) {
  return json.encodeSnapshot({ ...record.snapshot(), r: record.rev, k: 1 });
}
