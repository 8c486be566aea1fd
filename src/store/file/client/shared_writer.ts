/**
 * One writer for many databases: their replies, when the worker is needed, and
 * the way to it.
 *
 * @module
 */
import type { Farewell, Reply, Request, Sent } from "../protocol/protocol.ts";
import { WriterDiedError } from "../../../errors.ts";
import { type CancelTimer, SYSTEM_TIMERS } from "../protocol/timers.ts";
import { Heartbeat } from "../protocol/shared_memory.ts";
import {
  ModuleWorker,
  type WorkerProgram,
  workerProgram,
} from "../protocol/module_worker.ts";
import { fromWire } from "../protocol/wire_error.ts";

/** The handler of the writer's replies to one database. */
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

/** A connection to a writer. */
interface WorkerConnection {
  /** Sends a request. */
  post(request: Request): void;
  /** Whether somebody waits for the writer, and its death is to be noticed. */
  watch(on: boolean): void;
  /** Ends the writer; all its databases are closed. */
  end(): void;
}

/** Makes a connection: where replies go, and who is told if the writer dies. */
export type ConnectWriter = (
  receive: (reply: Reply) => void,
  died: (cause: WriterDiedError) => void,
) => WorkerConnection;

/** How often a worker that somebody waits for is asked for a beat. */
const BEAT_MS = 1000;
/**
 * Beats missed in a row, outside of a call to the system, that are a death. A
 * machine that has ten times as much to do as cores for it left a worker that was
 * well without a turn for ten of them, and a database must not end by that.
 */
const PATIENCE = 30;

let program: WorkerProgram | undefined;

/**
 * The writer's program. A store asks for it before it is opened: so the worker
 * has it before this isolate, busy with modules of its own, gets to anything else.
 */
export function writerProgram(): WorkerProgram {
  return program ??= workerProgram(
    "../worker/worker.ts",
    import.meta.url,
    () => import("../../../../deno-task-build/writer.js"),
    "writer_module.js",
  );
}

/** Connects to the writer's worker. */
export const connectWorker: ConnectWriter = (receive, died) =>
  connectTo(writerProgram())(receive, died);

/** Makes what connects to a worker of this module. */
export function connectTo(
  module: WorkerProgram,
  beat: number = BEAT_MS,
): ConnectWriter {
  return (receive, died) => {
    const heartbeat = new Heartbeat();
    const die = (message: string, cause?: unknown) => {
      watch.stop();
      worker.terminate();
      died(new WriterDiedError(message, { cause }));
    };
    const worker = new ModuleWorker<Sent, Reply | Farewell>(
      module,
      "kanta writer",
      {
        message(reply) {
          if (reply.kind !== "farewell") return receive(reply);
          const cause = fromWire(reply.error);
          die(`The writer's worker failed: ${cause.message}`, cause);
        },
        failed: (reason, cause) =>
          die(`The writer's worker failed: ${reason}`, cause),
      },
    );
    const watch = new Watchdog(
      heartbeat,
      () => worker.post({ kind: "ping" }),
      beat,
      () => die("The writer's worker ended without a word"),
    );
    let first = true;
    return {
      post(request) {
        worker.post(
          first ? { ...request, heartbeat: heartbeat.buffer } : request,
        );
        first = false;
      },
      watch: (on) => on ? watch.start() : watch.rest(),
      end: () => {
        watch.stop();
        worker.terminate();
      },
    };
  };
}

/** Notices that a worker is gone, which sends no event. */
class Watchdog {
  readonly #heartbeat: Heartbeat;
  readonly #ping: () => void;
  readonly #every: number;
  readonly #gone: () => void;
  #cancel: CancelTimer | undefined;
  #wanted = false;
  #seen = 0;
  #missed = 0;

  constructor(
    heartbeat: Heartbeat,
    ping: () => void,
    every: number,
    gone: () => void,
  ) {
    this.#heartbeat = heartbeat;
    this.#ping = ping;
    this.#every = every;
    this.#gone = gone;
  }

  start(): void {
    this.#wanted = true;
    this.#seen = this.#heartbeat.beats;
    this.#missed = 0;
    if (this.#cancel === undefined) this.#again();
  }

  #again(): void {
    this.#cancel = SYSTEM_TIMERS.setTimer(() => this.#look(), this.#every);
  }

  /**
   * Nobody waits any more. The timer ends the next time: to cancel one and to set
   * another would slow each durable commit.
   */
  rest(): void {
    this.#wanted = false;
  }

  #look(): void {
    this.#cancel = undefined;
    if (!this.#wanted) return;
    const { beats, calling } = this.#heartbeat;
    this.#missed = beats === this.#seen && !calling ? this.#missed + 1 : 0;
    this.#seen = beats;
    if (this.#missed >= PATIENCE) return this.#gone();
    this.#ping();
    this.#again();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
