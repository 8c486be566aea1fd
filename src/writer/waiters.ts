/**
 * Those who wait until records have got somewhere: written, or durable.
 *
 * However many wait, one question is under way; those who come meanwhile share
 * the next. Everybody waits for the number he saw, so that nobody starves while
 * others go on committing.
 *
 * @module
 */

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** A queue of waiters in the order of their numbers. */
export class Waiters {
  #waiters: Waiter[] = [];
  /** Whether the writer was asked and has not answered. */
  asked = false;

  /** How many wait. */
  get size(): number {
    return this.#waiters.length;
  }

  /** Waits until the number is reached. */
  wait(seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ seq, resolve, reject });
    });
  }

  /** All up to this number are there. */
  reached(seq: number): void {
    const waiters = this.#waiters;
    let count = 0;
    while (count < waiters.length && waiters[count].seq <= seq) {
      waiters[count++].resolve();
    }
    if (count > 0) this.#waiters = waiters.slice(count);
  }

  /** Nothing will be reached any more. */
  fail(cause: Error): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) reject(cause);
  }
}
