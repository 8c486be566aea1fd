/**
 * Opening a database file from the main isolate: joining a writer.
 *
 * @module
 */
import type { ChannelOptions } from "./channel_options.ts";
import type { Opened, OpenRequest, Reply } from "../protocol/protocol.ts";
import type { Section } from "../../../log/log_content.ts";
import type { WriterDiedError } from "../../../errors.ts";
import { demandPermission } from "../../../file/permission.ts";
import { SharedProgress } from "../protocol/shared_progress.ts";
import { type ReplyHandler, WriterClient } from "./writer_client.ts";
import { LockedError } from "../protocol/locked_error.ts";
import { openSince } from "./locked_here.ts";
import { linkOf } from "./shared_writer.ts";
import { fromWire } from "../protocol/wire_error.ts";

/** A database that a writer has open. */
export interface OpenReply {
  /** Its number. */
  readonly db: number;
  /** The way to the writer. */
  readonly link: WriterClient;
  /** How far the writer is. */
  readonly control: SharedProgress;
  /** What the writer found. */
  readonly opened: Opened;
  /** What the writer said before that: that the disk is full, or it failed. */
  readonly early: readonly Reply[];
}

/** Takes the replies while a file is being opened. */
class Handshake implements ReplyHandler {
  /** What is for the channel that comes after. */
  readonly early: Reply[] = [];
  readonly #opened = Promise.withResolvers<Opened>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #options: ChannelOptions;
  #snapshot: Section | undefined;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#opened.promise.catch(() => {}); // nobody may wait for it yet
  }

  get opened(): Promise<Opened> {
    return this.#opened.promise;
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  receive(reply: Reply): void {
    if (reply.kind === "found") {
      this.#snapshot = reply.snapshot;
      this.#options.on?.found?.(reply.snapshot, reply.format);
    } else if (reply.kind === "opened") {
      this.#opened.resolve(withSnapshot(reply.opened, this.#snapshot));
    } else if (reply.kind === "refused") {
      this.#opened.reject(refusalOf(reply, this.#options));
    } else if (reply.kind === "closed") this.#closed.resolve();
    else this.early.push(reply);
  }

  died(cause: WriterDiedError): void {
    this.#opened.reject(cause);
    this.#closed.resolve();
  }
}

function withSnapshot(opened: Opened, snapshot: Section | undefined): Opened {
  // One that came before it was verified may not have held.
  const holds = snapshot !== undefined && snapshot.offset === opened.snapshotAt;
  if (!holds) return opened;
  const surveyed = { ...snapshot, survey: opened.survey };
  return { ...opened, layout: { ...opened.layout, snapshot: surveyed } };
}

/** The error of a refusal; for a lock of our own it says so. */
function refusalOf(
  { error, locked }: Extract<Reply, { kind: "refused" }>,
  { path, lockTimeout = 0 }: ChannelOptions,
): Error {
  const since = locked && openSince(locked);
  if (locked === undefined || since === undefined) return fromWire(error);
  return new LockedError(path, locked, lockTimeout, { pid: Deno.pid, since });
}

/**
 * Opens a file through a writer. Rejects with a `FileLockError` when it can't
 * be had, a `CorruptionError` when it is damaged, and with the signal's reason
 * when that gives up first; then the file is as it was and not locked.
 */
export async function openThroughWriter(
  options: ChannelOptions,
): Promise<OpenReply> {
  const { path, readonly, writer, signal } = options;
  signal?.throwIfAborted();
  const link = writer === undefined ? new WriterClient() : linkOf(writer);
  const control = new SharedProgress();
  const reception = new Handshake(options);
  const db = link.join(reception);
  const abort = () => link.post({ kind: "abort", db });
  try {
    link.start();
    // Done while a new worker reads its modules.
    demandPermission(path, readonly);
    link.post({
      kind: "open",
      db,
      control: control.buffer,
      request: openRequest(options),
    });
    signal?.addEventListener("abort", abort);
    link.wait(db, true);
    const opened = await reception.opened;
    if (signal?.aborted) {
      // The file was open before the wish to give up reached the writer.
      link.post({ kind: "close", db, discard: true });
      await reception.closed;
      signal.throwIfAborted();
    }
    link.wait(db, false);
    return { db, link, control, opened, early: reception.early };
  } catch (error) {
    link.leave(db);
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function openRequest(options: ChannelOptions): OpenRequest {
  const { path, create, readonly, serializer } = options;
  const { lockTimeout = 0, sync = 1000, snapshot = {} } = options;
  return {
    path,
    create,
    readonly,
    lockTimeout,
    sync,
    snapshot,
    ...(serializer === undefined ? {} : { serializer }),
  };
}
