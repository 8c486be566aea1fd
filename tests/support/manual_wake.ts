/**
 * Who follows a file looks when a test says so.
 *
 * @module
 */
import type { Wake } from "../../src/file/file_watch.ts";

/** Wakes by hand. */
export class ManualWake implements Wake {
  #ring: (() => void) | undefined;
  #asked = Promise.withResolvers<void>();
  #closed = false;
  /** How often another file was said to be there. */
  renewed = 0;

  /** Resolves at the next turn. */
  next(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ring = resolve;
    this.#asked.resolve();
    return promise;
  }

  /** The same: a test has no time. */
  later(): Promise<void> {
    return this.next();
  }

  /** Counts. */
  renew(): void {
    this.renewed++;
  }

  /** Has them look so many times, and waits until they have looked. */
  async turn(times = 1): Promise<void> {
    for (let i = 0; i < times && !this.#closed; i++) {
      await this.#asked.promise;
      this.#asked = Promise.withResolvers();
      this.#ring?.();
      await this.#asked.promise;
    }
  }

  /** Nobody is woken any more. */
  close(): void {
    this.#closed = true;
    this.#ring?.();
    this.#asked.resolve();
  }
}
