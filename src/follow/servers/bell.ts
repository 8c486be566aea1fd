/**
 * The bell of who follows a stream: it rings when there is news, and tells when
 * there was none for a while.
 *
 * @module
 */
import type { CancelTimer, Timers } from "../../store/file/protocol/timers.ts";

/** So long without news is silence, in milliseconds. */
const SILENCE = 1000;

/** Why who waited goes on. */
export type Woken = "rung" | "silence";

/** Rings when it is told to. */
export class Bell {
  readonly #timers: Timers;
  #rung = false;
  #heard: number;
  #silence: CancelTimer;
  #resolve: ((woken: Woken) => void) | undefined;
  #later = new Map<() => void, CancelTimer>();
  #closed = false;

  /** Listens from now on. */
  constructor(timers: Timers) {
    this.#timers = timers;
    this.#heard = timers.now();
    this.#silence = this.#arm(SILENCE);
  }

  /** There is news. */
  ring(): void {
    this.#heard = this.#timers.now();
    this.#rung = true;
    this.#wake("rung");
  }

  /** Resolves when it rings, or was silent, or is closed; one waits at a time. */
  async next(): Promise<Woken> {
    if (!this.#rung && !this.#closed) {
      const { promise, resolve } = Promise.withResolvers<Woken>();
      this.#resolve = resolve;
      if (await promise === "silence") return "silence";
    }
    this.#rung = false;
    return "rung";
  }

  /** Resolves after so many milliseconds, whatever rings. */
  async later(ms: number): Promise<void> {
    if (this.#closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#later.set(resolve, this.#timers.setTimer(resolve, ms));
    await promise;
    this.#later.delete(resolve);
  }

  /** Ends it; whoever waits goes on. */
  close(): void {
    this.#closed = true;
    this.#silence();
    for (const [resolve, cancel] of this.#later) {
      cancel();
      resolve();
    }
    this.#wake("rung");
  }

  // One timer for all news of a second: to set and forget one for each takes longer
  // than to hand it on.
  #arm(ms: number): CancelTimer {
    return this.#timers.setTimer(() => {
      const left = this.#heard + SILENCE - this.#timers.now();
      if (left <= 0) {
        this.#heard = this.#timers.now();
        this.#wake("silence");
      }
      this.#silence = this.#arm(left > 0 ? left : SILENCE);
    }, ms);
  }

  #wake(woken: Woken): void {
    this.#resolve?.(woken);
    this.#resolve = undefined;
  }
}
