/**
 * Texts put together in chunks, with their checksums.
 *
 * @module
 */
import { copyBytes, type TextStore } from "./text_store.ts";

/** So much is handed on at once. */
const CHUNK = 1 << 20;

const NONE = new Uint8Array(0);

/** The checksums of chunks. */
export type ChunkSums = WeakMap<Uint8Array, number>;

/** Takes places of bytes, and gives them in chunks. */
export class TextOutput {
  readonly #store: TextStore;
  readonly #sums: ChunkSums;
  #chunk = new Uint8Array(CHUNK);
  #filled = 0;
  #sum = 0;
  /** What was added last, so that its neighbour can go with it. */
  #run: Uint8Array = NONE;
  #from = 0;
  #to = 0;
  #ready: Uint8Array[] = [];

  /** Puts texts of this store together, and notes their checksums. */
  constructor(store: TextStore, sums: ChunkSums) {
    this.#store = store;
    this.#sums = sums;
  }

  /** Adds `bytes[from, to)`, which must stay as they are until they are taken. */
  add(bytes: Uint8Array, from: number, to: number): void {
    if (bytes === this.#run && from === this.#to) this.#to = to;
    else {
      this.#endRun();
      this.#run = bytes;
      this.#from = from;
      this.#to = to;
    }
    if (this.#to - this.#from >= CHUNK) this.#endRun();
  }

  #endRun(): void {
    while (this.#from < this.#to) {
      const room = Math.min(this.#to - this.#from, CHUNK - this.#filled);
      const end = this.#from + room;
      copyBytes(this.#chunk, this.#filled, this.#run, this.#from, end);
      this.#sum = this.#store.crc(this.#run, this.#from, end, this.#sum);
      this.#filled += room;
      this.#from = end;
      if (this.#filled === CHUNK) this.#endChunk();
    }
  }

  #endChunk(): void {
    if (this.#filled === 0) return;
    const chunk = this.#chunk.subarray(0, this.#filled);
    this.#sums.set(chunk, this.#sum);
    this.#ready.push(chunk);
    this.#chunk = new Uint8Array(CHUNK);
    this.#filled = this.#sum = 0;
  }

  /** Whether there are chunks to take. */
  get isReady(): boolean {
    return this.#ready.length > 0;
  }

  /** The chunks that are ready. */
  take(): Uint8Array[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** All that is left. */
  end(): Uint8Array[] {
    this.#endRun();
    this.#run = NONE;
    this.#endChunk();
    return this.take();
  }
}
