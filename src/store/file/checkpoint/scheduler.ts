/**
 * When snapshots of one log are made: on request, and when the records since
 * the last one outgrow it.
 *
 * @module
 */
import type {
  SnapshotInfo,
  SnapshotPolicy,
  SnapshotRequest,
} from "../../store.ts";
import type { CancelTimer } from "../protocol/timers.ts";
import { DatabaseError } from "../../../errors.ts";
import { type JobParts, SnapshotJob } from "./job.ts";

/**
 * A queue for one place: one snapshot at a time, however many databases a writer
 * has, since each takes as much memory as a state.
 */
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

/** Snapshots are not worth their bytes before this. */
const MIN_BYTES = 65536;
/** A tail this many times as large as is due is long overdue. */
const OVERDUE = 4;

/**
 * After a snapshot so many times its own duration passes before one is made
 * that nobody asked for: a small state under many commits would outgrow each
 * at once, and a core would do nothing else (docs/performance.md).
 */
const REST = 9;

/**
 * A log to which so much is added in such a time is busy, and one that is due
 * waits for it to be calm: the maker has to read all that is added, and on two
 * cores it would slow the commits of a burst by half (docs/performance.md).
 */
const BUSY_BYTES = 1 << 20;
const BUSY_MS = 100;
/**
 * The wait for calm ends when so much, and many times the due, is to be read.
 */
const MOST_TAIL = 64 * 2 ** 20;

/** The parts that a scheduler works with. */
export interface SchedulerParts extends JobParts {
  /** One snapshot at a time. */
  readonly mutex: Mutex;
  /** When one is due; false: on request only. */
  readonly policy: SnapshotPolicy | false;
  /** The last snapshot in the file; no bytes: none. */
  readonly last: { readonly offset: number; readonly bytes: number };
  /** A snapshot was made; `ids` are the requests it answers. */
  readonly made: (info: SnapshotInfo, ids: readonly number[]) => void;
  /** The snapshot could not be made. */
  readonly failed: (cause: Error, ids: readonly number[]) => void;
}

/** How far the log was, and when. */
interface Mark {
  readonly at: number;
  readonly end: number;
}

/** Has snapshots of one log made, one after the other. */
export class SnapshotScheduler {
  readonly #parts: SchedulerParts;
  #last: { readonly offset: number; readonly bytes: number };
  /** Whether nothing was appended yet to a file that was empty. */
  #fresh: boolean;
  /** Byte offset where the last try ended that failed. */
  #failedAt = 0;
  #job: SnapshotJob | undefined;
  /** When the next may begin that nobody asked for, by the clock. */
  #restUntil = 0;
  /** Set while one is due later: nothing more may be appended until then. */
  #wake: CancelTimer | undefined;
  /** Whether one is due and waits for the log to be calm. */
  #postponed = false;
  /** How far the log was at two times lately, the older one first. */
  #marks: readonly [Mark, Mark];
  /** The requests that it will answer. */
  #ids: number[] = [];
  /** Requests that came too late for it. */
  #late: (readonly [id: number, request: SnapshotRequest])[] = [];
  /** The schema version, when main has named it. */
  #version: number | undefined;
  /** The callback of whoever waits for the end. */
  #ended: (() => void) | undefined;

