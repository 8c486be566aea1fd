/**
 * Those who wait until records have got somewhere: written, or durable.
 *
 * However many wait, one question of a kind is under way; those who come
 * meanwhile share the next. Everybody waits for the number he saw, so that
 * nobody starves while others go on committing.
 *
 * @module
 */
import type { SharedProgress } from "../protocol/shared_progress.ts";

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** Waiters for one of the two, in the order of their numbers. */
class Queue {
  readonly durable: boolean;
  waiters: Waiter[] = [];
  /** Whether the writer was asked, or is about to be. */
  asked = false;

  constructor(durable: boolean) {
    this.durable = durable;
  }

  reached(seq: number): void {
    let count = 0;
    for (const waiter of this.waiters) {
      if (waiter.seq > seq) break;
      waiter.resolve();
      count++;
    }
    if (count > 0) this.waiters = this.waiters.slice(count);
  }

  fail(cause: Error): void {
    const { waiters } = this;
    this.waiters = [];
    for (const { reject } of waiters) reject(cause);
  }
}

/** Who waits for the writer's progress with one database. */
export class Acknowledgements {
  readonly #control: SharedProgress;
  readonly #ask: (durable: boolean) => void;
  readonly #written = new Queue(false);
  readonly #durable = new Queue(true);

  /** `ask` sends the question behind what is posted in this turn. */
  constructor(control: SharedProgress, ask: (durable: boolean) => void) {
    this.#control = control;
    this.#ask = ask;
  }

  /** Whether anybody waits. */
  get waiting(): boolean {
    return this.#written.waiters.length + this.#durable.waiters.length > 0;
  }

  /** Resolves when the record of this number is written, or durable. */
  wait(seq: number, durable: boolean): Promise<void> {
    const reached = durable ? this.#control.durable : this.#control.written;
    if (reached >= seq) return Promise.resolve();
    const queue = durable ? this.#durable : this.#written;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.waiters.push({ seq, resolve, reject });
    this.#askSoon(queue);
    return promise;
  }

  /** Asks once, for all who come until the answer does. */
  #askSoon(queue: Queue): void {
    if (queue.asked) return;
    queue.asked = true;
    this.#ask(queue.durable);
  }

  /** The writer answered. */
  answered(durable: boolean): void {
    const queue = durable ? this.#durable : this.#written;
    queue.asked = false;
    this.#settleReached();
    if (queue.waiters.length > 0) this.#askSoon(queue);
  }

  #settleReached(): void {
    this.#written.reached(this.#control.written);
    this.#durable.reached(this.#control.durable);
  }

  /** There will be no more progress. */
  fail(cause: Error): void {
    this.#settleReached();
    this.#written.fail(cause);
    this.#durable.fail(cause);
  }
}
