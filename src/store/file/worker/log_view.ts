/**
 * A log as those see it that write more to it than its records.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";
import type { SnapshotLog } from "../checkpoint/job.ts";
import type { Opened } from "../../hosted_log.ts";
import type { LogPlace } from "./log_place.ts";
import type { LogWriter } from "./log_writer.ts";

/**
 * The log as its snapshots and rotations need it. A class, and no closures: a
 * thousand databases would have a dozen each.
 */
export class LogView implements SnapshotLog {
  /** The file. */
  readonly path: string;
  /** The name or address of the format. */
  readonly format: string;
  readonly #place: LogPlace;
  readonly #log: LogWriter;

  /** Shows the log that was opened. */
  constructor({ path, format }: Opened, place: LogPlace, log: LogWriter) {
    this.path = path;
    this.format = format;
    this.#place = place;
    this.#log = log;
  }

  /** Tells the file from others. */
  get identity(): Identity {
    return this.#place.held.identity;
  }

  /** Byte offset after the last record. */
  get end(): number {
    return this.#place.appender.end;
  }

  /** Whether it holds no record. */
  get empty(): boolean {
    return this.#place.appender.empty;
  }

  /** Whether records wait to be written. */
  get waiting(): boolean {
    return this.#log.waiting;
  }

  /** Throws unless the file is still the one that was opened. */
  check(): void {
    this.#log.check();
  }

  /** Makes all that was written durable; throws where that can't be. */
  sync(): void {
    this.#log.sync();
    if (this.#log.failure !== undefined) throw this.#log.failure;
  }

  /** Keeps records in the queue. */
  hold(): void {
    this.#log.hold();
  }

  /** Writes what was held back. */
  release(): void {
    this.#log.release();
  }

  /** A write failed for good. */
  fail(cause: unknown): void {
    this.#log.fail(cause);
  }

  /** Begins a record that comes in pieces. */
  beginRecord(): ReturnType<SnapshotLog["beginRecord"]> {
    return this.#place.appender.beginRecord();
  }

  /** Appends a piece of it. */
  addPiece(bytes: Uint8Array): void {
    this.#place.appender.addPiece(bytes);
  }

  /** The record is whole. */
  endRecord(): void {
    this.#place.appender.endRecord();
  }

  /** Drops what there is of it. */
  dropRecord(): void {
    this.#place.appender.dropRecord();
  }
}
