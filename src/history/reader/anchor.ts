/**
 * Where reading can begin amid a log: at its first record, or at a snapshot that
 * says how many changes came before it.
 *
 * @module
 */
import type { Frame } from "../../log/serializer.ts";
import { firstBytes } from "./backward.ts";
import type { LogReader } from "./log_reader.ts";

/** A record boundary of which the revision is known. */
export interface Anchor {
  /** The file. */
  readonly log: LogReader;
  /** Byte offset of the first record to be read. */
  readonly offset: number;
  /** The revision before that record; of a snapshot, its own. */
  readonly rev: number;
  /** The line (or record) number there; 0 where it was not counted. */
  readonly line: number;
}

/** In a shorter file no snapshot is looked for: reading begins at its first record. */
const SMALL = 1 << 20;

/** As much of a log as its revisions are told by. */
export type ReadLog = Pick<
  LogReader,
  "framer" | "source" | "from" | "serializer"
>;

/** The revision that a file begins at: the one of the snapshot that it begins with. */
export function baseOf(
  { framer, source, from, serializer }: ReadLog,
): number {
  for (const frame of framer.frames(source, from, 1)) {
    return frame.kind === "snapshot"
      ? serializer.revisionOf(frame.payload) ?? 0
      : 0;
  }
  return 0;
}

/**
 * The snapshots that end at or before an offset and say their revision, the last
 * one first. Of older files only the beginning is sure: none is looked for there.
 */
export function* snapshotsIn(
  { framer, source, serializer }: ReadLog,
  end: number,
): Generator<readonly [snapshot: Frame, rev: number]> {
  for (let before = end;;) {
    const snapshot = framer.findSnapshot(source, before);
    const rev = snapshot && serializer.revisionOf(snapshot.payload);
    if (snapshot === undefined || rev === undefined) return;
    yield [snapshot, rev];
    before = snapshot.offset;
  }
}

/** The anchors of one file, each looked for once: to find none takes all of it. */
export class Anchors {
  readonly #log: LogReader;
  /** The revision that the file begins at. */
  readonly #base: number;
  #size = -1;
  /** The snapshots that were found, the last one first. */
  #found: Anchor[] = [];
  #more: Iterator<readonly [snapshot: Frame, rev: number], void> | undefined;

  /** Knows none yet. */
  constructor(log: LogReader, base: number) {
    this.#log = log;
    this.#base = base;
  }

  /** The nearest one at or before a revision. */
  nearest(rev: number): Anchor {
    const { size, from: offset } = this.#log;
    if (rev > this.#base && size > SMALL) {
      if (size !== this.#size) this.#begin(size);
      for (let i = 0;; i++) {
        const anchor = this.#found[i] ?? this.#next();
        if (anchor === undefined || anchor.offset === offset) break;
        if (anchor.rev <= rev) return anchor;
      }
    }
    return { log: this.#log, offset, rev: this.#base, line: 1 };
  }

  /** Forgets what there was before the file became longer. */
  #begin(size: number): void {
    this.#size = size;
    this.#found = [];
    this.#more = snapshotsIn(this.#log, size);
  }

  #next(): Anchor | undefined {
    const next = this.#more?.next();
    if (next === undefined || next.done === true) {
      this.#more = undefined;
      return undefined;
    }
    const [{ offset }, rev] = next.value;
    const anchor = { log: this.#log, offset, rev, line: 0 };
    this.#found.push(anchor);
    return anchor;
  }
}

/** The revision at a record boundary; what follows the snapshot before it is read. */
export function revisionAt(log: ReadLog, base: number, end: number): number {
  const { framer, source, serializer } = log;
  const snapshot = framer.findSnapshot(source, end);
  let rev = snapshot && serializer.revisionOf(snapshot.payload);
  if (snapshot === undefined || rev === undefined) {
    return base + framer.countBefore(source, end).changes;
  }
  for (const frame of framer.frames(firstBytes(source, end), snapshot.end, 0)) {
    if (frame.kind === "change") rev++;
  }
  return rev;
}
