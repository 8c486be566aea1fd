/**
 * Memory in which pieces of bytes go from one worker to another.
 *
 * It is shared and used again and again. New memory for each piece has to be
 * mapped, cleared and given back by one thread while the others of the process
 * wait to do the same: for a large snapshot that took twice as long as all the
 * rest (measured).
 *
 * @module
 */

/** The largest piece; larger ones are cut. */
const SLOT = 1 << 20;
/** So many pieces may be on their way. */
const SLOTS = 8;
/** How long one waits for the other side to take a piece. */
const PATIENCE_MS = 30_000;

/** A piece on its way. */
export interface SharedPiece {
  /** Its bytes, until it is taken. */
  readonly bytes: Uint8Array;
  /** Where the other side counts, and notifies of, what it has taken. */
  readonly taken: Int32Array;
}

/** The side that gives. */
export class PieceRing {
  readonly #memory = new Uint8Array(new SharedArrayBuffer(SLOTS * SLOT));
  readonly #taken = new Int32Array(new SharedArrayBuffer(4));
  readonly #post: (piece: SharedPiece) => void;
  readonly #patienceMs: number;
  #given = 0;

  /** Gives pieces to this function, which must not hold on to them. */
  constructor(
    post: (piece: SharedPiece) => void,
    patienceMs: number = PATIENCE_MS,
  ) {
    this.#post = post;
    this.#patienceMs = patienceMs;
  }

  /**
   * Gives bytes, which may change once it returns. It blocks while too many are
   * on their way; throws when none is taken for 30 seconds.
   */
  give(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += SLOT) {
      this.#waitForSlot();
      const at = this.#given % SLOTS * SLOT;
      const part = bytes.subarray(from, from + SLOT);
      const slot = this.#memory.subarray(at, at + part.length);
      slot.set(part);
      this.#given++;
      this.#post({ bytes: slot, taken: this.#taken });
    }
  }

  #waitForSlot(): void {
    for (;;) {
      const taken = Atomics.load(this.#taken, 0);
      if (this.#given - taken < SLOTS) return;
      const outcome = Atomics.wait(this.#taken, 0, taken, this.#patienceMs);
      if (outcome === "timed-out") {
        throw new Error(
          `None of ${SLOTS} pieces was taken for ${this.#patienceMs} ms`,
        );
      }
    }
  }
}
