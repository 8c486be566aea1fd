/**
 * The main isolate's side of one database's writer.
 *
 * Commits go in without waiting; `flush()` and `close()` wait for numbers. From
 * the first failure on every call fails with that first cause.
 *
 * @module
 */
import type { Payload } from "../log/serializer.ts";
import type {
  Layout,
  Opened,
  Reply,
  SnapshotInfo,
  SnapshotRequest,
} from "./protocol.ts";
import type { ChannelEvents, ChannelOptions } from "./channel_options.ts";
import { DatabaseError, WriteError } from "../errors.ts";
import { type Control, State } from "./control.ts";
import type { Link } from "./link.ts";
import { Outbox } from "./outbox.ts";
import { Waiters } from "./waiters.ts";
import { fromWire } from "./wire_error.ts";

/** How long a blocked main waits for a writer that makes no progress. */
const PATIENCE_MS = 5000;

/** The way to the file of one open database. */
export class Channel {
  /** Who is told what. */
  readonly on: ChannelEvents = {};
  /** What is in the file, and how it was opened. */
  readonly opened: Opened;
  readonly #db: number;
  readonly #link: Link;
  readonly #control: Control;
  readonly #outbox: Outbox;
  readonly #written = new Waiters();
  readonly #durable = new Waiters();
  readonly #snapshots = new Map<number, PromiseWithResolvers<SnapshotInfo>>();
  #lastSnapshot = 0;
  #closing: PromiseWithResolvers<void> | undefined;
  #failure: Error | undefined;

