/**
 * Texts put together in chunks, with their checksums.
 *
 * @module
 */
import { CHUNK, copyBytes, type TextStore } from "./text_store.ts";

const NONE = new Uint8Array(0);

/** The checksums of chunks. */
export type ChunkSums = WeakMap<Uint8Array, number>;

/** Takes places of bytes, and gives them in chunks. */
export class TextOutput {
  readonly #store: TextStore;
  readonly #sums: ChunkSums;
  #filled = 0;
  #sum = 0;
  /** What did not go into the chunk any more. */
  #rest: Uint8Array = NONE;
  #from = 0;
  #to = 0;

  /** Puts texts of this store together, and notes their checksums. */
  constructor(store: TextStore, sums: ChunkSums) {
    this.#store = store;
    this.#sums = sums;
  }

  /** Adds `bytes[from, to)`; not while there are chunks to take. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const end = from + Math.min(to - from, CHUNK - this.#filled);
    copyBytes(this.#store.chunk, this.#filled, bytes, from, end);
    this.#sum = this.#store.crc(bytes, from, end, this.#sum);
    this.#filled += end - from;
    this.#rest = bytes;
    this.#from = end;
    this.#to = to;
  }

  /** Whether there are chunks to take. */
  get isReady(): boolean {
    return this.#filled === CHUNK;
  }

  /** The chunks that are full, each in the memory of the one before. */
  *take(): Generator<Uint8Array> {
    while (this.isReady) {
      yield this.#endChunk();
      this.add(this.#rest, this.#from, this.#to);
    }
  }

  #endChunk(): Uint8Array {
    const chunk = this.#store.chunk.subarray(0, this.#filled);
    this.#sums.set(chunk, this.#sum);
    this.#filled = this.#sum = 0;
    return chunk;
  }

  /** All that is left, in the same way. */
  *end(): Generator<Uint8Array> {
    yield* this.take();
    if (this.#filled > 0) yield this.#endChunk();
  }
}
