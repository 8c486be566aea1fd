/**
 * Reads a source in bounded pieces, most of them from memory.
 *
 * @module
 */
import type { Source } from "./serializer.ts";

/** How much is read at once where less is wanted, in bytes. */
export const PIECE: number = 2 ** 20;

/** The part of a source that is at hand. */
export class BufferedSource {
  readonly #source: Source;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Reads from this source as far as it goes now. */
  constructor(source: Source) {
    this.#source = source;
    this.size = source.size;
  }

  /** The length of the source in bytes, when the window was made. */
  readonly size: number;

  /**
   * The bytes from `at` on: `length` of them, fewer only at the end.
   *
   * No more memory is taken than the source has bytes.
   */
  view(at: number, length: number): Uint8Array {
    const from = at - this.#start;
    const wanted = Math.max(0, Math.min(length, this.size - at));
    if (from >= 0 && from + wanted <= this.#bytes.length) {
      return this.#bytes.subarray(from, from + wanted);
    }
    const most = Math.min(Math.max(wanted, PIECE), this.size - at);
    this.#bytes = this.#source.read(at, most);
    this.#start = at;
    return this.#bytes.subarray(0, wanted);
  }
}
