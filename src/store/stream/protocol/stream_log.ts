/**
 * A log in a stream, as the writer keeps it: what is committed becomes messages,
 * one in flight, until another writer takes over.
 *
 * @module
 */
import { DatabaseError, type LogHolder } from "../../../errors.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { CancelTimer, Timers } from "../../file/protocol/timers.ts";
import type { Port } from "../../file/protocol/protocol.ts";
import { SharedProgress, State } from "../../file/protocol/shared_memory.ts";
import { toWire } from "../../file/protocol/wire_error.ts";
import type { HostedLog, HostRequest, RecordBatch } from "../../hosted_log.ts";
import type { SnapshotRequest } from "../../store.ts";
import type { Holder, LogStream, Message } from "../port/port.ts";
import { CommitQueue, type Commits } from "./commit_queue.ts";
import type { EpochEnd, WriterPlace } from "./doubt.ts";
import { type Outgoing, Sender } from "./sender.ts";
import { leftError, lostDataError, takenOverError } from "./stream_errors.ts";
import { WaitingState } from "./waiting_state.ts";

/** How often an idle writer looks whether it was taken over, in milliseconds. */
const WATCH_MS = 10_000;
/** How long closing waits while nothing is stored, in milliseconds. */
const PATIENCE_MS = 5000;
/** The same where nothing but the last farewell is to be stored. */
const FAREWELL_MS = 1000;

/** The parts that the log of a stream works with. */
export interface StreamLogParts {
  /** Where replies go. */
  readonly port: Port;
  /** The time. */
  readonly clock: Timers;
  /** The stream. */
  readonly stream: LogStream;
  /** The writer's place; undefined: nothing is written. */
  readonly place: WriterPlace | undefined;
}

/** The log of one database in a stream. */
export class StreamLog implements HostedLog {
  readonly #parts: StreamLogParts;
  readonly #db: number;
  readonly #path: string;
  readonly #progress: SharedProgress;
  readonly #queue: CommitQueue;
  readonly #waiting: WaitingState;
  readonly #sender: Sender | undefined;
  /** Questions about all up to a number. */
  #asked: { readonly seq: number; readonly durable: boolean }[] = [];
  #failure: DatabaseError | undefined;
  /** Set once the epoch is over, until it is told. */
  #ending: Promise<void> | undefined;
  #closing = false;
  /** Whether the message is stored that frees the place. */
  #freed = false;
  /** Called when something was stored, or never will be. */
  #moved: () => void = () => {};
  #watch: CancelTimer = () => {};

