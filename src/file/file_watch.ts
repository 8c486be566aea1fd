/**
 * Wakes who follows a file: at once where the system tells of changes, and every
 * 100 ms in any case (200 where all is quiet), since events can't be trusted: they
 * get lost, a network file system has none, and the watch of a file ends when it is
 * renamed.
 *
 * @module
 */
import { demandUnasked } from "./permission.ts";

/** The file is looked at so often whatever the events say, in milliseconds ... */
const STEP = 100;
/** ... and half as often after so many steps that found nothing: to wake up costs most. */
const QUIET = 50;
/** So far apart are two looks at least, in milliseconds. */
const GAP = 1;
/** So many looks in a step that found something are many, and fewer without events ... */
const MANY = 10;
const STILL_MANY = 2;
/** ... and after so many such steps events cost more than they tell. */
const BUSY = 3;
/** Without events a look takes this share of the time, or less where others are late ... */
const SHARE = 1 / 16;
/** ... but is made so often, in milliseconds. */
const LEAST_GAP = 4;
const MOST_GAP = 20;

/** Says when to look at a log again. */
export interface Wake {
  /**
   * Resolves when there may be something new, or it was closed; `found`: there was
   * since the last time.
   */
  next(found?: boolean): Promise<void>;
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

/**
 * Watches the file at a path.
 *
 * Each event takes a follower a tenth of a millisecond, and each write takes the
 * writer some microseconds more for each watch (docs/performance.md). Where a file is
 * written to all the time the watch is closed, and the file looked at every few
 * milliseconds, until it is quiet again.
 */
export class FileWatch implements Wake {
  readonly #path: string;
  #watcher: Deno.FsWatcher | undefined;
  #signal: AbortSignal | undefined;
  #due = true;
  #last = -Infinity;
  /** How many looks of this step found something, and how many steps found nothing. */
  #found = 0;
  #quiet = 0;
  /** How many steps before it were busy, or quiet if it is negative. */
  #busy = 0;
  /** How long a look takes, with all that it leads to, and how late waits ended. */
  #work = 0;
  #late = 0;
  #closed = false;
  #resolve: (() => void) | undefined;
  #patient: (() => void) | undefined;
  readonly #step = () => {
    this.#judge();
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
  async next(found = false): Promise<void> {
    if (found) this.#found++;
    if (this.#closed) return;
    if (this.#busy >= BUSY) return await this.#pace();
    if (!this.#due) {
      await new Promise<void>((resolve) => this.#resolve = resolve);
    }
    // What many writes leave is read at once.
    const wait = this.#last + GAP - performance.now();
    if (wait > 0 && !this.#closed) await pause(wait);
    this.#due = false;
    this.#last = performance.now();
  }

  /** Waits a while; where looks take long, or others have much to do, longer. */
  async #pace(): Promise<void> {
    const start = performance.now();
    this.#work += (start - this.#last - this.#work) / 8;
    const wanted = this.#work / SHARE + 2 * this.#late;
    const gap = Math.round(Math.min(MOST_GAP, Math.max(LEAST_GAP, wanted)));
    await pause(gap);
    this.#last = performance.now();
    // Timers are a millisecond late where nobody is in the way.
    const late = Math.max(0, this.#last - start - gap - 1);
    this.#late += (late - this.#late) / 8;
  }

  /** Looks at what the last step was like. */
  #judge(): void {
    const busy = this.#busy >= BUSY;
    const many = this.#found >= (busy ? STILL_MANY : MANY);
    this.#quiet = this.#found > 0 ? 0 : this.#quiet + 1;
    this.#found = 0;
    if (many) this.#busy = busy ? BUSY : Math.max(0, this.#busy) + 1;
    else if (busy && this.#busy < 2 * BUSY) this.#busy++; // quiet, so many steps
    else if (busy) this.#busy = 0;
    if (!busy && this.#busy >= BUSY) {
      this.#unwatch();
      this.#work = this.#late = 0;
    }
    if (busy && this.#busy < BUSY) this.renew();
  }

  /** Resolves after a while. */
  async later(): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => this.#patient = resolve);
  }

  /** Watches the file that is at the path now. */
  renew(): void {
    this.#unwatch();
    this.#due = true;
    if (this.#closed || this.#busy >= BUSY) return;
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
    this.#unwatch();
    // Else it would keep the program alive until it rings.
    this.#signal?.removeEventListener("abort", this.#step);
    this.#stepped();
  }

  async #listen(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind } of watcher) {
      if (kind !== "access") this.#ring(); // our own reading is one
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #arm(): void {
    const quiet = this.#quiet > QUIET;
    this.#signal = AbortSignal.timeout(quiet ? 2 * STEP : STEP);
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
