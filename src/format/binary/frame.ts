/**
 * The head of a binary frame: marker, length, checksum.
 *
 * @module
 */
import { CHECKSUM_LENGTH, frameChecksum } from "./blake3.ts";
import type { RecordKind } from "../../log/serializer.ts";
import { WATERMARK_ROOM } from "./watermark.ts";

/** The length of the sync seed that a file begins with, and of a marker. */
export const SEED_LENGTH = 4;

/** The length of what stands before the payload. */
export const HEAD_LENGTH: number = SEED_LENGTH + 4 + CHECKSUM_LENGTH;

/** The longest frame, in bytes. */
export const MAX_FRAME: number = 2 ** 31;

/** The longest payload as it comes from the serializer, in bytes. */
export const MAX_PAYLOAD: number = MAX_FRAME - HEAD_LENGTH - WATERMARK_ROOM;

/** The two markers of a file. */
export class Markers {
  /** Marks a snapshot: the sync seed. */
  readonly snapshot: Uint8Array;
  /** Marks a change: the seed's complement. */
  readonly change: Uint8Array;

  /** Makes the markers of the file with this seed. */
  constructor(seed: Uint8Array) {
    this.snapshot = seed.slice();
    this.change = seed.map((byte) => byte ^ 0xff);
  }

  /** The kind of record that the marker at this place stands for, if any. */
  kindAt(bytes: Uint8Array, at: number): RecordKind | undefined {
    if (isMarkerAt(this.change, bytes, at)) return "change";
    if (isMarkerAt(this.snapshot, bytes, at)) return "snapshot";
    return undefined;
  }

  /** Writes the head of a frame that is to stand at `offset` in the file. */
  writeHead(
    bytes: Uint8Array,
    at: number,
    kind: RecordKind,
    payload: readonly Uint8Array[],
    offset: number,
  ): void {
    const length = sizeOf(payload);
    bytes.set(this[kind], at);
    for (let i = 0; i < 4; i++) bytes[at + 4 + i] = length / 2 ** (8 * i);
    const checksum = frameChecksum(kind, this.snapshot, offset, payload);
    bytes.set(checksum, at + HEAD_LENGTH - CHECKSUM_LENGTH);
  }
}

/** The length of parts in bytes, all together. */
export function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Whether the marker stands at this place. */
export function isMarkerAt(
  marker: Uint8Array,
  bytes: Uint8Array,
  at: number,
): boolean {
  return bytes[at] === marker[0] && bytes[at + 1] === marker[1] &&
    bytes[at + 2] === marker[2] && bytes[at + 3] === marker[3];
}

/**
 * How far before a place the marker may begin next, by the byte at the place: as
 * long as the marker where the byte is none of it.
 */
export function stepsBack(marker: Uint8Array): Uint8Array {
  const steps = new Uint8Array(256).fill(marker.length);
  for (let i = marker.length - 1; i > 0; i--) steps[marker[i] ?? 0] = i;
  return steps;
}

/** The length of the payload that the head at this place states. */
export function statedLength(bytes: Uint8Array, at: number): number {
  let length = 0;
  for (let i = 3; i >= 0; i--) length = length * 256 + (bytes[at + 4 + i] ?? 0);
  return length;
}
