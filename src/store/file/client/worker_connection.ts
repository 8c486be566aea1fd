/**
 * The way from the main isolate to a writer: a worker, or the same isolate.
 *
 * @module
 */
import { type CancelTimer, SYSTEM_TIMERS } from "../protocol/timers.ts";
import type { Farewell, Reply, Request, Sent } from "../protocol/protocol.ts";
import { Heartbeat } from "../protocol/heartbeat.ts";
import { moduleAddress, ModuleWorker } from "../protocol/module_worker.ts";
import { fromWire } from "../protocol/wire_error.ts";
import { WriterDiedError } from "../../../errors.ts";

/** A way to a writer. */
export interface WorkerConnection {
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
/** As many beats missed in a row, outside of a call to the system, are a death. */
const PATIENCE = 10;

/** Connects to the writer's worker. */
export const connectWorker: ConnectWriter = (receive, died) =>
  connectTo(moduleAddress(
    "../worker/worker.ts",
    import.meta.url,
    () => import("../../../../deno-task-build/writer.js"),
  ))(receive, died);

/** Makes what connects to a worker of this module. */
export function connectTo(
  module: URL | Promise<URL>,
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
   * another took some 10 us of a durable commit.
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