  /** Takes over what `openChannel()` opened. */
  constructor(
    db: number,
    link: Link,
    control: Control,
    opened: Opened,
    options: ChannelOptions,
  ) {
    this.opened = opened;
    this.#db = db;
    this.#link = link;
    this.#control = control;
    this.#outbox = new Outbox({
      db,
      control,
      path: opened.path,
      post: (request) => link.post(request),
      maxPendingBytes: options.maxPendingBytes,
      flushInterval: options.flushInterval,
    });
  }

  /** The path of the file, without symlinks. */
  get path(): string {
    return this.opened.path;
  }

  /** Whether the file was made just now. */
  get created(): boolean {
    return this.opened.created;
  }

  /** The name of the file's format. */
  get format(): string {
    return this.opened.format;
  }

  /** What was in the file. */
  get layout(): Layout {
    return this.opened.layout;
  }

  /** The number of the last record posted. */
  get posted(): number {
    return this.#outbox.posted;
  }

  /** The number of the last record that the kernel has. */
  get written(): number {
    return this.#control.written;
  }

  /** The number of the last record that is synced. */
  get durable(): number {
    return this.#control.durable;
  }

  /** Why the database takes no more changes, or undefined. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Sends a record; returns its number. Throws the first cause when the writer
   * failed, and a `BackpressureError` or `DiskFullError` when as much as is
   * allowed waits to be written.
   */
  post(payload: Payload): number {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closing !== undefined) throw this.#shut();
    return this.#outbox.post(payload);
  }

  #shut(): DatabaseError {
    return new DatabaseError(`The file "${this.path}" is closed`, {
      path: this.path,
    });
  }

  /**
   * Waits until all that was posted before is written, or synced. Rejects with
   * the first cause when the writer fails.
   */
  flush(durable = false): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const seq = this.#outbox.posted;
    const reached = durable ? this.durable : this.written;
    if (reached >= seq) return Promise.resolve();
    if (this.#closing !== undefined) return this.#closing.promise;
    const waiters = durable ? this.#durable : this.#written;
    const done = waiters.wait(seq);
    // Asked at the end of the turn, for all that was committed in it.
    if (!waiters.asked) queueMicrotask(() => this.#ask(waiters));
    this.#watch();
    return done;
  }

  #ask(waiters: Waiters): void {
    if (waiters.asked || waiters.size === 0 || this.#closing) return;
    waiters.asked = true;
    this.#outbox.send();
    const durable = waiters === this.#durable;
    this.#link.post({ kind: "flush", db: this.#db, durable });
  }

  /**
   * Blocks until all that was posted is written. Throws the first cause when
   * the writer failed, and a `WriteError` that says how many records are not
   * written when it made no progress for five seconds.
   */
  flushSync(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { posted } = this.#outbox;
    if (this.written >= posted) return;
    this.#outbox.send();
    if (this.#control.waitForWritten(posted, PATIENCE_MS)) return;
    if (this.#control.state === State.Failed) throw this.#failed();
    throw new WriteError(
      `${posted - this.written} commits are not written to "${this.path}": ` +
        `the writer made no progress for ${PATIENCE_MS} ms`,
      { path: this.path },
    );
  }

  /** Learns the cause from the control words, before the message that tells it. */
  #failed(): Error {
    const wire = this.#control.failure;
    if (wire !== undefined) this.#fail(fromWire(wire));
    return this.#failure ?? this.#shut();
  }

  /** Asks for a snapshot of the state after all that was posted before. */
  requestSnapshot(request: SnapshotRequest): Promise<SnapshotInfo> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#closing !== undefined) return Promise.reject(this.#shut());
    const id = ++this.#lastSnapshot;
    const answer = Promise.withResolvers<SnapshotInfo>();
    this.#snapshots.set(id, answer);
    this.#outbox.send();
    this.#link.post({ kind: "snapshot", db: this.#db, id, request });
    this.#watch();
    return answer.promise;
  }

  /**
   * Writes what is left, syncs and closes the file. Rejects with the first
   * cause when not all could be written; the file is closed all the same.
   * `discard` removes the file: for one that never got its first record.
   */
  close({ discard = false }: { discard?: boolean } = {}): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise;
    this.#outbox.send();
    this.#closing = Promise.withResolvers();
    if (this.#link.has(this.#db)) {
      this.#link.post({ kind: "close", db: this.#db, discard });
      this.#watch();
    } else {
      this.#ended(this.#failure);
    }
    return this.#closing.promise;
  }

  /** The worker's death is looked for while somebody waits. */
  #watch(): void {
    const waiting = this.#written.size > 0 || this.#durable.size > 0 ||
      this.#snapshots.size > 0 || this.#closing !== undefined;
    this.#link.wait(this.#db, waiting);
  }

  /** Takes a reply of the writer. For the link. */
  receive(reply: Reply): void {
    switch (reply.kind) {
      case "flushed":
        this.#flushed(reply.durable ? this.#durable : this.#written);
        break;
      case "failed":
        this.#fail(fromWire(reply.error));
        break;
      case "full":
        this.on.full?.(fromWire(reply.error));
        break;
      case "resumed":
        this.on.resumed?.();
        break;
      case "snapshot":
        this.#take(reply.id)?.resolve(reply.info);
        this.on.snapshot?.(reply.info);
        break;
      case "snapshotFailed": {
        const cause = fromWire(reply.error);
        this.#take(reply.id)?.reject(cause);
        this.on.snapshotFailed?.(cause);
        break;
      }
      case "closed":
        this.#ended(reply.error && fromWire(reply.error));
    }
  }

  #take(
    id: number | undefined,
  ): PromiseWithResolvers<SnapshotInfo> | undefined {
    const answer = id === undefined ? undefined : this.#snapshots.get(id);
    if (id !== undefined) this.#snapshots.delete(id);
    this.#watch();
    return answer;
  }

  #flushed(waiters: Waiters): void {
    waiters.asked = false;
    this.#written.reached(this.written);
    this.#durable.reached(this.durable);
    // Those who came meanwhile; at the end of the turn, with who wakes in it.
    if (waiters.size > 0) queueMicrotask(() => this.#ask(waiters));
    this.#watch();
  }

  /** The first cause is for everybody: who waits, and who comes later. */
  #fail(cause: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = cause;
    this.#settle(cause);
    this.on.fatal?.(cause);
  }

  #settle(cause: Error): void {
    this.#written.reached(this.written);
    this.#durable.reached(this.durable);
    this.#written.fail(cause);
    this.#durable.fail(cause);
    const snapshots = [...this.#snapshots.values()];
    this.#snapshots.clear();
    for (const { reject } of snapshots) reject(cause);
    this.#watch();
  }

  #ended(error: Error | undefined): void {
    this.#link.leave(this.#db);
    this.#settle(error ?? this.#shut());
    if (error === undefined) this.#closing?.resolve();
    else this.#closing?.reject(this.#failure ?? error);
  }

  /** The writer is gone. For the link. */
  died(cause: Error): void {
    this.#fail(cause);
    this.#ended(cause);
  }
}
