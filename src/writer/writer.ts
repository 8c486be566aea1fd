/**
 * The writer: the life of many databases' files, wherever it runs.
 *
 * In the product it runs in a worker on the real disk. In tests the same code
 * runs in the test's isolate on a disk that fails and forgets.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import type { Port, Request } from "./protocol.ts";
import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import { Control } from "./control.ts";
import { LogWriter } from "./log_writer.ts";
import { openLog } from "./open_log.ts";
import { toWire } from "./wire_error.ts";

/** What a writer works with. */
export interface WriterParts {
  /** Where replies go. */
  readonly port: Port;
  /** The disk. */
  readonly disk: FileSystem;
  /** The time. Default: the system's. */
  readonly clock?: Clock;
}

/** Writes the files of many databases, as their channels ask. */
export class Writer {
  readonly #port: Port;
  readonly #disk: FileSystem;
  readonly #clock: Clock;
  readonly #logs = new Map<number, LogWriter>();
  readonly #opening = new Map<number, AbortController>();

  /** Makes a writer that has nothing open. */
  constructor({ port, disk, clock = SYSTEM_CLOCK }: WriterParts) {
    this.#port = port;
    this.#disk = disk;
    this.#clock = clock;
  }

  /** Does what a message asks; the answer goes to the port. */
  handle(request: Request): void {
    if (request.kind === "ping") return;
    if (request.kind === "open") return void this.#open(request);
    if (request.kind === "abort") return this.#opening.get(request.db)?.abort();
    const log = this.#logs.get(request.db);
    switch (request.kind) {
      case "append":
        return log?.append(request);
      case "flush":
        return log?.flush(request.durable);
      case "snapshot":
        return;
      case "close":
        this.#logs.delete(request.db);
        return log?.close(request.discard);
    }
  }

  async #open(message: Extract<Request, { kind: "open" }>): Promise<void> {
    const { db, request } = message;
    const aborting = new AbortController();
    this.#opening.set(db, aborting);
    try {
      const { opened, appender, held, transfer } = await openLog(request, {
        disk: this.#disk,
        clock: this.#clock,
        signal: aborting.signal,
      });
      const log = new LogWriter({
        db,
        held,
        appender,
        readonly: request.readonly,
        control: new Control(message.control),
        sync: request.sync,
        disk: this.#disk,
        clock: this.#clock,
        port: this.#port,
      });
      this.#logs.set(db, log);
      this.#port.post({ kind: "opened", db, opened }, transfer);
    } catch (error) {
      this.#port.post({ kind: "refused", db, error: toWire(error) });
    } finally {
      this.#opening.delete(db);
    }
  }
}
