/**
 * What main and the writer share of one database without a message: how far
 * the file is, and why it failed.
 *
 * Main reads it at any time and can wait for it with its event loop stopped,
 * which is what makes `flushSync()` and the drain at exit possible.
 *
 * @module
 */
import type { WireError } from "./wire_error.ts";

/** What a database is about, as the writer sees it. */
export const State = {
  /** All is well. */
  Running: 0,
  /** The disk is full; the queue is kept. */
  Full: 1,
  /** A write or sync failed for good. */
  Failed: 2,
  /** The file is closed. */
  Closed: 3,
} as const;

/** One of the states. */
export type State = typeof State[keyof typeof State];

// Layout: three 64-bit counts, then 32-bit words, then the failure as UTF-8.
const WRITTEN = 0;
const DURABLE = 1;
const SIZE = 2;
const STATE = 6;
const WAKE = 7;
const FAILURE_LENGTH = 8;
const FAILURE_AT = 36;
/** How many times who waits for a writer looks before giving it up. */
const LOOKS = 20;
/** A writer may have a thousand of these. */
const BYTES = 2048;

/** The progress of one database, the same memory on both sides. */
export class SharedProgress {
  /** The shared memory: sent to the writer once. */
  readonly buffer: SharedArrayBuffer;
  readonly #counts: BigInt64Array;
  readonly #words: Int32Array;

  /** Makes the shared memory, or takes over what main made. */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.#counts = new BigInt64Array(buffer, 0, 3);
    this.#words = new Int32Array(buffer, 0, FAILURE_AT / 4);
  }

  /** The number of the last record that the kernel has. */
  get written(): number {
    return Number(Atomics.load(this.#counts, WRITTEN));
  }

  /**
   * The number of the last record that is synced; -1 when it is not known that
   * even those before the first are.
   */
  get durable(): number {
    return Number(Atomics.load(this.#counts, DURABLE));
  }

  /** The size of all payloads written so far: characters of text or bytes. */
  get size(): number {
    return Number(Atomics.load(this.#counts, SIZE));
  }

  /** The state, as the writer said last. */
  get state(): State {
    return Atomics.load(this.#words, STATE) as State; // nothing else is stored
  }

  /** The first cause of the failure, once failed. */
  get failure(): WireError | undefined {
    const length = Atomics.load(this.#words, FAILURE_LENGTH);
    if (length === 0) return undefined;
    const bytes = new Uint8Array(this.buffer, FAILURE_AT, length).slice();
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** Writer: all up to this number is written. */
  noteWritten(seq: number, size: number): void {
    Atomics.store(this.#counts, SIZE, BigInt(size));
    Atomics.store(this.#counts, WRITTEN, BigInt(seq));
    this.#wake();
  }

  /** Writer: all up to this number is synced. */
  noteDurable(seq: number): void {
    Atomics.store(this.#counts, DURABLE, BigInt(seq));
  }

  /** Writer: the state changed. */
  noteState(state: State): void {
    Atomics.store(this.#words, STATE, state);
    this.#wake();
  }

  /** Writer: failed for good, and this is why. */
  noteFailure(wire: WireError): void {
    const room = new Uint8Array(BYTES - FAILURE_AT);
    let text = JSON.stringify(wire);
    if (text.length * 3 > room.length) {
      const { name, message, fields } = wire;
      text = JSON.stringify({ name, message: message.slice(0, 500), fields });
    }
    const { written } = new TextEncoder().encodeInto(text, room);
    new Uint8Array(this.buffer, FAILURE_AT, room.length).set(room);
    Atomics.store(this.#words, FAILURE_LENGTH, written);
    this.noteState(State.Failed);
  }

  #wake(): void {
    Atomics.add(this.#words, WAKE, 1);
    Atomics.notify(this.#words, WAKE);
  }

  /**
   * Main: blocks until `seq` is written, the state is final, or nothing moved
   * for `patience` milliseconds. Tells whether it is written.
   *
   * A process that is stopped, and goes on, finds its time used up at once. So it
   * looks many times: each look waits for a part of the patience alone.
   */
  waitForWritten(seq: number, patience: number): boolean {
    for (let idle = 0;;) {
      const seen = Atomics.load(this.#words, WAKE);
      if (this.written >= seq) return true;
      if (this.state >= State.Failed || idle === LOOKS) return false;
      const woken = Atomics.wait(this.#words, WAKE, seen, patience / LOOKS);
      idle = woken === "timed-out" ? idle + 1 : 0;
    }
  }
}
