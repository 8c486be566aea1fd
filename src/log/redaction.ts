/**
 * The mark of a redaction: what was taken out of a record, or of a file, and when.
 *
 * @module
 */
import { getOwn } from "../values/own.ts";

/** The values that one redaction took. */
export interface Redaction {
  /** When: RFC 3339, UTC. */
  readonly ts: string;
  /** The patterns of the places, as they were named. */
  readonly places: readonly string[];
}

/** The field of a record that has its marks: lists of a time and places. */
export const REDACTED = "x";

/** The marks that a record carries, the oldest one first; none of another form. */
export function redactionsOf(record: object): Redaction[] {
  const marks = getOwn(record, REDACTED);
  if (!Array.isArray(marks)) return [];
  return marks.flatMap((mark: unknown) => {
    if (!Array.isArray(mark)) return [];
    const [ts, ...places] = mark.filter((text) => typeof text === "string");
    return ts === undefined ? [] : [{ ts, places }];
  });
}

/** A record with one mark more. */
export function withMark<R extends object>(
  record: R,
  { ts, places }: Redaction,
): R {
  const before = getOwn(record, REDACTED);
  const mark = {
    [REDACTED]: [...Array.isArray(before) ? before : [], [ts, ...places]],
  };
  // First: what ends the head of a snapshot is to stand right before its state.
  return Object.assign({ ...mark }, record, mark);
}
