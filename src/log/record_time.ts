/**
 * When the last record of a log in JSON lines was made, and which of two times is
 * the later one.
 *
 * @module
 */
import { parseTimestamp } from "./rfc3339.ts";
import type { Source } from "./serializer.ts";
import { NEWLINE } from "../values/characters.ts";

/** The beginning of a change's line as our writer makes it. */
const TIME_FIELD = /^\{"ts":"([^"\\]*)"/;
/** The start of a line, up to the end of that. */
const START_BYTES = 64;
/** The bytes that are read at once, looking for the start of the line. */
const CHUNK = 4096;

/**
 * The `ts` of the change in the last JSON line before `end`; undefined where it is
 * another record, or one that another program wrote.
 */
export function lastLineTime(source: Source, end: number): string | undefined {
  let start = end - 1; // a line feed, mostly
  while (start > 0) {
    const from = Math.max(0, start - CHUNK);
    const bytes = source.read(from, start - from);
    const found = bytes.lastIndexOf(NEWLINE);
    start = found < 0 ? from : from + found + 1;
    if (found >= 0) break;
  }
  if (start < 0) return undefined;
  const bytes = source.read(start, Math.min(START_BYTES, end - start));
  // What follows may be cut within a character; what is wanted is ASCII.
  return TIME_FIELD.exec(String.fromCharCode(...bytes))?.[1];
}

/** The later of two times; what is no timestamp counts for nothing. */
export function laterTime(ts: string, other: string | undefined): string {
  if (other === undefined) return ts;
  const [a, b] = [parseTimestamp(ts), parseTimestamp(other)];
  if (a === undefined || b === undefined) return ts;
  const later = b.seconds - a.seconds || b.nanoseconds - a.nanoseconds;
  return later > 0 ? other : ts;
}

/** Whether a time is before another; what is no timestamp is before nothing. */
export function isEarlier(ts: string, other: string): boolean {
  const [a, b] = [parseTimestamp(ts), parseTimestamp(other)];
  if (a === undefined || b === undefined) return false;
  return a.seconds < b.seconds ||
    a.seconds === b.seconds && a.nanoseconds < b.nanoseconds;
}

/** A record's time in UTC, as our writer has it; one without a zone counts as UTC. */
export function momentText(ts: string): string {
  if (parseTimestamp(ts) !== undefined) return ts;
  try {
    return Temporal.Instant.from(ts).toString();
  } catch {
    return Temporal.PlainDateTime.from(ts).toZonedDateTime("UTC").toInstant()
      .toString();
  }
}
