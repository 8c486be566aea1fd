/**
 * Memory that tells who follows a log where its last whole record ends.
 *
 * What stands behind that in the file may be half a record, or be cut off again.
 *
 * @module
 */

// Layout: a 64-bit offset, then two 32-bit words.
const END = 0;
const MOVES = 2;
const OVER = 3;
const BYTES = 16;

/** The end of one log, the same memory on both sides. */
export class SharedEnd {
  /** The shared memory: sent to the other side once. */
  readonly buffer: SharedArrayBuffer;
  readonly #offset: BigInt64Array;
  readonly #words: Int32Array;

  /** Makes the shared memory, or takes over what the other side made. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.#offset = new BigInt64Array(buffer, 0, 1);
    this.#words = new Int32Array(buffer);
  }

  /** Byte offset after the last whole record. */
  get end(): number {
    return Number(Atomics.load(this.#offset, END));
  }

  /** Whether nothing more is written. */
  get over(): boolean {
    return Atomics.load(this.#words, OVER) !== 0;
  }

  /** How often something was noted, wrapping around. */
  get moves(): number {
    return Atomics.load(this.#words, MOVES);
  }

  /** Writer: the last whole record ends here. */
  note(end: number): void {
    Atomics.store(this.#offset, END, BigInt(end));
    this.#wake();
  }

  /** Nothing more is written. */
  finish(): void {
    Atomics.store(this.#words, OVER, 1);
    this.#wake();
  }

  /** Blocks until something was noted since there were so many, or so long. */
  wait(moves: number, ms: number): void {
    Atomics.wait(this.#words, MOVES, moves, ms);
  }

  #wake(): void {
    Atomics.add(this.#words, MOVES, 1);
    Atomics.notify(this.#words, MOVES);
  }
}
