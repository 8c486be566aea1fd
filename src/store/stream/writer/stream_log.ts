/**
 * A log in a stream, as the writer keeps it: what is committed becomes messages,
 * one in flight, until another writer takes over.
 *
 * @module
 */
import type { DatabaseError, LogHolder } from "../../../errors.ts";
import type { RotationRequest } from "../../../keep/rotation.ts";
import type { StartMaker } from "../../file/checkpoint/protocol.ts";
import type { Mutex } from "../../file/checkpoint/scheduler.ts";
import type { Timers } from "../../file/protocol/timers.ts";
import type { Port } from "../../file/protocol/protocol.ts";
import { SharedProgress, State } from "../../file/protocol/shared_memory.ts";
import { toWire } from "../../file/protocol/wire_error.ts";
import type { HostedLog, HostRequest, RecordBatch } from "../../hosted_log.ts";
import type { SnapshotRequest } from "../../store.ts";
import type { LogStream, Message } from "../port/port.ts";
import { asLogHolder, logHolderOf } from "../protocol/log_holder.ts";
import { CommitLane } from "./commit_lane.ts";
import type { EpochEnd, WriterPlace } from "./doubt.ts";
import { EpochWatch } from "./epoch_watch.ts";
import { type Outgoing, Sender } from "./sender.ts";
import { leftError, lostDataError, takenOverError } from "./stream_errors.ts";
import { StreamRetention } from "./snapshots/stream_retention.ts";
import { StreamSnapshots } from "./snapshots/stream_snapshots.ts";
import type { ViewedEnd } from "./snapshots/stream_view.ts";
import { WaitingState } from "./waiting_state.ts";

/** How long closing waits while nothing is stored, in milliseconds. */
const PATIENCE_MS = 5000;
/** The same where a snapshot is all that is waited for. */
const SNAPSHOT_MS = 30_000;
/** The same where nothing but the message is to be stored that frees the place. */
const FAREWELL_MS = 1000;

/** The parts that the log of a stream works with. */
export interface StreamLogParts {
  /** Where replies go. */
  readonly port: Port;
  /** The time. */
  readonly clock: Timers;
  /** The stream. */
  readonly stream: LogStream;
  /** Starts a maker of snapshots, which reads the stream: ends are numbers there. */
  readonly startMaker: StartMaker;
  /** One snapshot at a time. */
  readonly mutex: Mutex;
}

/** Where a log begins to be written. */
export interface StreamEnd extends WriterPlace {
  /** The end of what was loaded. */
  readonly end: ViewedEnd;
  /** The size of its last snapshot; 0: there is none. */
  readonly snapshot: number;
}

/** The log of one database in a stream. */
export class StreamLog implements HostedLog {
  readonly #parts: StreamLogParts;
  readonly #db: number;
  readonly #path: string;
  readonly #progress: SharedProgress;
  readonly #lane: CommitLane;
  readonly #waiting: WaitingState;
  readonly #sender: Sender;
  readonly #watch: EpochWatch;
  readonly #snapshots: StreamSnapshots;
  readonly #retention: StreamRetention;
  /** Whether a snapshot's turn is next. */
  #turn = false;
  #failure: DatabaseError | undefined;
  /** Set once the epoch is over, until it is told. */
  #ending: Promise<void> | undefined;
  /** The message that frees the place: not yet, to be sent, sent. */
  #farewell: "none" | "due" | "stored" = "none";
  /** Called when something was stored, or never will be. */
  #moved: () => void = () => {};

