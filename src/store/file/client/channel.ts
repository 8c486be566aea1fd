/**
 * The main isolate's side of one database's writer.
 *
 * Commits go in without waiting; `flush()` and `close()` wait for numbers. From
 * the first failure on every call fails with that first cause.
 *
 * @module
 */
import type {
  RotationReport,
  RotationRequest,
} from "../../../keep/rotation.ts";
import type { Payload } from "../../../log/serializer.ts";
import type { Reply } from "../protocol/protocol.ts";
import type {
  OpenLog,
  SnapshotInfo,
  SnapshotRequest,
  StoreEvents,
  StoreOptions,
} from "../../store.ts";
import {
  AwayError,
  type DatabaseError,
  type LogHolder,
  TakenOverError,
} from "../../../errors.ts";
import type { TornTail } from "../../../log/log_content.ts";
import { type SharedProgress, State } from "../protocol/shared_memory.ts";
import {
  closedError,
  completeError,
  diedError,
  notWritten,
  savedNow,
  saveLost,
} from "./channel_errors.ts";
import { drainNow, ending, forgetAtExit } from "./exit_drain.ts";
import type { SavedRecords } from "../../hosted_log.ts";
import type { WriterClient } from "./shared_writer.ts";
import type { JoinedLog, TellFile } from "./joined_log.ts";
import { Outbox } from "./outbox.ts";
import { PendingRequests } from "./pending_requests.ts";
import { databaseError } from "../protocol/wire_error.ts";

/** How long a blocked main waits for a writer that makes no progress. */
const PATIENCE_MS = 5000;

/** The channel to the log of one open database. */
export class Channel implements OpenLog {
  /** The path of the file, without symlinks; or the address of the log. */
  readonly path: string;
  /** The same, which readers of the history open. */
  readonly source: string;
  /** All of the log, where it is in no file. */
  readonly content: OpenLog["content"];
  readonly #on: StoreEvents;
  readonly #db: number;
  readonly #client: WriterClient;
  readonly #progress: SharedProgress;
  readonly #outbox: Outbox;
  readonly #waiting: PendingRequests;
  readonly #tell: TellFile;
  #closing: PromiseWithResolvers<void> | undefined;
  #failure: DatabaseError | undefined;
  /** The failure, until what it lost is saved. */
  #saving: TakenOverError | undefined;
  readonly #torn: TornTail | undefined;
  readonly #readonly: boolean;

