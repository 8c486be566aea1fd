/**
 * Records as lines of a listing: where and when, then what.
 *
 * @module
 */
import { Line } from "./line.ts";
import type { LogEvent } from "./log_event.ts";

/** Where a record stands in its file, and when it was made. */
export interface RecordPlace {
  /** 1-based line, or record number in a binary file. */
  readonly line: number;
  /** When it was made, as the file has it. */
  readonly ts: string;
}

/** Digits that a line number is padded to. */
const DIGITS = 3;

/** The longest timestamp that is shown whole, in columns. */
const STAMP_LIMIT = 40;

/**
 * The lines of a record in a listing, the first with line number and time; an
 * empty line ends those of a record that has several.
 */
export function recordLines(event: LogEvent, place: RecordPlace): Line[] {
  const [head, ...rest] = event.lines();
  const first = placeLine(place).add(" ").append(head);
  return rest.length === 0 ? [first] : [first, ...rest, new Line()];
}

/** What begins the line of a record: `l  7 2026-06-10 02:55:05`. */
export function placeLine({ line, ts }: RecordPlace): Line {
  return new Line().add(`l${String(line).padStart(DIGITS)}`, "sep").add(" ")
    .addCut(shortTime(ts), STAMP_LIMIT, "sep");
}

/** A timestamp to the second, without its zone, which is UTC. */
export function shortTime(ts: string): string {
  return ts.replace(
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]00:?00)$/,
    "$1 $2",
  );
}
