/**
 * The life of one open log file in the writer: append, sync, fail, close.
 *
 * Everything runs to its end in one call, so there is never half a step to
 * think of. Records wait in the queue only while the disk is full or a snapshot
 * takes its last step.
 *
 * @module
 */
import type { RecordBatch } from "../../hosted_log.ts";
import type { FileSystem } from "../../../file/log_file.ts";
import type { Port } from "../protocol/protocol.ts";
import type { SyncPolicy } from "../../store.ts";
import type { CancelTimer, Timers } from "../protocol/timers.ts";
import { type SharedProgress, State } from "../protocol/shared_memory.ts";
import type { LogPlace } from "./log_place.ts";
import { toWire } from "../protocol/wire_error.ts";
import { isDiskFull } from "../../../file/os_error.ts";
import type { DiskFullError } from "../../../errors.ts";
import { finalError, fullError, lostError } from "./write_errors.ts";

/** A full disk is tried again after this, then after twice as long, ... */
const FIRST_RETRY_MS = 100;
/** ... up to this. */
const LAST_RETRY_MS = 5000;

/** The parts that a log writer works with. */
export interface LogWriterParts {
  /** The number of the database. */
  readonly db: number;
  /** Where it is written. */
  readonly place: LogPlace;
  /** Whether nothing is to be written. */
  readonly readonly: boolean;
  /** The progress that main sees. */
  readonly progress: SharedProgress;
  /** How often to sync. */
  readonly sync: SyncPolicy;
  /** The disk. */
  readonly disk: FileSystem;
  /** The time. */
  readonly clock: Timers;
  /** Where replies go. */
  readonly port: Port;
  /** Called after records were appended. */
  readonly appended?: (() => void) | undefined;
  /** Called when the log takes no more records, with the first cause. */
  readonly failed?: ((cause: Error) => void) | undefined;
}

/** Writes one log. */
export class LogWriter {
  readonly #parts: LogWriterParts;
  readonly #place: LogPlace;
  readonly #queue: RecordBatch[] = [];
  #seq = 0;
  #failure: Error | undefined;
  #full: DiskFullError | undefined;
  #held = false;
  /** Whether the name was not durable when the file was to be closed. */
  #unnamed = false;
  /** Questions that wait for the queue to be written. */
  #wanted: boolean[] = [];
  #syncTimer: CancelTimer | undefined;
  #retryTimer: CancelTimer | undefined;
  #retryAfter = FIRST_RETRY_MS;

  /** Takes over an open, locked file. */
  constructor(parts: LogWriterParts) {
    this.#parts = parts;
    this.#place = parts.place;
  }

  /** Why it takes no more records, or undefined. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Whether records wait to be written. */
  get waiting(): boolean {
    return this.#queue.length > 0;
  }

