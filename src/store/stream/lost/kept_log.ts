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
import { UnwrittenRecords } from "./unwritten_records.ts";

/** Saves records that go on from a revision. */
export type SaveLost = (
  lines: readonly string[],
  rev: number,
) => Promise<SavedRecords>;

/** Keeps what one log was given. */
export class KeptLog implements HostedLog {
  readonly #progress: SharedProgress;
  readonly #save: SaveLost;
  readonly #unwritten = new UnwrittenRecords();
  readonly #port: Port;
  readonly #closed = Promise.withResolvers<void>();
  #log: HostedLog | undefined;
  #saved: Promise<SavedRecords> | undefined;

  /** Keeps the records of a log whose progress is in this memory. */
  constructor(progress: SharedArrayBuffer, port: Port, save: SaveLost) {
    this.#progress = new SharedProgress(progress);
    this.#port = port;
    this.#save = save;
  }

  /** Where the replies of the log itself go. */
  get port(): Port {
    return {
      post: (reply, transfer) => {
        if (reply.kind === "closed") void this.#tellClosed(reply);
        else this.#port.post(reply, transfer);
      },
    };
  }

  /** Nothing that the log lacks is gone when it is closed. */
  async #tellClosed(reply: Extract<Reply, { kind: "closed" }>): Promise<void> {
    const saved = reply.error?.name === "TakenOverError"
      ? await this.save()
      : undefined;
    this.#port.post({ ...reply, saved });
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

  async content(): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#log?.content?.() ?? new Uint8Array(0);
  }

  /** Saves what is not in the log, when all that was committed has come. */
  save(): Promise<SavedRecords> {
    return this.#saved ??= this.#saveNow();
  }

  async #saveNow(): Promise<SavedRecords> {
    const { failure, written } = this.#progress;
    const rev = failure?.fields?.["written"];
    const lines = this.#unwritten.after(written);
    const saved = await this.#save(lines, typeof rev === "number" ? rev : 0);
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
