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

/** The revision that a file begins at: the one of the snapshot that it begins with. */
export function baseOf(
  { framer, source, from, serializer }: LogReader,
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
  { framer, source, serializer }: LogReader,
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

/** The nearest anchor at or before a revision; `base` is the one of the file. */
export function anchorIn(log: LogReader, base: number, rev: number): Anchor {
  if (rev > base && log.size > SMALL) {
    for (const [{ offset }, found] of snapshotsIn(log, log.size)) {
      if (offset === log.from) break;
      if (found <= rev) return { log, offset, rev: found, line: 0 };
    }
  }
  return { log, offset: log.from, rev: base, line: 1 };
}

/** The revision at a record boundary; what follows the snapshot before it is read. */
export function revisionAt(log: LogReader, base: number, end: number): number {
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
