/**
 * The writer: the life of many databases' logs, wherever it runs.
 *
 * In the product it runs in a worker. In tests the same code runs in the test's
 * isolate, on a disk that fails and forgets or on servers that do.
 *
 * @module
 */
import type { Farewell, Port, Request, Sent } from "../protocol/protocol.ts";
import type { Reply } from "../protocol/protocol.ts";
import type { Section } from "../../../log/log_content.ts";
import { LockedError } from "../protocol/locked_error.ts";
import { Heartbeat } from "../protocol/shared_memory.ts";
import type { Host, HostedLog } from "../../hosted_log.ts";
import { toWire } from "../protocol/wire_error.ts";

/** The parts of a writer. */
export interface WriterParts {
  /** Where replies go. */
  readonly port: Port;
  /** Opens a log: in a file, or on servers. */
  readonly host: Host;
}

/** Writes the logs of many databases, as their channels ask. */
export class Writer {
  readonly #parts: WriterParts;
  readonly #databases = new Map<number, HostedLog>();
  /** The controllers that end the wait for the lock of a log being opened. */
  readonly #opening = new Map<number, AbortController>();

  /** Makes a writer that has nothing open. */
  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Does what a message asks; the answer goes to the port. */
  handle(message: Request): void {
    if (message.kind === "ping") return;
    if (message.kind === "open") return void this.#open(message);
    const database = this.#databases.get(message.db);
    switch (message.kind) {
      case "abort":
        return this.#opening.get(message.db)?.abort();
      case "accept":
        return database?.accept(message.id);
      case "append":
        return database?.append(message);
      case "flush":
        return database?.flush(message.durable);
      case "snapshot":
        return database?.snapshot(message.id, message.request);
      case "rotate":
        return database?.rotate(message.id, message.request, message.program);
      case "count":
        return database?.count(message.id, message.offset);
      case "holder":
      case "content":
      case "save":
        return void this.#answer(message, database);
      case "close":
        return void this.#close(message, database);
    }
  }

  async #close(
    { db, discard }: Extract<Request, { kind: "close" }>,
    log: HostedLog | undefined,
  ): Promise<void> {
    const closing = log?.close(discard);
    // Where that takes a while, it may turn out to be taken over.
    if (closing !== undefined) await closing;
    this.#databases.delete(db);
  }

  async #open(message: Extract<Request, { kind: "open" }>): Promise<void> {
    const { db, request, progress } = message;
    const { port, host } = this.#parts;
    const aborting = new AbortController();
    this.#opening.set(db, aborting);
    try {
      const { signal } = aborting;
      const found = (format: string, snapshot: Section) =>
        port.post({ kind: "snapshotFound", db, format, snapshot }, [
          snapshot.bytes.buffer,
        ]);
      const { log, opened, transfer } = await host(
        { db, request, progress, signal, found },
      );
      this.#databases.set(db, log);
      port.post({ kind: "opened", db, opened }, transfer);
    } catch (error) {
      const locked = error instanceof LockedError && error.identity;
      port.post({
        kind: "refused",
        db,
        error: toWire(error),
        ...(locked && { locked }),
      });
    } finally {
      this.#opening.delete(db);
    }
  }

  /** Answers a question that takes the log a while. */
  async #answer(
    { kind, db, id }: Extract<
      Request,
      { kind: "holder" | "content" | "save" }
    >,
    log: HostedLog | undefined,
  ): Promise<void> {
    const { port } = this.#parts;
    try {
      if (kind === "holder") {
        port.post({ kind, db, id, holder: await log?.holder?.() });
      } else if (kind === "content") {
        const bytes = await log?.content?.();
        port.post({ kind, db, id, bytes }, bytes && [bytes.buffer]);
      } else port.post({ kind, db, id, saved: await log?.save?.() });
    } catch (error) {
      port.post({ kind, db, id, error: toWire(error) });
    }
  }
}

/** The scope of a dedicated worker, as much of it as is used here. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<Sent>) => void) | null;
  addEventListener(
    type: "error",
    listener: (event: ErrorEvent) => void,
  ): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
  postMessage(message: Reply | Farewell, transfer?: ArrayBuffer[]): void;
  close(): void;
}

/**
 * The fewest bytes that are transferred; fewer are copied. The first message
 * with buffers that change hands is slow on either side, as Deno makes then
 * what it needs for it (docs/performance.md).
 */
const LEAST_TRANSFER = 1 << 16;

function sizeOf(buffers: readonly ArrayBuffer[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/**
 * Runs a writer in the scope of a worker. The handler is set before anything is
 * awaited, or messages that come first would be lost.
 */
export function runIn(
  scope: WorkerScope,
  hostBy: (heartbeat: Heartbeat, port: Port) => Host,
): void {
  let writer: Writer;
  let heartbeat: Heartbeat;
  const port: Port = {
    post: (reply, transfer = []) =>
      sizeOf(transfer) < LEAST_TRANSFER
        ? scope.postMessage(reply)
        : scope.postMessage(reply, transfer),
  };
  scope.onmessage = ({ data }) => {
    if (data.heartbeat !== undefined) {
      heartbeat = new Heartbeat(data.heartbeat);
      writer = new Writer({ port, host: hostBy(heartbeat, port) });
    }
    heartbeat.beat();
    writer.handle(data);
  };
  const close = scope.close.bind(scope);
  // Tells main why the worker ends: of an end alone it gets no event.
  const leave = (cause: unknown) => {
    scope.postMessage({ kind: "farewell", error: toWire(cause) });
    close();
  };
  // A module that is loaded here, such as a serializer's, may do this by mistake.
  scope.close = () => leave(new Error("self.close() was called in it"));
  // Nothing should come here. If it does, it goes to those who wait, whole.
  const die = (event: Event, cause: unknown) => {
    event.preventDefault();
    leave(cause);
  };
  scope.addEventListener("error", (event) => die(event, event.error));
  scope.addEventListener(
    "unhandledrejection",
    (event) => die(event, event.reason),
  );
}
