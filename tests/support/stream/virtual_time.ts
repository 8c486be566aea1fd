/**
 * Time that passes as soon as nothing is left to do in the present.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type {
  CancelTimer,
  Timers,
} from "../../../src/store/file/protocol/timers.ts";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that jumps from timer to timer. */
export class VirtualTime implements Timers {
  #now = 0;
  readonly #timers = new Set<Timer>();

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

  /** Resolves after so many milliseconds. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(resolve, ms));
  }

  /**
   * Lets time pass until something is done; throws where it never will be, or
   * takes more than `most` milliseconds.
   */
  async run<T>(doing: Promise<T>, most = 600_000): Promise<T> {
    let done = false;
    const end = this.#now + most;
    const settled = () => void (done = true);
    doing.then(settled, settled);
    for (;;) {
      // What promises do is done before this is called.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      if (done) return await doing;
      const next = this.#next();
      if (next === undefined) throw new Error("nothing goes on any more");
      if (next.at > end) throw new Error(`it takes more than ${most} ms`);
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || timer.at < first.at) first = timer;
    }
    return first;
  }
}
