/**
 * One snapshot at a time, however many databases a writer has: each takes as
 * much memory as a state.
 *
 * @module
 */

/** A queue for one place. */
export class Mutex {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  /** Calls `start` when it is its turn; returns what ends the turn, or the wait. */
  enter(start: () => void): () => void {
    let state: "waiting" | "running" | "over" = "waiting";
    const run = () => {
      this.#taken = true;
      state = "running";
      start();
    };
    if (this.#taken) this.#waiting.push(run);
    else run();
    return () => {
      if (state === "waiting") {
        this.#waiting.splice(this.#waiting.indexOf(run), 1);
      }
      if (state === "running") this.#next();
      state = "over";
    };
  }

  #next(): void {
    this.#taken = false;
    this.#waiting.shift()?.();
  }
}
