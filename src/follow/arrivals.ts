/**
 * The list of those who wait until a replica is as far as a revision.
 *
 * @module
 */
import type { DatabaseError } from "../errors.ts";

interface Waiting {
  readonly rev: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The list of those who wait. */
export class Arrivals {
  readonly #waiting = new Set<Waiting>();

  /** Resolves when this revision is reached; `now` is reached already. */
  wait(rev: number, now: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (rev <= now) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { rev, resolve, reject };
    this.#waiting.add(waiting);
    const abort = () => {
      this.#waiting.delete(waiting);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort);
    return promise.finally(() => signal?.removeEventListener("abort", abort));
  }

  /** A revision is reached. */
  reached(rev: number): void {
    if (this.#waiting.size === 0) return;
    for (const waiting of this.#waiting) {
      if (waiting.rev > rev) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }

  /** None will be reached any more. */
  refuse(reason: DatabaseError): void {
    for (const { reject } of this.#waiting) reject(reason);
    this.#waiting.clear();
  }
}
