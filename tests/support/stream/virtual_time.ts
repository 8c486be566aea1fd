/**
 * Time that passes as soon as nothing is left to do in the present.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { TurnedClock } from "../turned_clock.ts";

/** A clock that jumps from timer to timer. */
export class VirtualTime extends TurnedClock {
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
    const end = this.now() + most;
    const settled = () => void (done = true);
    doing.then(settled, settled);
    for (;;) {
      // What promises do is done before this is called.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      if (done) return await doing;
      const { next } = this;
      if (next === undefined) throw new Error("nothing goes on any more");
      if (next > end) throw new Error(`it takes more than ${most} ms`);
      this.ring();
    }
  }
}
