/**
 * Finds the frames of a binary file: forward, backward, and behind damage.
 *
 * A file may be hostile: nothing is read for what a frame only claims, and the
 * search for frames has a bound on its work.
 *
 * @module
 */
import { ReplayError } from "../../errors.ts";
import {
  HEAD_LENGTH,
  isMarkerAt,
  type Markers,
  MAX_FRAME,
  SEED_LENGTH,
  statedLength,
  stepsBack,
} from "./frame.ts";
import { CHECKSUM_LENGTH, frameChecksum } from "./blake3.ts";
import type {
  BadFrame,
  Frame,
  SnapshotClaim,
  Source,
} from "../../log/serializer.ts";
import { BufferedSource, PIECE } from "../../log/buffered_source.ts";
import { readWatermark } from "./watermark.ts";

/** The cost of a place that looks like a frame, in bytes hashed. */
const LOOK = 1024;

/** Bytes as text, for a message. */
function hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? "nothing" : bytes.toHex();
}

/** Reads the frames of one source with these markers. */
export class BinaryReader {
  readonly #markers: Markers;
  readonly #source: Source;
  readonly #window: BufferedSource;
  #work: number;

  /** Reads the source as long as it is now. */
  constructor(markers: Markers, source: Source) {
    this.#markers = markers;
    this.#source = source;
    this.#window = new BufferedSource(source);
    this.#work = 4 * this.#window.size + 64 * PIECE;
  }

  /** The frames from this offset on; behind a bad one, from the next good one. */
  *frames(from: number, line: number): Generator<Frame | BadFrame> {
    const { size } = this.#window;
    for (let at = from; at < size; line++) {
      const frame = this.#read(at, line);
      const found = typeof frame === "string"
        ? this.#bad(at, line, frame)
        : frame;
      yield found;
      at = found.end;
    }
  }

  /** The last snapshot that verifies and ends at or before `before`. */
  lastSnapshot(
    before: number,
    claimed?: (claim: SnapshotClaim) => boolean,
  ): Frame | undefined {
    const marker = this.#markers.snapshot;
    const steps = stepsBack(marker); // most bytes are none of the marker
    let last = Math.min(before, this.#window.size) - HEAD_LENGTH;
    while (last >= SEED_LENGTH) {
      const first = Math.max(SEED_LENGTH, last - PIECE + 1);
      // By way of the window, in which the heads of these places then are: each
      // one by itself would be a piece that is read anew. A copy, since who
      // claims a payload may take the memory that it is in.
      const bytes = this.#window.view(first, last - first + HEAD_LENGTH)
        .slice();
      for (let i = last - first; i >= 0; i -= steps[bytes[i] ?? 0] ?? 1) {
        if (!isMarkerAt(marker, bytes, i)) continue;
        const frame = this.#try(first + i, claimed);
        if (frame !== undefined && frame.end <= before) return frame;
      }
      last = first - 1;
    }
    return undefined;
  }

  /** How many records, and changes among them, begin before `end`. */
  count(end: number): { records: number; changes: number } {
    let records = 0;
    let changes = 0;
    for (let at = SEED_LENGTH; at < end; records++) {
      const head = this.#window.view(at, HEAD_LENGTH);
      const kind = this.#markers.kindAt(head, 0);
      if (kind === "change") changes++;
      // A marker that is damaged says nothing of the length either.
      at = kind === undefined || head.length < HEAD_LENGTH
        ? this.#next(at + 1)
        : at + HEAD_LENGTH + statedLength(head, 0);
    }
    return { records, changes };
  }

  /** The first place from `from` on and before `before` where a frame verifies; else an end. */
  boundary(from: number, before: number): number {
    return this.#next(from, before);
  }

  /** The frame at this place, verified, or what is wrong with it. */
  #read(
    offset: number,
    line: number,
    claimed?: (claim: SnapshotClaim) => boolean,
  ): Frame | string {
    const head = this.#window.view(offset, HEAD_LENGTH);
    const kind = this.#markers.kindAt(head, 0);
    if (head.length < HEAD_LENGTH) {
      return `found ${head.length} bytes, wanted ${HEAD_LENGTH} or more`;
    }
    if (kind === undefined) {
      const { change, snapshot } = this.#markers;
      return `found the marker ${hex(head.subarray(0, SEED_LENGTH))}, ` +
        `wanted ${hex(change)} or ${hex(snapshot)}`;
    }
    const length = statedLength(head, 0);
    const start = offset + HEAD_LENGTH;
    const room = Math.min(this.#window.size - start, MAX_FRAME - HEAD_LENGTH);
    if (length < 1 || length > room) {
      return `found a length of ${length} bytes, wanted 1 to ${room}`;
    }
    const stated = head.slice(HEAD_LENGTH - CHECKSUM_LENGTH);
    let payload = this.#window.view(start, length);
    const taken = claimed?.({ offset, payload }) ?? false;
    if (taken) payload = this.#source.read(start, length);
    const seed = this.#markers.snapshot;
    const checksum = frameChecksum(kind, seed, offset, [payload]);
    if (checksum.some((byte, i) => byte !== stated[i])) {
      return `found the checksum ${hex(stated)}, wanted ${hex(checksum)}`;
    }
    const watermark = readWatermark(payload);
    const end = start + length;
    const frame = { kind, payload, checked: true, offset, end, line };
    return watermark === undefined ? frame : { ...frame, watermark };
  }

  #bad(offset: number, line: number, reason: string): BadFrame {
    const end = this.#next(offset + 1);
    const head = this.#window.view(offset, HEAD_LENGTH);
    const kind = this.#markers.kindAt(head, 0);
    const enclosed = kind !== undefined &&
      offset + HEAD_LENGTH + statedLength(head, 0) === end;
    const snapshot = kind === "snapshot";
    return { kind: "bad", offset, end, line, reason, snapshot, enclosed };
  }

  /** The first place from `from` on where a frame verifies, or the end. */
  #next(from: number, before: number = Infinity): number {
    const { size } = this.#window;
    const last = Math.min(size - HEAD_LENGTH, before - 1);
    for (let first = from; first <= last; first += PIECE) {
      const room = Math.min(PIECE, last - first + 1);
      const bytes = this.#window.view(first, room + SEED_LENGTH - 1);
      for (let i = 0; i + SEED_LENGTH <= bytes.length; i++) {
        if (this.#markers.kindAt(bytes, i) === undefined) continue;
        if (this.#try(first + i) !== undefined) return first + i;
      }
    }
    return size;
  }

  /** The frame at a place that looks like one, if it verifies. */
  #try(
    offset: number,
    claimed?: (claim: SnapshotClaim) => boolean,
  ): Frame | undefined {
    const length = statedLength(this.#window.view(offset, HEAD_LENGTH), 0);
    const room = this.#window.size - offset - HEAD_LENGTH;
    this.#work -= LOOK + (length <= room ? length : 0);
    if (this.#work < 0) {
      throw new ReplayError(
        `Cannot tell where the frames are: too many places look like one, ` +
          `the last at byte ${offset}; no log of ours does`,
        { offset },
      );
    }
    const frame = this.#read(offset, 0, claimed);
    return typeof frame === "string" ? undefined : frame;
  }
}
