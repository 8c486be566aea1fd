/**
 * One writer for many databases: their replies, and when the worker is needed.
 *
 * @module
 */
import {
  connectWorker,
  type ConnectWriter,
  type WorkerConnection,
} from "./worker_connection.ts";
import type { Reply, Request } from "../protocol/protocol.ts";
import type { WriterDiedError } from "../../../errors.ts";

/** A database's end of the writer: who gets its replies. */
export interface ReplyHandler {
  /** A reply came. */
  receive(reply: Reply): void;
  /** The writer is gone. */
  died(cause: WriterDiedError): void;
}

/** The writer that one or many databases share. */
export class WriterClient {
  readonly #connect: ConnectWriter;
  readonly #recipients = new Map<number, ReplyHandler>();
  readonly #waiting = new Set<number>();
  #connection: WorkerConnection | undefined;
  #last = 0;

  /** Makes a client; the worker starts when a database needs it. */
  constructor(connect: ConnectWriter = connectWorker) {
    this.#connect = connect;
  }

  /** How many databases it writes now. */
  get databases(): number {
    return this.#recipients.size;
  }

  /** Joins a database; returns its number. */
  join(recipient: ReplyHandler): number {
    this.#recipients.set(++this.#last, recipient);
    return this.#last;
  }

  /** Puts another in the place of who got a database's replies so far. */
  handOver(db: number, recipient: ReplyHandler): void {
    this.#recipients.set(db, recipient);
  }

  /** Whether the database is joined. */
  has(db: number): boolean {
    return this.#recipients.has(db);
  }

  /** Starts the worker, if it does not run. */
  start(): void {
    this.#running();
  }

  /**
   * Sends a request. One of a database that has left, or whose writer died, is
   * dropped: it would start a worker that nobody ends.
   */
  post(request: Request): void {
    if ("db" in request && !this.has(request.db)) return;
    this.#running().post(request);
  }

  #running(): WorkerConnection {
    return this.#connection ??= this.#start();
  }

  #start(): WorkerConnection {
    const connection: WorkerConnection = this.#connect(
      (reply) => this.#recipients.get(reply.db)?.receive(reply),
      (cause) => {
        if (this.#connection !== connection) return;
        this.#connection = undefined;
        const recipients = [...this.#recipients.values()];
        this.#recipients.clear();
        this.#waiting.clear();
        for (const recipient of recipients) recipient.died(cause);
      },
    );
    if (this.#waiting.size > 0) connection.watch(true);
    return connection;
  }

  /** Says whether a database waits for an answer. */
  wait(db: number, waiting: boolean): void {
    const before = this.#waiting.size > 0;
    if (waiting && this.has(db)) this.#waiting.add(db);
    else this.#waiting.delete(db);
    const after = this.#waiting.size > 0;
    if (before !== after) this.#connection?.watch(after);
  }

  /** Leaves; the last one ends the worker. */
  leave(db: number): void {
    this.wait(db, false);
    if (!this.#recipients.delete(db) || this.#recipients.size > 0) return;
    this.#connection?.end();
    this.#connection = undefined;
  }
}

/** The client of a shared writer, which is nobody else's business. */
export let clientOf: (writer: SharedWriter) => WriterClient;

/**
 * A worker that writes the files of many databases, so that one more costs
 * little. It starts with the first that opens and ends with the last that
 * closes, so there is nothing to close here.
 *
 * @example
 * ```ts ignore
 * const writer = new SharedWriter();
 * const users = new Kanta("users.kantadb", {}, { writer });
 * const tasks = new Kanta("tasks.kantadb", {}, { writer });
 * ```
 */
export class SharedWriter {
  readonly #client: WriterClient;

  static {
    clientOf = (writer) => writer.#client;
  }

  /**
   * Makes a writer. `connect` is how to reach it: by default a worker of its
   * own; tests run it in the same isolate.
   *
   * @ignore
   */
  constructor(connect: ConnectWriter = connectWorker) {
    this.#client = new WriterClient(connect);
  }

  /** How many databases are open in it now. */
  get databases(): number {
    return this.#client.databases;
  }
}
