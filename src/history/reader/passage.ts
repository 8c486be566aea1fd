/**
 * Changes of a log that are read together: for who replays them all, or wants none
 * of them.
 *
 * @module
 */
import type { Frame, Run } from "../../log/serializer.ts";
import { NEWLINE } from "../../values/characters.ts";
import type { FramedPart } from "./backward.ts";
import type { LogReader } from "./log_reader.ts";

/** Whole changes of one file that follow each other. */
export interface Passage extends Run {
  /** The file. */
  readonly log: LogReader;
  /** The revision that the last of them leads to. */
  readonly rev: number;
}

/** The last change of a run, read again. */
export function lastOf(
  { framer, source }: FramedPart,
  run: Run,
): Frame | undefined {
  let last: Frame | undefined;
  for (const frame of framer.frames(source, run.offset, run.line)) {
    if (frame.offset >= run.end) break;
    if (frame.kind !== "bad") last = frame;
  }
  return last;
}

/** The changes of a passage that lead beyond one revision, and not beyond another. */
export function between(
  passage: Passage,
  after: number,
  most: number,
): Passage | undefined {
  const { rev, changes, bytes, offset, line } = passage;
  const first = rev - changes;
  const skipped = Math.max(0, after - first);
  const kept = Math.min(rev, most) - first - skipped;
  if (kept === changes) return passage;
  if (kept <= 0) return undefined;
  const from = lineStart(bytes, 0, skipped);
  const to = lineStart(bytes, from, kept);
  return {
    ...passage,
    rev: first + skipped + kept,
    changes: kept,
    offset: offset + from,
    end: offset + to,
    line: line > 0 ? line + skipped : 0,
    bytes: bytes.subarray(from, to),
  };
}

/** Where the line begins that so many lines after `from` does: each change has its own. */
function lineStart(bytes: Uint8Array, from: number, lines: number): number {
  let at = from;
  for (let left = lines; left > 0; left--) {
    const end = bytes.indexOf(NEWLINE, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  return at;
}
