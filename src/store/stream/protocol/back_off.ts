/**
 * The waits between the tries of something that servers refuse or do not answer.
 *
 * @module
 */
import type { CancelTimer, Timers } from "../../file/protocol/timers.ts";

/** The first wait, in milliseconds; each is twice as long as the one before ... */
const FIRST_MS = 25;
/** ... up to this. */
const LAST_MS = 500;

/** Waits, longer each time. */
export class BackOff {
  readonly #clock: Timers;
  #ms = FIRST_MS;
  #cancel: CancelTimer = () => {};
  #wake: () => void = () => {};

  /** Waits by this clock. */
  constructor(clock: Timers) {
    this.#clock = clock;
  }

  /** Resolves after the next wait, or when it is cut short. */
  wait(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#cancel = this.#clock.setTimer(resolve, this.#ms);
    this.#ms = Math.min(2 * this.#ms, LAST_MS);
    return promise;
  }

  /** Ends the wait that is under way. */
  cutShort(): void {
    this.#cancel();
    this.#wake();
  }

  /** The next wait is as short as the first. */
  reset(): void {
    this.#ms = FIRST_MS;
  }
}
