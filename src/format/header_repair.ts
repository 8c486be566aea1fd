/**
 * A log whose first bytes are damaged, read as if they were whole.
 *
 * Opening refuses such a file. For verifying and salvaging it would be a pity:
 * nothing but the first four bytes of a binary log may be lost, or an editor
 * put a byte order mark before the first line, and all records are good.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import type { Framer, Source } from "../log/serializer.ts";

/** The length of a binary log's seed, and of the marker that stands after it. */
const SEED = 4;
/** A byte order mark, and blanks that may stand in its place. */
const MARK = [0xef, 0xbb, 0xbf];
const BLANKS = new Uint8Array(MARK.length).fill(32);

/** A log that can be read from its first record on. */
export interface ReadableLog {
  /** The bytes, the first ones put right. */
  readonly source: Source;
  /** Knows the file. */
  readonly framer: Framer;
  /** Byte offset of the first record. */
  readonly from: number;
  /** The fault of the first bytes, if they had to be put right. */
  readonly damage?:
    | { readonly bytes: number; readonly reason: string }
    | undefined;
}

/**
 * Reads the header of a log, mended if need be.
 *
 * @throws {ReplayError} When no record can be read with any header.
 */
export function readableLog(
  source: Source,
  createFramer: () => Framer,
): ReadableLog {
  const framer = createFramer();
  try {
    return { source, framer, from: framer.readHeader(source) };
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    for (const head of mends(source)) {
      const mended = patched(source, head);
      const log = tried(mended, createFramer());
      if (log === undefined) continue;
      return {
        ...log,
        damage: { bytes: head.length, reason: error.message },
      };
    }
    throw error;
  }
}

/** The log read so, if a header and a good record are found. */
function tried(source: Source, framer: Framer): ReadableLog | undefined {
  try {
    const log = { source, framer, from: framer.readHeader(source) };
    return hasRecord(log) ? log : undefined;
  } catch (error) {
    if (error instanceof ReplayError) return undefined;
    throw error;
  }
}

/** Whether one of the first two things found is a good record. */
export function hasRecord({ source, framer, from }: ReadableLog): boolean {
  let seen = 0;
  for (const { kind } of framer.frames(source, from, 1)) {
    if (kind !== "bad") return true;
    if (++seen === 2) break;
  }
  return false;
}

/** The first bytes as they may have been. */
function mends(source: Source): Uint8Array[] {
  const start = source.read(0, 2 * SEED);
  if (MARK.every((byte, i) => start[i] === byte)) return [BLANKS];
  const marker = start.slice(SEED);
  // The first record's marker is the seed, or the seed with each bit flipped.
  return marker.length < SEED
    ? []
    : [marker.map((byte) => byte ^ 0xff), marker];
}

/** The source with other first bytes. */
function patched(source: Source, head: Uint8Array): Source {
  return {
    size: source.size,
    read(offset, length, room) {
      const bytes = source.read(offset, length, room);
      if (offset >= head.length) return bytes;
      const copy = bytes.slice();
      copy.set(head.subarray(offset, offset + copy.length));
      return copy;
    },
  };
}
