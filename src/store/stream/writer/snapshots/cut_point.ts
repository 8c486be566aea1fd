/**
 * Where the log of a stream is cut: after a message, so that what is before it can
 * be deleted.
 *
 * @module
 */
import type { CutBounds } from "../../../../keep/rotation.ts";
import { isEarlier, lastLineTime } from "../../../../log/record_time.ts";
import type { LogStream } from "../../port/port.ts";
import { sourceOf } from "../../protocol/stream_place.ts";

/** Whole records that end with a message of the log. */
interface Entry {
  /** The number of the message. */
  readonly seq: number;
  /** The revision with it. */
  readonly rev: number;
  /** How many bytes the records have. */
  readonly bytes: number;
  /** When the last of them was made. */
  readonly ts: string;
}

/** What is kept of a log, without its bytes. */
export interface KeptLog {
  /** The revision that it begins at. */
  readonly base: number;
  readonly entries: readonly Entry[];
  /** How many bytes it has. */
  readonly bytes: number;
}

/** A cut. */
export interface CutPoint {
  /** The number of the last message that goes. */
  readonly seq: number;
  /** The revision with it. */
  readonly rev: number;
  /** When its last change was made. */
  readonly ts: string;
  /** How many bytes go. */
  readonly bytes: number;
}

/** Reads what is kept of a log. */
export async function readKept(stream: LogStream): Promise<KeptLog> {
  const entries: Entry[] = [];
  let base: number | undefined;
  let [all, begun] = [0, 0];
  await stream.read("log", 1, ({ bytes, seq, rev, count = 0, more, time }) => {
    base ??= rev - count;
    begun += bytes.length;
    if (more || count === 0) return;
    const { length } = bytes;
    const ts = lastLineTime(sourceOf(bytes, 0), length) ?? time;
    entries.push({ seq, rev, ts, bytes: begun });
    all += begun;
    begun = 0;
  });
  return { base: base ?? 0, entries, bytes: all };
}

/** Where to cut a log; undefined where no change would go. */
export function findCutPoint(
  { entries }: KeptLog,
  { before, size, records }: CutBounds,
): CutPoint | undefined {
  const rev = entries.at(-1)?.rev ?? 0;
  const count = Math.max(
    before === undefined ? 0 : firstOf(
      entries,
      ({ ts }) => !isEarlier(ts, before),
    ),
    size === undefined ? 0 : firstOf(entries, bytesAfter(entries, size)),
    records === undefined
      ? 0
      : firstOf(entries, (entry) => rev - entry.rev < records),
  );
  const last = entries[count - 1];
  if (last === undefined) return undefined;
  const bytes = entries.slice(0, count).reduce((sum, e) => sum + e.bytes, 0);
  return { seq: last.seq, rev: last.rev, ts: last.ts, bytes };
}

/** How many entries come before the first that stays. */
function firstOf(
  entries: readonly Entry[],
  stays: (entry: Entry) => boolean,
): number {
  const found = entries.findIndex(stays);
  return found < 0 ? entries.length : found;
}

/** Whether an entry and all after it are so many bytes at most. */
function bytesAfter(
  entries: readonly Entry[],
  size: number,
): (entry: Entry) => boolean {
  let left = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  return ({ bytes }) => {
    const fits = left <= size;
    left -= bytes;
    return fits;
  };
}
