/**
 * The writer: the life of many databases' files, wherever it runs.
 *
 * In the product it runs in a worker on the real disk. In tests the same code
 * runs in the test's isolate on a disk that fails and forgets.
 *
 * @module
 */
import type { Request } from "../protocol/protocol.ts";
import type { Section } from "../../../log/log_content.ts";
import { SYSTEM_TIMERS, type Timers } from "../protocol/timers.ts";
import { LockedError } from "../protocol/locked_error.ts";
import { hostFile, type WriterParts } from "./file_log.ts";
import type { HostedLog } from "../../hosted_log.ts";
import { Mutex } from "../checkpoint/scheduler.ts";
import { toWire } from "../protocol/wire_error.ts";

/** Writes the files of many databases, as their channels ask. */
export class Writer {
  readonly #parts: WriterParts & { readonly clock: Timers };
  readonly #turns = new Mutex();
  readonly #databases = new Map<number, HostedLog>();
  /** The controllers that end the wait for the lock of a file being opened. */
  readonly #opening = new Map<number, AbortController>();

  /** Makes a writer that has nothing open. */
  constructor(parts: WriterParts) {
    this.#parts = { ...parts, clock: parts.clock ?? SYSTEM_TIMERS };
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
      case "close":
        this.#databases.delete(message.db);
        return database?.close(message.discard);
    }
  }

  async #open(message: Extract<Request, { kind: "open" }>): Promise<void> {
    const { db, request, progress } = message;
    const { port } = this.#parts;
    const aborting = new AbortController();
    this.#opening.set(db, aborting);
    try {
      const { signal } = aborting;
      const found = (format: string, snapshot: Section) =>
        port.post({ kind: "snapshotFound", db, format, snapshot }, [
          snapshot.bytes.buffer,
        ]);
      const { log, opened, transfer } = await hostFile(
        { db, request, progress, signal, found },
        { ...this.#parts, mutex: this.#turns },
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
}