  /** Makes snapshots of this log. */
  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#last = parts.last;
    this.#fresh = parts.log.empty;
    const mark = { at: parts.clock.now(), end: parts.log.end };
    this.#marks = [mark, mark];
  }

  /** How many bytes follow the last snapshot. */
  get #tail(): number {
    return this.#parts.log.end - this.#last.offset - this.#last.bytes;
  }

  /** How many bytes have to follow before another snapshot is made. */
  get #due(): number {
    const { policy } = this.#parts;
    if (policy === false) return Infinity;
    return Math.max(policy.minBytes ?? MIN_BYTES, this.#last.bytes);
  }

  /** Whether much is being added just now. */
  #isBusy(now: number): boolean {
    const { end } = this.#parts.log;
    const [, newer] = this.#marks;
    if (now - newer.at >= BUSY_MS) this.#marks = [newer, { at: now, end }];
    const [older] = this.#marks;
    const times = Math.max(1, (now - older.at) / BUSY_MS);
    const busy = end - older.end > BUSY_BYTES * times;
    return busy && this.#tail <= Math.max(MOST_TAIL, OVERDUE * this.#due);
  }

  /** The log is in another file, which begins with this snapshot. */
  moved(snapshot: { readonly offset: number; readonly bytes: number }): void {
    const mark = { at: this.#parts.clock.now(), end: this.#parts.log.end };
    this.#last = snapshot;
    this.#failedAt = 0;
    this.#fresh = false;
    this.#marks = [mark, mark];
  }

  /** Records were appended: begins a snapshot if one is due. */
  appended(): void {
    const now = this.#parts.clock.now();
    const busy = this.#isBusy(now);
    if (this.#fresh) {
      // The first record of a new file is the whole state: as good a start.
      this.#fresh = false;
      this.#last = { offset: 0, bytes: this.#parts.log.end };
      return;
    }
    if (this.#job !== undefined || this.#tail <= this.#due) return;
    // One that failed, say for its size, is not tried again for some time.
    if (this.#parts.log.end - this.#failedAt <= this.#due) return;
    const rest = this.#restUntil - now;
    this.#postponed = rest <= 0 && busy;
    if (rest <= 0 && !busy) return this.#begin([], { v: this.#version });
    this.#wake ??= this.#parts.clock.setTimer(() => {
      this.#wake = undefined;
      this.appended();
    }, Math.max(rest, busy ? BUSY_MS : 0));
  }

  /** Makes a snapshot of all that came before this request. */
  request(id: number, request: SnapshotRequest): void {
    this.#version = request.v ?? this.#version;
    if (this.#job === undefined) {
      this.#begin([id], request);
    } else if (this.#job.settled) {
      this.#late.push([id, request]);
    } else {
      this.#ids.push(id);
      this.#job.request = { ...this.#job.request, ...request };
    }
  }

  #begin(ids: number[], request: SnapshotRequest): void {
    const { mutex, log, made, failed, clock } = this.#parts;
    let start = clock.now();
    const rest = () => {
      const now = clock.now();
      this.#restUntil = now + REST * (now - start);
    };
    const work = new SnapshotJob(this.#parts, request, {
      awaited: () => this.#ids.length > 0,
      made: (info) => {
        this.#last = info;
        rest();
        made(info, this.#ids);
        this.#next(endTurn);
      },
      failed: (cause) => {
        this.#failedAt = log.end;
        rest();
        const reason = cause instanceof Error ? cause.message : String(cause);
        const { path } = log;
        const message = `Cannot make a snapshot of "${path}": ${reason}`;
        failed(new DatabaseError(message, { path, cause }), this.#ids);
        this.#next(endTurn);
      },
    }, () => this.#last.offset);
    this.#job = work;
    this.#postponed = false;
    this.#ids = ids;
    let endTurn = () => {};
    endTurn = mutex.enter(() => {
      start = clock.now(); // the wait for its turn was no work
      work.start();
    });
  }

  #next(endTurn: () => void): void {
    this.#job = undefined;
    endTurn();
    for (const late of this.#late.splice(0)) this.request(...late);
    this.#tellIdle();
  }

  /** Ends what is being made, and says why to those who asked. */
  abort(cause: unknown): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#job?.abort(cause);
  }

  /**
   * Calls back when nothing is being made any more. What nobody asked for is
   * dropped, unless it is long overdue: a program that only ever runs for a
   * moment would never get one.
   */
  end(ended: () => void): void {
    this.#ended = ended;
    this.#wake?.();
    const wanted = this.#ids.length > 0 || this.#late.length > 0;
    const overdue = this.#tail > OVERDUE * this.#due;
    if (overdue && this.#postponed && this.#job === undefined) {
      this.#begin([], { v: this.#version });
    }
    if (!wanted && !overdue) this.abort("the database was closed");
    this.#tellIdle();
  }

  #tellIdle(): void {
    if (this.#job !== undefined) return;
    this.#ended?.();
    this.#ended = undefined;
  }
}
