/**
 * Pieces of text, some of them in UTF-8 already, as chunks of bytes.
 *
 * @module
 */
import type { Payload } from "../../../log/serializer.ts";
import { ENCODER } from "../../../values/characters.ts";

/** How much is handed on at once. */
const CHUNK = 1 << 20;
/** A piece of so many bytes is handed on as it is. */
const LARGE = 1 << 18;

/** How many characters the pieces have, as a string counts them. */
export function countChars(pieces: Iterable<Payload>): number {
  let count = 0;
  for (const piece of pieces) {
    count += typeof piece === "string" ? piece.length : charsIn(piece);
  }
  return count;
}

function charsIn(utf8: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < utf8.length; i++) {
    // The first byte of a character counts; one of four bytes is a pair.
    const byte = utf8[i]!; // i is below the length
    if ((byte & 0xc0) !== 0x80) count += byte < 0xf0 ? 1 : 2;
  }
  return count;
}

/**
 * Puts pieces together in chunks of bounded size, large ones of bytes without a
 * copy.
 */
export function* inChunks(pieces: Iterable<Payload>): Generator<Uint8Array> {
  let chunk = new Uint8Array(CHUNK);
  let filled = 0;
  for (const piece of pieces) {
    if (typeof piece !== "string" && piece.length >= LARGE) {
      if (filled > 0) {
        yield chunk.subarray(0, filled);
        chunk = new Uint8Array(CHUNK);
        filled = 0;
      }
      if (piece.length <= CHUNK) yield piece;
      else {
        for (let at = 0; at < piece.length; at += CHUNK) {
          yield piece.subarray(at, at + CHUNK);
        }
      }
      continue;
    }
    for (let at = 0; at < piece.length;) {
      const room = chunk.subarray(filled);
      const { read, written } = typeof piece === "string"
        ? ENCODER.encodeInto(at === 0 ? piece : piece.slice(at), room)
        : copyInto(piece, at, room);
      filled += written;
      at += read;
      if (at === piece.length) break;
      yield chunk.subarray(0, filled);
      chunk = new Uint8Array(CHUNK);
      filled = 0;
    }
  }
  yield chunk.subarray(0, filled);
}

function copyInto(
  bytes: Uint8Array,
  from: number,
  room: Uint8Array,
): { readonly read: number; readonly written: number } {
  const count = Math.min(bytes.length - from, room.length);
  room.set(bytes.subarray(from, from + count));
  return { read: count, written: count };
}
