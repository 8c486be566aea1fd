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
  #timers = new Set<{ readonly at: number; readonly wake: () => void }>();

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

  /** When the next timer is due; undefined where none is set. */
  get next(): number | undefined {
    return this.#first()?.at;
  }

  /** Turns time to the next timer, and rings that one alone. */
  ring(): void {
    const first = this.#first();
    if (first === undefined) return;
    this.#timers.delete(first);
    this.#now = Math.max(this.#now, first.at);
    first.wake();
  }

  /** Turns time forward; what is due on the way rings. */
  turn(ms: number): void {
    const end = this.#now + ms;
    while ((this.next ?? Infinity) <= end) this.ring();
    this.#now = end;
  }

  #first() {
    let first: { readonly at: number; readonly wake: () => void } | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || timer.at < first.at) first = timer;
    }
    return first;
  }
}
