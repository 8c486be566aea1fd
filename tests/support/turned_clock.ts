/**
 * A clock that stands still until it is turned.
 *
 * @module
 */
import type {
  CancelTimer,
  Timers,
} from "../../src/store/file/protocol/timers.ts";

/** Timers ring when time is turned past them, in the order of their times. */
export class TurnedClock implements Timers {
  #now = 0;
  #timers = new Set<{ at: number; wake: () => void }>();

  now(): number {
    return this.#now;
  }

  today(): Date {
    return new Date(Date.UTC(2026, 5, 10, 2, 55, 0) + this.#now);
  }

  setTimer(wake: () => void, ms: number): CancelTimer {
    const timer = { at: this.#now + ms, wake };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Turns time forward; what is due on the way rings. */
  turn(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    this.#now = end;
  }
}
