/**
 * Random numbers that a seed repeats.
 *
 * @module
 */

/** A generator of random choices; the same seed makes the same ones. */
export class Random {
  #state: number;

  /** Starts from a seed, a whole number. */
  constructor(readonly seed: number) {
    this.#state = (seed * 2654435761 + 1) >>> 0;
  }

  /** A number from 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Whether something with this chance happens. */
  chance(chance: number): boolean {
    return this.next() < chance;
  }

  /** One of the choices. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.int(choices.length)]!;
  }
}
