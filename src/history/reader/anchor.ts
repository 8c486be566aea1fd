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

/** A snapshot of at most so many bytes is held for who reads on from it. */
const HELD = 16 << 20;

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

/** A snapshot as an anchor. */
interface FoundAnchor extends Anchor {
  /** Byte offset after the snapshot. */
  readonly end: number;
}

/** The anchors of one file, each looked for once: to find none takes all of it. */
export class Anchors {
  readonly #log: LogReader;
  /** The revision that the file begins at. */
  readonly #base: number;
  #size = -1;
  /** The snapshots that were found, the last one first. */
  #found: FoundAnchor[] = [];
  #more: Iterator<readonly [snapshot: Frame, rev: number], void> | undefined;
  /** The snapshot that was found last, as long as there is memory for it. */
  #held: WeakRef<Frame> | undefined;

  /** Knows none yet. */
  constructor(log: LogReader, base: number) {
    this.#log = log;
    this.#base = base;
  }

  /** The nearest one at or before a revision. */
  nearest(rev: number): Anchor {
    const { size, from: offset } = this.#log;
    if (rev > this.#base && size > SMALL) {
      const anchor = this.#last((found) => found.rev <= rev);
      // The file's own beginning is one anyway, with its line counted.
      if (anchor !== undefined && anchor.offset !== offset) return anchor;
    }
    return { log: this.#log, offset, rev: this.#base, line: 1 };
  }

  /** Where the last snapshot ends; where there is none, the first record begins. */
  get snapshotEnd(): number {
    return this.#last(() => true)?.end ?? this.#log.from;
  }

  /** The revision at a record boundary; what follows the snapshot before it is read. */
  revisionAt(end: number): number {
    const anchor = this.#last((found) => found.end <= end);
    return anchor === undefined
      ? this.#base + changesBefore(this.#log, end)
      : anchor.rev + changesBetween(this.#log, anchor.end, end);
  }

  /** The snapshot at an offset, if it is still at hand: it need not be read again. */
  held(offset: number): Frame | undefined {
    const frame = this.#held?.deref();
    return frame?.offset === offset ? frame : undefined;
  }

  /** The last snapshot that passes a test. */
  #last(test: (anchor: FoundAnchor) => boolean): FoundAnchor | undefined {
    const { size } = this.#log;
    if (size !== this.#size) this.#begin(size);
    for (let i = 0;; i++) {
      const anchor = this.#found[i] ?? this.#next();
      if (anchor === undefined || test(anchor)) return anchor;
    }
  }

  /** Forgets what there was before the file became longer. */
  #begin(size: number): void {
    this.#size = size;
    this.#found = [];
    this.#more = snapshotsIn(this.#log, size);
  }

  #next(): FoundAnchor | undefined {
    const next = this.#more?.next();
    if (next === undefined || next.done === true) {
      this.#more = undefined;
      return undefined;
    }
    const [snapshot, rev] = next.value;
    const { offset, end } = snapshot;
    const isSmall = end - offset <= HELD;
    this.#held = isSmall ? new WeakRef(snapshot) : undefined;
    const anchor = { log: this.#log, offset, end, rev, line: 0 };
    this.#found.push(anchor);
    return anchor;
  }
}

/** The revision at a record boundary; what follows the snapshot before it is read. */
export function revisionAt(log: ReadLog, base: number, end: number): number {
  const { framer, source, serializer } = log;
  const snapshot = framer.findSnapshot(source, end);
  const rev = snapshot && serializer.revisionOf(snapshot.payload);
  return snapshot === undefined || rev === undefined
    ? base + changesBefore(log, end)
    : rev + changesBetween(log, snapshot.end, end);
}

function changesBefore({ framer, source }: ReadLog, end: number): number {
  return framer.countBefore(source, end).changes;
}

function changesBetween(
  { framer, source }: ReadLog,
  from: number,
  end: number,
): number {
  const part = firstBytes(source, end);
  let changes = 0;
  for (
    const frame of framer.runs?.(part, from, 0) ?? framer.frames(part, from, 0)
  ) {
    if (frame.kind === "run") changes += frame.changes;
    else if (frame.kind === "change") changes++;
  }
  return changes;
}