  /** Appends records, or queues them while it can't. */
  append(batch: RecordBatch): void {
    if (this.#failure !== undefined) return;
    this.#queue.push(batch);
    this.#wanted.push(...batch.flush ?? []);
    if (!this.#held && this.#full === undefined) this.#drain();
  }

  /** Answers when all that came before is written, or synced. */
  flush(durable: boolean): void {
    if (this.#failure !== undefined) return;
    if (this.#queue.length > 0 || this.#held) {
      this.#wanted.push(durable);
      return;
    }
    if (durable && !this.sync()) return void this.#wanted.push(true);
    if (this.#failure === undefined) {
      this.#parts.port.post({ kind: "flushed", db: this.#parts.db, durable });
    }
  }

  /** Keeps records in the queue until `release()`. */
  hold(): void {
    this.#held = true;
  }

  /** Writes what was held back. */
  release(): void {
    this.#held = false;
    if (this.#full === undefined && this.#failure === undefined) this.#drain();
  }

  /** Writes the queue, as far as the disk lets it, and what comes of that. */
  #drain(): void {
    this.#writeQueue();
    if (this.#queue.length > 0) return;
    for (const durable of this.#wanted.splice(0)) this.flush(durable);
    if (this.#failure !== undefined) return;
    this.#armSync();
    this.#parts.appended?.();
  }

  #writeQueue(): void {
    const { progress } = this.#parts;
    const { appender, check, durability } = this.#place;
    try {
      durability.settle();
    } catch (error) {
      return this.fail(error); // a failed sync is final, whatever the reason
    }
    for (const batch of this.#queue) {
      try {
        if (check.due) this.check();
        appender.append("change", batch.payloads);
      } catch (error) {
        this.#queue.splice(0, this.#queue.indexOf(batch));
        return this.#stop(error);
      }
      this.#seq = batch.seq;
      progress.noteWritten(batch.seq, batch.size);
    }
    this.#queue.length = 0;
  }

  #armSync(): void {
    const { sync, clock, progress } = this.#parts;
    const place = this.#place;
    if (sync === "never" || this.#syncTimer !== undefined) return;
    if (!place.appender.dirty) return;
    // A power cut can leave a new file as garbage that nobody would know for a
    // database; so the first record does not wait.
    const first = place.held.made && progress.durable === 0;
    // "always" waits for the batches that are here already, so that they share
    // one sync: messages are handled before timers of no delay.
    const delay = sync === "always" || first ? 0 : sync;
    this.#syncTimer = clock.setTimer(() => {
      this.#syncTimer = undefined;
      // While a record comes in pieces the next sync is armed at its end; and
      // all may have been synced meanwhile.
      if (this.#failure !== undefined || this.#held) return;
      if (place.appender.dirty) this.sync();
    }, delay);
  }

  /** Syncs; false where it is tried again, and who waits has to wait on. */
  sync(): boolean {
    try {
      if (this.#place.durability.sync(this.#seq)) return true;
    } catch (error) {
      this.fail(error);
      return true;
    }
    this.#syncTimer ??= this.#parts.clock.setTimer(() => {
      this.#syncTimer = undefined;
      if (this.#failure !== undefined || this.#held || !this.sync()) return;
      for (const durable of this.#wanted.splice(0)) this.flush(durable);
    }, FIRST_RETRY_MS);
    return false;
  }

  /** Throws unless the file is still the one that was opened. */
  check(): void {
    this.#place.check.make(this.#place.appender.end);
  }

  /** Makes the name of the file durable that the log was moved to, all of it synced. */
  settleName(): boolean {
    return this.#place.durability.syncName(this.#seq);
  }

  /** A write failed: for want of room, which passes, or for good. */
  #stop(cause: unknown): void {
    if (!isDiskFull(cause)) return this.fail(cause);
    const { db, port, progress, clock } = this.#parts;
    const { path } = this.#place.held;
    if (this.#full === undefined) {
      this.#full = fullError(path, cause);
      progress.noteState(State.Full);
      port.post({ kind: "waits", db, error: toWire(this.#full) });
    }
    this.#retryTimer = clock.setTimer(() => this.#retry(), this.#retryAfter);
    this.#retryAfter = Math.min(this.#retryAfter * 2, LAST_RETRY_MS);
  }

  #retry(): void {
    const { db, port, progress } = this.#parts;
    if (this.#held) return this.#stop(this.#full?.cause);
    this.#drain();
    if (this.#failure !== undefined || this.#queue.length > 0) return;
    this.#full = undefined;
    this.#retryAfter = FIRST_RETRY_MS;
    progress.noteState(State.Running);
    port.post({ kind: "resumed", db });
  }

  /** Takes no more records, ever: the first cause is what everybody gets. */
  fail(cause: unknown): void {
    if (this.#failure !== undefined) return;
    const { db, port, progress, failed } = this.#parts;
    this.#failure = finalError(this.#place.held.path, cause);
    this.#cancelTimers();
    const error = toWire(this.#failure);
    progress.noteFailure(error);
    port.post({ kind: "failed", db, error });
    failed?.(this.#failure);
  }

  #cancelTimers(): void {
    this.#syncTimer?.();
    this.#retryTimer?.();
    this.#syncTimer = this.#retryTimer = undefined;
  }

  /**
   * Writes what is queued, syncs (unless that is never to be) and closes the
   * file. `discard` removes it if it was made just now.
   */
  close(discard: boolean): void {
    const { db, port, progress } = this.#parts;
    if (discard) this.#queue.length = 0;
    else this.#finish();
    let error: Error | undefined = this.#failure ?? this.#lost();
    this.#cancelTimers();
    try {
      this.#letGo(discard);
    } catch (thrown) {
      error ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    progress.noteState(this.#failure ? State.Failed : State.Closed);
    port.post({
      kind: "closed",
      db,
      ...(error === undefined ? {} : { error: toWire(error) }),
    });
  }

  /** The error for commits that found no room, told at closing. */
  #lost(): DiskFullError | undefined {
    const count = (this.#queue.at(-1)?.seq ?? this.#seq) - this.#seq;
    const { path } = this.#place.held;
    return count > 0 ? lostError(path, count, this.#full?.cause) : undefined;
  }

  #finish(): void {
    const { readonly, sync } = this.#parts;
    if (this.#failure !== undefined || readonly) return;
    this.#held = false;
    if (this.#queue.length > 0) this.#drain();
    if (this.#failure !== undefined) return;
    const { appender } = this.#place;
    const { shortened } = appender;
    if (shortened !== undefined) this.fail(shortened);
    else if (sync !== "never" && appender.dirty) this.#unnamed = !this.sync();
  }

  #letGo(discard: boolean): void {
    const { disk } = this.#parts;
    const { path, made } = this.#place.held;
    try {
      if (discard && made) {
        disk.remove(path);
        disk.syncFolder(path);
      }
    } finally {
      this.#place.close();
    }
    // With the file closed there is one file more to be had.
    const { durability } = this.#place;
    if (this.#unnamed && !durability.syncName(this.#seq)) {
      throw new Error(
        `Cannot sync the folder of "${path}": too many files are open`,
      );
    }
  }
}
