/**
 * Wakes who follows a file: at once where the system tells of changes, and every
 * 100 ms in any case, since events can't be trusted: they get lost, a network file
 * system has none, and the watch of a file ends when it is renamed.
 *
 * @module
 */
import { demandUnasked } from "./permission.ts";

/** The file is looked at so often whatever the events say, in milliseconds. */
const STEP = 100;
/** So far apart are two looks at least, in milliseconds. */
const GAP = 1;

/** Says when to look at a log again. */
export interface Wake {
  /** Resolves when there may be something new, or it was closed. */
  next(): Promise<void>;
  /** Resolves after a while, whatever happens meanwhile. */
  later(): Promise<void>;
  /** The file at the path is another one now. */
  renew(): void;
  /** Wakes nobody any more. */
  close(): void;
}

/** Resolves after so many milliseconds; 0 lets the event loop go round once. */
export function pause(ms: number): Promise<void> {
  // Deno's own timers take milliseconds to make; a signal's is there at once.
  return new Promise((resolve) =>
    AbortSignal.timeout(ms).addEventListener("abort", () => resolve())
  );
}

/** Watches the file at a path. */
export class FileWatch implements Wake {
  readonly #path: string;
  #watcher: Deno.FsWatcher | undefined;
  #signal: AbortSignal | undefined;
  #due = true;
  #last = -Infinity;
  #closed = false;
  #resolve: (() => void) | undefined;
  #patient: (() => void) | undefined;
  readonly #step = () => {
    this.#stepped();
    this.#arm();
  };

  /** Begins to watch. */
  constructor(path: string) {
    this.#path = path;
    this.renew();
    this.#arm();
  }

  /** Resolves when the file may have changed. */
  async next(): Promise<void> {
    if (!this.#due && !this.#closed) {
      await new Promise<void>((resolve) => this.#resolve = resolve);
    }
    // What many writes leave is read at once.
    const wait = this.#last + GAP - performance.now();
    if (wait > 0 && !this.#closed) await pause(wait);
    this.#due = false;
    this.#last = performance.now();
  }

  /** Resolves after a while. */
  async later(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => this.#patient = resolve);
  }

  /** Watches the file that is at the path now. */
  renew(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#due = true;
    if (this.#closed) return;
    try {
      demandUnasked("read", this.#path);
      this.#watcher = Deno.watchFs(this.#path, { recursive: false });
    } catch {
      return; // there is none, or the system has no more watches
    }
    this.#listen(this.#watcher).catch(() => {});
  }

  /** Ends it; whoever waits goes on. */
  close(): void {
    this.#closed = true;
    this.#watcher?.close();
    this.#watcher = undefined;
    // Else it would keep the program alive until it rings.
    this.#signal?.removeEventListener("abort", this.#step);
    this.#stepped();
  }

  async #listen(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind } of watcher) {
      if (kind !== "access") this.#ring(); // our own reading is one
    }
  }

  #arm(): void {
    this.#signal = AbortSignal.timeout(STEP);
    this.#signal.addEventListener("abort", this.#step);
  }

  #stepped(): void {
    this.#ring();
    this.#patient?.();
    this.#patient = undefined;
  }

  #ring(): void {
    this.#due = true;
    this.#resolve?.();
    this.#resolve = undefined;
  }
}