  /** Takes over a log that was joined; `tell` is told which file it is in. */
  constructor(
    { db, client, progress, opened, replies }: JoinedLog,
    options: StoreOptions,
    tell: TellFile,
  ) {
    const { path, layout: { torn }, identity } = opened;
    this.#torn = torn;
    this.#readonly = options.readonly;
    this.path = this.source = path;
    this.content = identity ? undefined : () => this.#waiting.content();
    this.#on = options.on ?? {};
    this.#db = db;
    this.#client = client;
    this.#progress = progress;
    this.#tell = tell;
    this.#outbox = new Outbox({
      db,
      progress,
      path,
      post: (request) => client.post(request),
      maxPendingBytes: options.maxPendingBytes,
      flushInterval: options.flushInterval,
    });
    this.#waiting = new PendingRequests(
      progress,
      (durable) => this.#outbox.ask(durable),
      (request) => {
        if (!client.has(db)) throw closedError(path);
        client.post({ ...request, db });
        this.#watch();
      },
    );
    client.handOver(db, {
      receive: (reply) => this.#receive(reply),
      died: (cause) =>
        this.#ended(diedError(this.path, this.posted - this.written, cause)),
    });
    for (const reply of replies) this.#receive(reply);
  }

  /** The number of the last record posted. */
  get posted(): number {
    return this.#outbox.posted;
  }

  /** The number of the last record that the kernel has. */
  get written(): number {
    return this.#progress.written;
  }

  /** The number of the last record that is synced, or -1. */
  get durable(): number {
    return this.#progress.durable;
  }

  /** Why the database takes no more changes, or undefined. */
  get failure(): DatabaseError | undefined {
    return this.#failure;
  }

  /** Sends a record; returns its number, or throws the first cause. */
  post(payload: Payload): number {
    this.#demandOpen();
    const seq = this.#outbox.post(payload);
    if (ending) drainNow(this);
    return seq;
  }

  #demandOpen(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closing !== undefined) throw closedError(this.path);
  }

  /** Whether the writer waits for room on the disk, or for servers. */
  get waitsForRoom(): boolean {
    const { state } = this.#progress;
    return state === State.Full || state === State.Away;
  }

  /** Waits until all that was posted before is written, or synced. */
  flush(durable = false): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#closing !== undefined) return this.#closing.promise;
    const done = this.#waiting.progress.wait(this.#outbox.posted, durable);
    this.#watch();
    return done;
  }

  /** Sends what is gathered. */
  send(): void {
    if (this.#failure === undefined) this.#outbox.send();
  }

  /** Blocks until all that was posted is written; throws what is not, and why. */
  flushSync(patience = PATIENCE_MS): void {
    if (this.#failure === undefined) {
      this.send();
      const done = this.#progress.waitForWritten(this.posted, patience);
      // The shared progress tells of a failure before its message can come in.
      const wire = this.#progress.failure;
      if (wire !== undefined) this.#fail(databaseError(wire));
      else if (done) return;
    }
    if (this.#saving) savedNow(this.#saving, this.#progress, patience);
    throw this.#failure ??
      notWritten(this.path, this.#outbox, this.#progress, patience);
  }

  /** Has the torn tail saved aside and cut off, where there is one. */
  async accept(): Promise<TornTail | undefined> {
    if (this.#torn === undefined || this.#readonly) return this.#torn;
    if (this.#failure !== undefined) throw this.#failure;
    return { ...this.#torn, ...await this.#waiting.accept() };
  }

  /** Counts the lines (or records) up to a byte offset. */
  countLines(offset: number): Promise<number> {
    return this.#waiting.count(offset);
  }

  /** Who writes the log, if that is known. */
  holder(): Promise<LogHolder | undefined> {
    return this.#waiting.holder();
  }

  /** Asks for a snapshot of the state after all that was posted before. */
  async snapshot(request: SnapshotRequest = {}): Promise<SnapshotInfo> {
    this.#demandOpen();
    this.#outbox.send();
    return await this.#waiting.snapshot(request);
  }

  /** Rotates the log; `due` is called when another rotation may be wanted. */
  async rotate(
    request: RotationRequest,
    due?: () => void,
  ): Promise<RotationReport> {
    const { rotationProgram } = await import("./rotation_program.ts");
    const program = await rotationProgram();
    this.#demandOpen();
    this.#outbox.send();
    this.#waiting.rotationDue ??= due;
    return await this.#waiting.rotate(request, program);
  }

  /** Writes what is left and closes the log; `discard` removes a new one. */
  close({ discard = false }: { discard?: boolean } = {}): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#outbox.send();
    this.#closing = Promise.withResolvers();
    if (!this.#client.has(this.#db)) this.#ended(this.#failure);
    this.#client.post({ kind: "close", db: this.#db, discard });
    this.#watch();
    return this.#closing.promise;
  }

  /** The worker's death is looked for while somebody waits. */
  #watch(): void {
    const waiting = this.#waiting.any || this.#closing !== undefined;
    this.#client.wait(this.#db, waiting);
  }

  #receive(reply: Reply): void {
    this.#waiting.receive(reply);
    switch (reply.kind) {
      case "failed":
        this.#fail(databaseError(reply.error));
        break;
      case "waits":
        this.#wait(databaseError(reply.error));
        break;
      case "resumed":
        this.#outbox.away = undefined;
        this.#on.resumed?.();
        break;
      case "snapshot":
        this.#on.snapshot?.(reply.info);
        break;
      case "snapshotFailed":
        this.#on.snapshotFailed?.(databaseError(reply.error));
        break;
      case "rotated":
        if ("identity" in reply && reply.identity) this.#tell(reply.identity);
        break;
      case "closed":
        this.#ended(reply.error && databaseError(reply.error), reply.saved);
    }
    this.#watch();
  }

  #wait(cause: DatabaseError): void {
    const away = cause instanceof AwayError;
    this.#outbox.away = away ? cause : undefined;
    this.#on[away ? "away" : "full"]?.(cause);
  }

  /** The first cause is for everybody: who waits, and who comes later. */
  #fail(cause: DatabaseError): void {
    if (this.#failure !== undefined) return;
    this.#failure = cause;
    if (!(cause instanceof TakenOverError)) return this.#tellOf(cause);
    // Nobody is told before it can be said where the lost commits are.
    this.#saving = cause;
    this.#outbox.send();
    const lost = this.posted - this.written;
    saveLost(cause, lost, this.#waiting.save())
      .then(() => this.#tellOf(cause));
  }

  #tellOf(failure: DatabaseError): void {
    this.#saving = undefined;
    forgetAtExit(this);
    this.#waiting.fail(failure);
    this.#on.fatal?.(failure);
  }

  /** The writer closed the log, or is gone. */
  #ended(error: DatabaseError | undefined, saved?: SavedRecords): void {
    if (saved) completeError(error, this.posted - this.written, saved);
    forgetAtExit(this);
    this.#tell();
    this.#client.leave(this.#db);
    if (error !== undefined && this.#closing === undefined) this.#fail(error);
    this.#waiting.end(error ?? closedError(this.path));
    if (error === undefined) this.#closing?.resolve();
    else this.#closing?.reject(this.#failure ?? error);
  }
}
