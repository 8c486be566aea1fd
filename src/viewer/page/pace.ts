/**
 * What is done at once where all was quiet, and else so often at most: a log may
 * grow a thousand times a second.
 *
 * @module
 */
/// <reference lib="dom" />

/** Does something in time with what comes. */
export class Pace {
  readonly #ms: number;
  readonly #run: () => void;
  #resting = false;
  #asked = false;

  /** Does it once in so many milliseconds at most. */
  constructor(ms: number, run: () => void) {
    this.#ms = ms;
    this.#run = run;
  }

  /** Asks for it. */
  ask(): void {
    this.#asked = true;
    if (!this.#resting) this.#go();
  }

  #go(): void {
    this.#asked = false;
    this.#resting = true;
    this.#run();
    setTimeout(() => {
      this.#resting = false;
      if (this.#asked) this.#go();
    }, this.#ms);
  }
}
