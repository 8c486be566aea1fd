/**
 * The binary file around the records: a seed, then frames that vouch for
 * themselves (docs/format.md has the layout).
 *
 * @module
 */
import { CorruptionError, ReplayError } from "../../errors.ts";
import {
  HEAD_LENGTH,
  Markers,
  MAX_FRAME,
  SEED_LENGTH,
  sizeOf,
} from "./frame.ts";
import { BinaryReader } from "./reader.ts";
import type {
  BadFrame,
  Frame,
  Framer,
  Payload,
  RecordKind,
  SnapshotClaim,
  Source,
} from "../../log/serializer.ts";
import { PIECE } from "../../log/buffered_source.ts";
import { withWatermark } from "./watermark.ts";

/** How a log in JSON lines begins. */
const JSON_BEGINNING = /^(?:SNAPSHOT |\s*(?:\{\s*"|\/\/))/;

/** Reads and writes the frames of one binary file. */
export class BinaryFramer implements Framer {
  #known: Markers | undefined;

  /** Makes the seed of a new file. */
  createHeader(): Uint8Array {
    const seed = new Uint8Array(SEED_LENGTH);
    // Four different bytes: no run of zeros or the like is ever a marker.
    do crypto.getRandomValues(seed); while (new Set(seed).size < SEED_LENGTH);
    this.#known = new Markers(seed);
    return seed;
  }

  /**
   * Learns the seed of an existing file; returns its length in bytes.
   *
   * @throws {CorruptionError} When the first frame belongs to another seed.
   * @throws {ReplayError} When the file is shorter, or a log in JSON lines.
   */
  readHeader(source: Source): number {
    const start = source.read(0, 16);
    if (start.length < SEED_LENGTH) {
      throw new ReplayError(
        `Cannot read a binary log of ${start.length} bytes: ` +
          `it begins with a seed of ${SEED_LENGTH}`,
        { offset: 0 },
      );
    }
    const markers = new Markers(start.subarray(0, SEED_LENGTH));
    this.#known = markers;
    if (markers.kindAt(start, SEED_LENGTH) !== undefined) return SEED_LENGTH;
    if (JSON_BEGINNING.test(new TextDecoder().decode(start))) {
      throw new ReplayError(
        "Cannot read a log in JSON lines as a binary one: " +
          "open it with JsonSerializer, or name no serializer",
        { offset: 0 },
      );
    }
    refuseOtherSeed(source, start);
    return SEED_LENGTH;
  }

  /** The frames of these payloads, to be appended at `offset`. */
  frame(
    kind: RecordKind,
    payloads: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Uint8Array {
    const frames = payloads.map((payload, i) => {
      const bytes = asBytes(payload);
      return i === 0 && watermark !== undefined
        ? withWatermark(bytes, watermark)
        : [bytes];
    });
    const lengths = frames.map((parts) => HEAD_LENGTH + sizeOf(parts));
    const bytes = new Uint8Array(lengths.reduce((sum, next) => sum + next, 0));
    let at = 0;
    for (const parts of frames) {
      this.#markers.writeHead(bytes, at, kind, parts, offset + at);
      at += HEAD_LENGTH;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
    }
    return bytes;
  }

  /** The frame of a snapshot in parts, in pieces of bounded size. */
  *frameSnapshot(
    pieces: readonly Payload[],
    offset: number,
    watermark?: number,
  ): Generator<Uint8Array> {
    const parts = pieces.map(asBytes);
    if (watermark !== undefined) {
      const [first = new Uint8Array(0)] = parts;
      parts.splice(0, 1, ...withWatermark(first, watermark));
    }
    const size = HEAD_LENGTH + sizeOf(parts);
    if (size > MAX_FRAME) {
      throw new RangeError(
        `Cannot frame a snapshot of ${size} bytes: at most ${MAX_FRAME} fit in a frame`,
      );
    }
    const head = new Uint8Array(HEAD_LENGTH);
    this.#markers.writeHead(head, 0, "snapshot", parts, offset);
    yield* joined([head, ...parts], size);
  }

  /**
   * Reads frames forward, and behind a bad one from where the next verifies.
   *
   * @throws {ReplayError} When a file that is no log of ours makes that search
   * too long.
   */
  frames(
    source: Source,
    from: number,
    line: number,
  ): Generator<Frame | BadFrame> {
    return new BinaryReader(this.#markers, source).frames(from, line);
  }

  /** The last snapshot that is whole and ends at or before `before`. */
  findSnapshot(
    source: Source,
    before: number,
    claimed?: (claim: SnapshotClaim) => boolean,
  ): Frame | undefined {
    return new BinaryReader(this.#markers, source)
      .lastSnapshot(before, claimed);
  }

  /** The number of the record at a frame boundary, and the changes before it. */
  countBefore(
    source: Source,
    offset: number,
  ): { readonly line: number; readonly changes: number } {
    const { records, changes } = new BinaryReader(this.#markers, source)
      .count(offset);
    return { line: records + 1, changes };
  }

  /** Frames need no line end. */
  endsOpen(): boolean {
    return false;
  }

  /** Where the first frame begins that verifies at or after an offset. */
  boundary(source: Source, from: number, before: number): number | undefined {
    const reader = new BinaryReader(this.#markers, source);
    const found = reader.boundary(Math.max(from, SEED_LENGTH), before);
    return found < before ? found : undefined;
  }

  get #markers(): Markers {
    if (this.#known === undefined) {
      throw new Error("Cannot frame before the file's header is known");
    }
    return this.#known;
  }
}

/**
 * Refuses a file whose first frame verifies with the seed that its own marker
 * stands for: the seed is damaged, and without it all frames would look so.
 */
function refuseOtherSeed(source: Source, start: Uint8Array): void {
  const marker = start.subarray(SEED_LENGTH, 2 * SEED_LENGTH);
  if (marker.length < SEED_LENGTH) return;
  for (const seed of [marker, marker.map((byte) => byte ^ 0xff)]) {
    const reader = new BinaryReader(new Markers(seed), source);
    const [first] = reader.frames(SEED_LENGTH, 1).take(1);
    if (first === undefined || first.kind === "bad") continue;
    throw new CorruptionError(
      `The seed of the binary log is damaged: found ${
        start.subarray(0, SEED_LENGTH).toHex()
      }, but its first frame says ${seed.toHex()}; ` +
        "write those four bytes to the start of the file to mend it",
      { offset: 0 },
    );
  }
}

function asBytes(payload: Payload): Uint8Array {
  if (typeof payload !== "string") return payload;
  throw new TypeError("Cannot frame text in a binary log: wanted bytes");
}

/** Parts of `size` bytes in all, joined or cut to pieces of `PIECE` bytes. */
function* joined(
  parts: readonly Uint8Array[],
  size: number,
): Generator<Uint8Array> {
  let left = size;
  let piece = new Uint8Array(Math.min(PIECE, left));
  let at = 0;
  for (const part of parts) {
    for (let from = 0; from < part.length;) {
      const taken = part.subarray(from, from + piece.length - at);
      piece.set(taken, at);
      at += taken.length;
      from += taken.length;
      if (at < piece.length) continue;
      yield piece;
      left -= at;
      piece = new Uint8Array(Math.min(PIECE, left));
      at = 0;
    }
  }
}
