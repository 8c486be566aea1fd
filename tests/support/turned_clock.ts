/**
 * A clock that stands still until it is turned.
 *
 * @module
 */
import type {
  CancelTimer,
  Timers,
} from "../../src/store/file/protocol/timers.ts";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** Timers ring when time is turned past them, in the order of their times. */
export class TurnedClock implements Timers {
  #now = 0;
  #timers = new Set<Timer>();
  /** The timer that is due first, where it is known: simulations ask again and again. */
  #known: Timer | undefined;

  now(): number {
    return this.#now;
  }

  today(): Date {
    return new Date(Date.UTC(2026, 5, 10, 2, 55, 0) + this.#now);
  }

  setTimer(wake: () => void, ms: number): CancelTimer {
    const timer = { at: this.#now + ms, wake };
    this.#timers.add(timer);
    if (this.#known !== undefined && timer.at < this.#known.at) {
      this.#known = timer;
    }
    return () => this.#delete(timer);
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
    this.#delete(first);
    this.#now = Math.max(this.#now, first.at);
    first.wake();
  }

  /** Turns time forward; what is due on the way rings. */
  turn(ms: number): void {
    const end = this.#now + ms;
    while ((this.next ?? Infinity) <= end) this.ring();
    this.#now = end;
  }

  #delete(timer: Timer): void {
    this.#timers.delete(timer);
    if (timer === this.#known) this.#known = undefined;
  }

  #first(): Timer | undefined {
    if (this.#known !== undefined) return this.#known;
    for (const timer of this.#timers) {
      if (this.#known === undefined || timer.at < this.#known.at) {
        this.#known = timer;
      }
    }
    return this.#known;
  }
}
