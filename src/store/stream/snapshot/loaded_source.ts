/**
 * A log that was loaded, as a source of bytes that grows.
 *
 * @module
 */
import type { Source } from "../../../log/serializer.ts";

/** Pieces of a log, one after the other. */
export class LoadedSource implements Source {
  readonly #pieces: { readonly offset: number; readonly bytes: Uint8Array }[] =
    [];
  #size = 0;

  /** How many bytes there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds bytes at the end. */
  add(bytes: Uint8Array): void {
    this.#pieces.push({ offset: this.#size, bytes });
    this.#size += bytes.length;
  }

  /** Bytes within one piece are not copied. */
  read(offset: number, length: number): Uint8Array {
    const most = Math.max(0, Math.min(length, this.#size - offset));
    let index = this.#indexOf(offset);
    const piece = this.#pieces[index];
    if (piece === undefined || most === 0) return new Uint8Array(0);
    const from = offset - piece.offset;
    if (from + most <= piece.bytes.length) {
      return piece.bytes.subarray(from, from + most);
    }
    const bytes = new Uint8Array(most);
    for (let at = 0; at < most; index++) {
      const next = this.#pieces[index];
      if (next === undefined) break;
      const start = offset + at - next.offset;
      const part = next.bytes.subarray(start, start + most - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** The piece that has an offset. */
  #indexOf(offset: number): number {
    let [low, high] = [0, this.#pieces.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#pieces[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}