  /** Writes in the place that was taken. */
  constructor(
    { db, request, progress: memory }: HostRequest,
    place: StreamEnd,
    parts: StreamLogParts,
  ) {
    const { path } = request;
    const { port, clock, stream } = parts;
    const progress = this.#progress = new SharedProgress(memory);
    const lane = this.#lane = new CommitLane({
      ...{ db, port, progress, stream },
      stored: (bytes, seq) => {
        this.#snapshots.stored(bytes, seq, progress.written);
        this.#retention.stored();
        this.#moved();
      },
    });
    this.#parts = parts;
    this.#db = db;
    this.#path = path;
    const count = () => lane.left;
    this.#waiting = new WaitingState({
      db,
      path,
      port,
      clock,
      progress,
      count,
    });
    this.#sender = new Sender({
      ...{ stream, clock, place },
      next: () => this.#next(),
      waits: (cause, silent) => this.#waiting.note(cause, silent),
      goesOn: () => this.#waiting.end(),
      over: (end) => this.#over(end),
    });
    this.#snapshots = new StreamSnapshots({
      ...{ ...parts, db, request, end: place.end, last: place.snapshot },
      wake: () => this.#sender.wake(),
      moved: () => this.#moved(),
      fail: (cause) => this.#over({ kind: "lost", what: String(cause) }),
    });
    this.#retention = new StreamRetention({
      ...{ db, port, clock, stream },
      makeAt: (seq, bytes) => this.#snapshots.makeAt(seq, bytes),
      cut: (snapshot, left) => this.#snapshots.cut(snapshot, left),
    });
    this.#watch = new EpochWatch({
      ...{ stream, clock, epoch: place.epoch.number },
      idle: () => this.#sender.flying === undefined,
      over: (by) => {
        this.#sender.end();
        this.#over({ kind: "taken over", by });
      },
    });
  }

  /** Nothing is torn in a stream. */
  accept(id: number): void {
    this.#parts.port.post({ kind: "accepted", db: this.#db, id });
  }

  /** Queues records. */
  append(batch: RecordBatch): void {
    this.#lane.add(batch);
    this.#sender.wake();
  }

  /** Answers when all that came before is stored. */
  flush(durable: boolean): void {
    if (this.#failure === undefined) this.#lane.ask(durable);
  }

  #next(): Outgoing | undefined {
    const [lane, snapshots] = [this.#lane, this.#snapshots];
    const [first, second] = this.#turn ? [snapshots, lane] : [lane, snapshots];
    this.#turn = !this.#turn;
    const message = first.next() ?? second.next();
    if (message !== undefined || this.#farewell !== "due") return message;
    this.#parts.stream.hold(undefined); // nobody is to be told of who leaves
    return {
      kind: "log",
      bytes: new Uint8Array(0),
      head: { end: true },
      stored: () => {
        this.#farewell = "stored";
        this.#moved();
      },
    };
  }

  #over(end: EpochEnd): void {
    this.#watch.end();
    this.#ending ??= this.#tellOver(end);
  }

  async #tellOver(end: EpochEnd): Promise<void> {
    this.#parts.stream.hold(undefined); // else this writer answers itself
    if (end.kind === "lost") {
      return this.#fail(lostDataError(this.#path, end.what));
    }
    const by = await this.#logHolderOf(end.by);
    const { rev: written } = this.#sender;
    const { left: lost } = this.#lane;
    this.#fail(takenOverError(this.#path, { written, lost, by }));
  }

  async #logHolderOf({ epoch }: Message): Promise<LogHolder | undefined> {
    const found = await this.#parts.stream.holder().catch(() => "silent");
    if (typeof found === "string") return undefined;
    return found.epoch < epoch.number ? undefined : asLogHolder(found);
  }

  /** Takes no more records: the first cause is what everybody gets. */
  #fail(failure: DatabaseError): void {
    this.#failure = failure;
    const error = toWire(failure);
    this.#progress.noteFailure(error);
    this.#parts.port.post({ kind: "failed", db: this.#db, error });
    this.#snapshots.abort(failure);
    this.#moved();
  }

  /** Makes a snapshot of all that came before, unless the log takes no more. */
  snapshot(id: number, request: SnapshotRequest): void {
    const { seq } = this.#lane;
    const { written } = this.#progress;
    this.#snapshots.request({ id, request, seq }, written);
    if (this.#failure !== undefined) this.#snapshots.abort(this.#failure);
  }

  /** Deletes what need not be kept: a stream has no archive. */
  rotate(id: number, request: RotationRequest): void {
    this.#retention.request(id, request);
  }

  /** The line of a record is its revision, which whoever asks has. */
  count(id: number, _offset: number): void {
    this.#parts.port.post({ kind: "counted", db: this.#db, id, line: 0 });
  }

  /** The writer of the log: this program, or who answers. */
  async holder(): Promise<LogHolder | undefined> {
    return await logHolderOf(this.#parts.stream);
  }

  /** Writes what is left, hands the place over and lets go of the stream. */
  async close(discard: boolean): Promise<void> {
    const { port, stream } = this.#parts;
    if (discard) this.#lane.clear();
    const left = await this.#finish(discard);
    this.#watch.end();
    this.#sender.end();
    const error = this.#failure ?? left;
    this.#snapshots.abort(error ?? new Error("the database was closed"));
    await this.#snapshots.purged;
    stream.hold(undefined);
    await stream.close().catch(() => {}); // nothing depends on it any more
    this.#progress.noteState(this.#failure ? State.Failed : State.Closed);
    const wire = error && { error: toWire(error) };
    port.post({ kind: "closed", db: this.#db, ...wire });
  }

  /** Waits until all is stored, and the place is free; why it is not. */
  async #finish(discard: boolean): Promise<DatabaseError | undefined> {
    let made = discard;
    if (!made) {
      this.#snapshots.end(() => {
        made = true;
        this.#moved();
      });
    }
    for (;;) {
      await this.#ending;
      if (this.#failure !== undefined) return undefined;
      if (this.#farewell === "stored") return undefined;
      if (made) this.#farewell = "due";
      this.#sender.wake();
      const { left } = this.#lane;
      const patience = left > 0
        ? PATIENCE_MS
        : made
        ? FAREWELL_MS
        : SNAPSHOT_MS;
      if (await this.#move(patience)) continue;
      await this.#ending;
      if (this.#failure !== undefined || this.#lane.left === 0) {
        return undefined;
      }
      return leftError(this.#path, this.#lane.left, this.#waiting.error);
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
