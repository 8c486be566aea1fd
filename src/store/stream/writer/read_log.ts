/**
 * A log in a stream that was opened to be read: nothing is written to it.
 *
 * @module
 */
import { DatabaseError, type LogHolder } from "../../../errors.ts";
import type { Port } from "../../file/protocol/protocol.ts";
import { SharedProgress, State } from "../../file/protocol/shared_memory.ts";
import { toWire } from "../../file/protocol/wire_error.ts";
import type { HostedLog, HostRequest } from "../../hosted_log.ts";
import type { LogStream } from "../port/port.ts";
import { logHolderOf } from "../protocol/log_holder.ts";

/** Refuses what would write. */
export class ReadLog implements HostedLog {
  readonly #db: number;
  readonly #progress: SharedProgress;
  readonly #port: Port;
  readonly #stream: LogStream;
  readonly #refusal: DatabaseError;

  /** Keeps the connection. */
  constructor(
    { db, request: { path }, progress }: HostRequest,
    port: Port,
    stream: LogStream,
  ) {
    this.#db = db;
    this.#progress = new SharedProgress(progress);
    this.#port = port;
    this.#stream = stream;
    this.#refusal = new DatabaseError(
      `Cannot write "${path}": it was opened with { readonly: true }`,
      { path },
    );
  }

  accept(id: number): void {
    this.#port.post({ kind: "accepted", db: this.#db, id });
  }

  append(): void {
    const error = toWire(this.#refusal);
    this.#progress.noteFailure(error);
    this.#port.post({ kind: "failed", db: this.#db, error });
  }

  flush(durable: boolean): void {
    this.#port.post({ kind: "flushed", db: this.#db, durable });
  }

  snapshot(id: number): void {
    const error = toWire(this.#refusal);
    const ids = [id];
    this.#port.post({ kind: "snapshotFailed", db: this.#db, ids, error });
  }

  rotate(id: number): void {
    const error = toWire(this.#refusal);
    this.#port.post({ kind: "rotated", db: this.#db, id, error });
  }

  count(id: number): void {
    this.#port.post({ kind: "counted", db: this.#db, id, line: 0 });
  }

  async holder(): Promise<LogHolder | undefined> {
    return await logHolderOf(this.#stream);
  }

  async close(): Promise<void> {
    await this.#stream.close().catch(() => {}); // nothing depends on it any more
    this.#progress.noteState(State.Closed);
    this.#port.post({ kind: "closed", db: this.#db });
  }
}
