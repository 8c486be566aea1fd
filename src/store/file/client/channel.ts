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
import type { DatabaseError } from "../../../errors.ts";
import type { TornTail } from "../../../log/log_content.ts";
import { type SharedProgress, State } from "../protocol/shared_memory.ts";
import { closedError, diedError, notWritten } from "./channel_errors.ts";
import { drainNow, ending, forgetAtExit } from "./exit_drain.ts";
import type { WriterClient } from "./shared_writer.ts";
import type { JoinedLog, TellFile } from "./joined_log.ts";
import { Outbox } from "./outbox.ts";
import { PendingRequests } from "./pending_requests.ts";
import { databaseError } from "../protocol/wire_error.ts";

/** How long a blocked main waits for a writer that makes no progress. */
const PATIENCE_MS = 5000;

/** The channel to the log of one open database. */
export class Channel implements OpenLog {
  /** The path of the file, without symlinks. */
  readonly path: string;
  /** The path of the file, which readers of the history open. */
  readonly source: string;
  readonly #on: StoreEvents;
  readonly #db: number;
  readonly #client: WriterClient;
  readonly #progress: SharedProgress;
  readonly #outbox: Outbox;
  readonly #waiting: PendingRequests;
  readonly #tell: TellFile;
  #closing: PromiseWithResolvers<void> | undefined;
  #failure: DatabaseError | undefined;
  readonly #torn: TornTail | undefined;
  readonly #readonly: boolean;

  /** Takes over a log that was joined; `tell` is told which file it is in. */
  constructor(
    { db, client, progress, opened, replies }: JoinedLog,
    options: StoreOptions,
    tell: TellFile,
  ) {
    const { path, layout: { torn } } = opened;
    this.#torn = torn;
    this.#readonly = options.readonly;
    this.path = this.source = path;
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

  /**
   * The number of the last record that is synced; -1 when it is not known that
   * even those are that were in the file when it was opened.
   */
  get durable(): number {
    return this.#progress.durable;
  }

  /** Why the database takes no more changes, or undefined. */
  get failure(): DatabaseError | undefined {
    return this.#failure;
  }

  /**
   * Sends a record; returns its number. Throws the first cause when the writer
   * failed, and a `BackpressureError` or `DiskFullError` when as much as is
   * allowed waits to be written.
   */
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

  /** Whether the writer waits for room on the disk. */
  get waitsForRoom(): boolean {
    return this.#progress.state === State.Full;
  }

  /**
   * Waits until all that was posted before is written, or synced. Rejects with
   * the first cause when the writer fails.
   */
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

  /**
   * Blocks until all that was posted is written. Throws the first cause when
   * the writer failed, and a `WriteError` that says how many records are not
   * written when it made no progress for `patience` milliseconds.
   */
  flushSync(patience = PATIENCE_MS): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { posted } = this.#outbox;
    this.send();
    const done = this.#progress.waitForWritten(posted, patience);
    // The shared progress tells of a failure before its message can come in.
    const wire = this.#progress.failure;
    if (wire !== undefined) throw this.#fail(databaseError(wire));
    if (done) return;
    throw notWritten(this.path, posted, this.#progress, patience);
  }

  /**
   * Has the torn tail saved aside and cut off, where there is one: all that may
   * refuse the data has passed, and nothing is posted before. Tells of the tail
   * and where it is. Rejects when it can't be saved or cut: the file is as it was.
   */
  async accept(): Promise<TornTail | undefined> {
    if (this.#torn === undefined || this.#readonly) return this.#torn;
    if (this.#failure !== undefined) throw this.#failure;
    const saved = await this.#asked(
      this.#waiting.accepts.ask((id) =>
        this.#client.post({ kind: "accept", db: this.#db, id })
      ),
    );
    return { ...this.#torn, ...saved };
  }

  /** Counts the lines (or records) up to a byte offset. */
  countLines(offset: number): Promise<number> {
    if (!this.#client.has(this.#db)) {
      return Promise.reject(closedError(this.path));
    }
    return this.#asked(
      this.#waiting.counts.ask((id) =>
        this.#client.post({ kind: "count", db: this.#db, id, offset })
      ),
    );
  }

  /** Asks for a snapshot of the state after all that was posted before. */
  async snapshot(request: SnapshotRequest = {}): Promise<SnapshotInfo> {
    this.#demandOpen();
    this.#outbox.send();
    return await this.#asked(
      this.#waiting.snapshots.ask((id) =>
        this.#client.post({ kind: "snapshot", db: this.#db, id, request })
      ),
    );
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
    const about = { kind: "rotate", db: this.#db, request, program } as const;
    return await this.#asked(
      this.#waiting.rotations.ask((id) => this.#client.post({ ...about, id })),
    );
  }

  #asked<T>(answer: Promise<T>): Promise<T> {
    this.#watch();
    return answer;
  }

  /**
   * Writes what is left, syncs and closes the file. Rejects with the first
   * cause when not all could be written; the file is closed all the same.
   * `discard` removes a file that was made just now and has no record yet.
   */
  close({ discard = false }: { discard?: boolean } = {}): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#outbox.send();
    this.#closing = Promise.withResolvers();
    if (this.#client.has(this.#db)) {
      this.#client.post({ kind: "close", db: this.#db, discard });
      this.#watch();
    } else {
      this.#ended(this.#failure);
    }
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
      case "full":
        this.#on.full?.(databaseError(reply.error));
        break;
      case "resumed":
        this.#on.resumed?.();
        break;
      case "snapshot":
        this.#on.snapshot?.(reply.info);
        break;
      case "snapshotFailed":
        this.#on.snapshotFailed?.(databaseError(reply.error));
        break;
      case "rotated":
        if ("identity" in reply) this.#tell(reply.identity);
        break;
      case "closed":
        this.#ended(reply.error && databaseError(reply.error));
    }
    this.#watch();
  }

  /** The first cause is for everybody: who waits, and who comes later. */
  #fail(cause: DatabaseError): DatabaseError {
    if (this.#failure !== undefined) return this.#failure;
    this.#failure = cause;
    forgetAtExit(this);
    this.#waiting.fail(this.#failure);
    this.#on.fatal?.(this.#failure);
    return this.#failure;
  }

  /** The writer closed the file, or is gone. */
  #ended(error: DatabaseError | undefined): void {
    forgetAtExit(this);
    this.#tell();
    this.#client.leave(this.#db);
    if (error !== undefined && this.#closing === undefined) this.#fail(error);
    this.#waiting.fail(error ?? closedError(this.path));
    if (error === undefined) this.#closing?.resolve();
    else this.#closing?.reject(this.#failure ?? error);
  }
}
