/**
 * The writer: the life of many databases' files, wherever it runs.
 *
 * In the product it runs in a worker on the real disk. In tests the same code
 * runs in the test's isolate on a disk that fails and forgets.
 *
 * @module
 */
import type { Payload } from "../../../log/serializer.ts";
import type { Request } from "../protocol/protocol.ts";
import type { Section } from "../../../log/log_content.ts";
import { SYSTEM_TIMERS } from "../protocol/timers.ts";
import { LockedError } from "../protocol/locked_error.ts";
import { HostedLog, type WriterParts } from "./hosted_log.ts";
import { openLog } from "./open_log.ts";
import { Mutex } from "../checkpoint/mutex.ts";
import { toWire } from "../protocol/wire_error.ts";

/** A file on the way to be open. */
interface Opening {
  /** Ends the wait for its lock. */
  readonly aborting: AbortController;
  /** The first record, where one is to come. */
  readonly first: PromiseWithResolvers<Payload | undefined>;
}

/** Writes the files of many databases, as their channels ask. */
export class Writer {
  readonly #parts: Required<WriterParts>;
  readonly #turns = new Mutex();
  readonly #databases = new Map<number, HostedLog>();
  readonly #opening = new Map<number, Opening>();

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
      case "begin":
        return this.#opening.get(message.db)?.first.resolve(message.first);
      case "abort":
        return this.#opening.get(message.db)?.aborting.abort();
      case "append":
        return database?.log.append(message);
      case "flush":
        return database?.log.flush(message.durable);
      case "snapshot":
        return database?.snapshot(message.id, message.request);
      case "count":
        return database?.count(message.id, message.offset);
      case "close":
        this.#databases.delete(message.db);
        return database?.close(message.discard);
    }
  }

  async #open(message: Extract<Request, { kind: "open" }>): Promise<void> {
    const { db, request, control, begins } = message;
    const { disk, clock, port } = this.#parts;
    const aborting = new AbortController();
    const coming = Promise.withResolvers<Payload | undefined>();
    this.#opening.set(db, { aborting, first: coming });
    try {
      const { signal } = aborting;
      const found = (format: string, snapshot: Section) =>
        port.post({ kind: "found", db, format, snapshot }, [
          snapshot.bytes.buffer,
        ]);
      const log = await openLog(request, { disk, clock, signal, found });
      const turns = this.#turns;
      const parts = { ...this.#parts, db, request, control, turns };
      const database = new HostedLog(log, parts);
      this.#databases.set(db, database);
      const first = begins && log.held.made ? await coming.promise : undefined;
      const begun = first !== undefined;
      const opened = { ...log.opened, begun };
      const tell = () =>
        port.post({ kind: "opened", db, opened }, log.transfer);
      if (!begun) return tell();
      const units = first.length;
      database.log.append({ payloads: [first], seq: 1, units }, tell);
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