  /** Writes in the place that was taken. */
  constructor({ db, request, progress }: HostRequest, parts: StreamLogParts) {
    const { port, clock, stream, place } = parts;
    this.#parts = parts;
    this.#db = db;
    this.#path = request.path;
    this.#progress = new SharedProgress(progress);
    if (!stream.synced) this.#progress.noteDurable(-1);
    this.#queue = new CommitQueue(stream.most);
    this.#waiting = new WaitingState({
      db,
      path: request.path,
      port,
      clock,
      progress: this.#progress,
      count: () => this.#left,
    });
    if (place === undefined) return;
    this.#sender = new Sender({
      stream,
      clock,
      place,
      next: () => this.#next(),
      waits: (cause, silent) => this.#waiting.note(cause, silent),
      goesOn: () => this.#waiting.end(),
      over: (end) => {
        this.#ending = this.#over(end);
      },
    });
    this.#armWatch(place, this.#sender);
  }

  /** How many commits are not stored. */
  get #left(): number {
    return this.#queue.seq - this.#progress.written;
  }

  /** Nothing is torn in a stream. */
  accept(id: number): void {
    this.#parts.port.post({ kind: "accepted", db: this.#db, id });
  }

  /** Queues records. */
  append(batch: RecordBatch): void {
    this.#queue.add(batch);
    for (const durable of batch.flush ?? []) this.flush(durable);
    this.#sender?.wake();
  }

  /** Answers when all that came before is stored. */
  flush(durable: boolean): void {
    if (this.#failure !== undefined) return;
    this.#asked.push({ seq: this.#queue.seq, durable });
    this.#answer();
  }

  #answer(): void {
    const { port } = this.#parts;
    const { written } = this.#progress;
    const [due, rest] = [this.#asked, []];
    this.#asked = rest;
    for (const asked of due) {
      if (asked.seq > written) this.#asked.push(asked);
      else port.post({ kind: "flushed", db: this.#db, durable: asked.durable });
    }
  }

  #next(): Outgoing | undefined {
    const commits = this.#queue.take();
    if (commits !== undefined) return this.#messageOf(commits);
    if (!this.#closing || this.#freed) return undefined;
    return {
      kind: "log",
      bytes: new Uint8Array(0),
      head: { end: true },
      stored: () => {
        this.#freed = true;
        this.#moved();
      },
    };
  }

  #messageOf({ bytes, count, more, seq, size }: Commits): Outgoing {
    return {
      kind: "log",
      bytes,
      head: { count, ...(more && { more }) },
      stored: () => {
        const { synced } = this.#parts.stream;
        if (synced) this.#progress.noteDurable(seq);
        this.#progress.noteWritten(seq, size);
        this.#answer();
        this.#moved();
      },
    };
  }

  /** The epoch is over. */
  async #over(end: EpochEnd): Promise<void> {
    this.#parts.stream.hold(undefined); // else this writer answers itself
    if (end.kind === "lost") {
      return this.#fail(lostDataError(this.#path, end.what));
    }
    const by = await this.#holderOf(end.by);
    const written = this.#sender?.rev ?? 0;
    this.#fail(takenOverError(this.#path, { written, lost: this.#left, by }));
  }

  async #holderOf({ epoch }: Message): Promise<LogHolder | undefined> {
    const found = await this.#parts.stream.holder().catch(() => "silent");
    if (typeof found === "string") return undefined;
    return found.epoch < epoch.number ? undefined : asLogHolder(found);
  }

  /** Takes no more records: the first cause is what everybody gets. */
  #fail(failure: DatabaseError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#watch();
    const error = toWire(failure);
    this.#progress.noteFailure(error);
    this.#parts.port.post({ kind: "failed", db: this.#db, error });
    this.#moved();
  }

  /** An idle writer is told by nobody that it was taken over. */
  #armWatch(place: WriterPlace, sender: Sender): void {
    this.#watch = this.#parts.clock.setTimer(async () => {
      const idle = () => sender.flying === undefined && !this.#isOver;
      const last = idle()
        ? await this.#parts.stream.lastOf("epoch").catch(() => undefined)
        : undefined;
      // Who sends finds out by that.
      if (last !== undefined && idle()) {
        if (last.epoch.number > place.epoch.number) {
          sender.end();
          this.#ending = this.#over({ kind: "taken over", by: last });
        }
      }
      if (!this.#isOver) this.#armWatch(place, sender);
    }, WATCH_MS);
  }

  get #isOver(): boolean {
    return this.#failure !== undefined || this.#ending !== undefined ||
      this.#closing;
  }

  /** Makes a snapshot, unless the log takes no more records. */
  snapshot(id: number, _request: SnapshotRequest): void {
    const error = toWire(new DatabaseError("not yet"));
    const ids = [id];
    this.#parts.port.post({ kind: "snapshotFailed", db: this.#db, ids, error });
  }

  /** A stream has no archive. */
  rotate(id: number, _request: RotationRequest, _program: string): void {
    const error = toWire(new DatabaseError("not yet"));
    this.#parts.port.post({ kind: "rotated", db: this.#db, id, error });
  }

  /** The line of a record is its revision, which whoever asks has. */
  count(id: number, _offset: number): void {
    this.#parts.port.post({ kind: "counted", db: this.#db, id, line: 0 });
  }

  /** The writer of the log: this program, or who answers. */
  async holder(): Promise<LogHolder | undefined> {
    const found = await this.#parts.stream.holder();
    return typeof found === "string" ? undefined : asLogHolder(found);
  }

  /** Writes what is left, hands the place over and lets go of the stream. */
  async close(discard: boolean): Promise<void> {
    const { port, stream } = this.#parts;
    this.#watch();
    if (discard) this.#queue.clear();
    const left = await this.#finish();
    this.#sender?.end();
    const error = this.#failure ?? left;
    stream.hold(undefined);
    await stream.close().catch(() => {}); // nothing depends on it any more
    this.#progress.noteState(this.#failure ? State.Failed : State.Closed);
    port.post({
      kind: "closed",
      db: this.#db,
      ...(error && { error: toWire(error) }),
    });
  }

  /** Waits until all is stored, and the place is free; why it is not. */
  async #finish(): Promise<DatabaseError | undefined> {
    const sender = this.#sender;
    if (sender === undefined || this.#failure !== undefined) return undefined;
    this.#closing = true;
    sender.wake();
    for (;;) {
      const patience = this.#left > 0 ? PATIENCE_MS : FAREWELL_MS;
      const moved = await this.#move(patience);
      await this.#ending;
      if (this.#failure !== undefined || this.#freed) return undefined;
      const left = this.#left;
      if (moved) continue;
      if (left === 0) return undefined;
      return leftError(this.#path, left, this.#waiting.error);
    }
  }

  /** Resolves when something is stored or failed; false where nothing was for long. */
  #move(patience: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#parts.clock.setTimer(() => resolve(false), patience);
    this.#moved = () => {
      cancel();
      resolve(true);
    };
    return promise;
  }
}

function asLogHolder({ host, pid, program, since }: Holder): LogHolder {
  return { host, pid, program, since };
}
