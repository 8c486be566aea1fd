/**
 * The snapshots of one log in a stream: when they are made, how they are sent, and
 * what may go when one is whole.
 *
 * @module
 */
import type { StartMaker } from "../../../file/checkpoint/protocol.ts";
import {
  type Mutex,
  SnapshotScheduler,
} from "../../../file/checkpoint/scheduler.ts";
import type { Port } from "../../../file/protocol/protocol.ts";
import type { Timers } from "../../../file/protocol/timers.ts";
import { toWire } from "../../../file/protocol/wire_error.ts";
import type { OpenRequest } from "../../../hosted_log.ts";
import type { SnapshotInfo, SnapshotRequest } from "../../../store.ts";
import type { LogStream, Marker } from "../../port/port.ts";
import type { Outgoing } from "../sender.ts";
import { snapshotAt, type WholeSnapshot } from "./snapshot_at.ts";
import { SnapshotParts } from "./snapshot_parts.ts";
import { StreamView, type ViewedEnd } from "./stream_view.ts";

/** The parts that snapshots work with. */
export interface SnapshotsParts {
  /** The number of the database. */
  readonly db: number;
  readonly request: OpenRequest;
  readonly port: Port;
  readonly clock: Timers;
  readonly stream: LogStream;
  /** Starts a maker, which reads the stream: its ends are numbers of messages. */
  readonly startMaker: StartMaker;
  /** One snapshot at a time. */
  readonly mutex: Mutex;
  /** Where the log ends. */
  readonly end: ViewedEnd;
  /** The size of its last snapshot, which is before all that was loaded; 0: none. */
  readonly last: number;
  /** Called when there is something to send. */
  readonly wake: () => void;
  /** Called when something of a snapshot was stored, or it came to its end. */
  readonly moved: () => void;
  readonly fail: (cause: unknown) => void;
}

/** A wish for a snapshot of all up to a commit. */
interface Wish {
  readonly id: number;
  readonly request: SnapshotRequest;
  readonly seq: number;
}

/** Has snapshots made. */
export class StreamSnapshots {
  readonly #parts: SnapshotsParts;
  readonly #sending: SnapshotParts;
  readonly #view: StreamView;
  readonly #scheduler: SnapshotScheduler;
  /** Called when nothing is made any more, once that is wanted. */
  #ended: (() => void) | undefined;
  /** Wishes for what is not stored yet. */
  #early: Wish[] = [];
  readonly #aborting = new AbortController();
  /** The deletion of what a snapshot makes up for. */
  #purging: Promise<void> = Promise.resolve();

  /** Nothing is made. */
  constructor(parts: SnapshotsParts) {
    const { request: { path, snapshot, once }, stream, end, wake, fail } =
      parts;
    const { db, port, clock, mutex, startMaker, last, moved } = parts;
    this.#parts = parts;
    this.#sending = new SnapshotParts(stream.most, wake);
    const view = this.#view = new StreamView({
      path,
      end,
      parts: this.#sending,
      whole: (marker, seq) => {
        this.#purging = this.#purge(marker, seq);
      },
      fail,
    });
    this.#scheduler = new SnapshotScheduler({
      startMaker: view.makerOf(startMaker),
      clock,
      mutex,
      policy: snapshot,
      once,
      last: { offset: 0, bytes: last },
      log: view,
      made: (info: SnapshotInfo, ids) => {
        port.post({ kind: "snapshot", db, ids, info });
        moved();
      },
      failed: (cause, ids) => {
        this.#refuse(cause, ids);
        moved();
      },
    });
  }

  /** The next message to send, if there is one. */
  next(): Outgoing | undefined {
    const message = this.#sending.next();
    return message && {
      ...message,
      stored: (seq) => {
        message.stored(seq);
        this.#parts.moved();
      },
    };
  }

  /** Commits up to `seq` are stored, with the message of this number. */
  stored(bytes: number, message: number, seq: number): void {
    this.#view.stored(bytes, message);
    const due = this.#early.filter((wish) => wish.seq <= seq);
    this.#early = this.#early.filter((wish) => wish.seq > seq);
    for (const { id, request } of due) this.#scheduler.request(id, request);
    if (this.#ended === undefined) this.#scheduler.appended();
    else if (due.length > 0) this.#end(this.#ended);
  }

  /** Makes a snapshot when all up to a commit is stored; `written` is. */
  request(wish: Wish, written: number): void {
    if (wish.seq > written) this.#early.push(wish);
    else this.#scheduler.request(wish.id, wish.request);
  }

  #refuse(cause: Error, ids: readonly number[]): void {
    const { port, db } = this.#parts;
    port.post({ kind: "snapshotFailed", db, ids, error: toWire(cause) });
  }

  /** Makes a snapshot of the log as it was with an earlier message. */
  async makeAt(after: number, bytes: number): Promise<WholeSnapshot> {
    const { request: { path, once }, clock, mutex, startMaker } = this.#parts;
    return await snapshotAt(after, {
      ...{ path, once, clock, mutex, startMaker, bytes },
      sending: this.#sending,
      signal: this.#aborting.signal,
    });
  }

  /** All before a snapshot is gone, and so many bytes are behind it. */
  cut({ marker: { bytes } }: WholeSnapshot, left: number): void {
    const view = this.#view;
    view.grow(bytes);
    this.#scheduler.moved({ offset: view.end - left - bytes, bytes });
    if (this.#ended === undefined) this.#scheduler.appended();
  }

  /** Ends what is being made, and says why. */
  abort(cause: Error): void {
    this.#aborting.abort(cause);
    const ids = this.#early.splice(0).map(({ id }) => id);
    if (ids.length > 0) this.#refuse(cause, ids);
    this.#scheduler.abort(cause);
  }

  /** Calls back when nothing is being made any more. */
  end(ended: () => void): void {
    this.#ended = ended;
    this.#end(ended);
  }

  #end(ended: () => void): void {
    if (this.#early.length === 0) this.#scheduler.end(ended);
  }

  /** Resolves when nothing is being deleted. */
  get purged(): Promise<void> {
    return this.#purging;
  }

  /**
   * Deletes the snapshots before one that is whole, unless the log begins with one
   * of them. Never epochs: they say who may write. What fails is deleted with the
   * next.
   */
  async #purge({ first }: Marker, seq: number): Promise<void> {
    const { stream } = this.#parts;
    try {
      await this.#purging;
      let oldest: Marker | undefined;
      await stream.read(
        "snapshot",
        1,
        ({ marker }) => void (oldest ??= marker),
      );
      if (oldest === undefined) return;
      const begins = await stream.at(oldest.after) === undefined;
      if (!begins) await stream.purge("snapshot", seq);
      await stream.purge("part", begins ? oldest.first : first);
    } catch {
      // Nothing depends on it but room.
    }
  }
}
