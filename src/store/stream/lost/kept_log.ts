/**
 * A log on servers that keeps what it was given until that is written: when another
 * writer takes the log over, the rest can be saved.
 *
 * @module
 */
import type { LogHolder } from "../../../errors.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { Port, Reply } from "../../file/protocol/protocol.ts";
import { SharedProgress, State } from "../../file/protocol/shared_memory.ts";
import type { HostedLog, RecordBatch, SavedRecords } from "../../hosted_log.ts";
import type { SnapshotRequest } from "../../store.ts";
import type { WireError } from "../../file/protocol/wire_error.ts";
import { UnwrittenRecords } from "./unwritten_records.ts";

/** The parts that keeping takes. */
export interface KeptParts {
  /** The memory that shows how far the log is. */
  readonly progress: SharedArrayBuffer;
  /** Where replies go. */
  readonly port: Port;
  /** Reads the log whole, as bytes of a file. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Saves records that go on from a revision. */
  readonly save: (
    lines: readonly string[],
    rev: number,
  ) => Promise<SavedRecords>;
}

/** Keeps what one log was given. */
export class KeptLog implements HostedLog {
  readonly #progress: SharedProgress;
  readonly #parts: KeptParts;
  readonly #unwritten = new UnwrittenRecords();
  readonly #closed = Promise.withResolvers<void>();
  #log: HostedLog | undefined;
  #saved: Promise<SavedRecords> | undefined;

  /** Keeps the records of a log that is still to be opened. */
  constructor(parts: KeptParts) {
    this.#progress = new SharedProgress(parts.progress);
    this.#parts = parts;
  }

  /** Where the replies of the log itself go. */
  get port(): Port {
    return {
      post: (reply, transfer) => {
        if (reply.kind === "closed") void this.#tellClosed(reply);
        else this.#parts.port.post(reply, transfer);
      },
    };
  }

  /** Nothing that the log lacks is gone when it is closed. */
  async #tellClosed(reply: Extract<Reply, { kind: "closed" }>): Promise<void> {
    const saved = reply.error?.name === "TakenOverError"
      ? await (this.#saved ??= this.#saveNow(reply.error))
      : undefined;
    this.#parts.port.post({ ...reply, saved });
    this.#closed.resolve();
  }

  /** The log itself, once it is open. */
  over(log: HostedLog): this {
    this.#log = log;
    return this;
  }

  accept(id: number): void {
    this.#log?.accept(id);
  }

  append(batch: RecordBatch): void {
    this.#unwritten.add(batch, this.#progress.written);
    this.#log?.append(batch);
  }

  flush(durable: boolean): void {
    this.#log?.flush(durable);
  }

  snapshot(id: number, request: SnapshotRequest): void {
    this.#log?.snapshot(id, request);
  }

  rotate(id: number, request: RotationRequest, program: string): void {
    this.#log?.rotate(id, request, program);
  }

  count(id: number, offset: number): void {
    this.#log?.count(id, offset);
  }

  async holder(): Promise<LogHolder | undefined> {
    return await this.#log?.holder?.();
  }

  content(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#parts.read();
  }

  /** Saves what is not in the log, when all that was committed has come. */
  save(): Promise<SavedRecords> {
    return this.#saved ??= this.#saveNow(this.#progress.failure);
  }

  async #saveNow(failure: WireError | undefined): Promise<SavedRecords> {
    const { written } = this.#progress;
    const rev = failure?.fields?.["written"];
    const lines = this.#unwritten.after(written);
    const saved = await this.#parts.save(
      lines,
      typeof rev === "number" ? rev : 0,
    );
    if (failure !== undefined) {
      const fields = { ...failure.fields, saved: saved.path };
      this.#progress.noteFailure({ ...failure, fields });
    }
    this.#progress.noteState(State.Saved);
    return saved;
  }

  /** Closes the log, which has to last until what it lacks is saved. */
  async close(discard: boolean): Promise<void> {
    await this.#saved;
    await this.#log?.close(discard);
    await this.#closed.promise;
  }
}
