/**
 * Records on the main isolate, until the writer has them: numbered, gathered
 * into messages, and bounded.
 *
 * @module
 */
import type { Payload } from "../../../log/serializer.ts";
import type { Request } from "../protocol/protocol.ts";
import { type CancelTimer, SYSTEM_TIMERS } from "../protocol/timers.ts";
import { type SharedProgress, State } from "../protocol/shared_memory.ts";
import {
  type AwayError,
  BackpressureError,
  DiskFullError,
} from "../../../errors.ts";
import { awayError } from "./channel_errors.ts";

/**
 * Records on their way to the writer, gathered for one message.
 *
 * A message costs much whatever it holds, so the records of one
 * turn of the event loop share one. JSON texts are joined to one string: the
 * cheapest thing there is to send.
 */
export class PendingRecords {
  #payloads: Payload[] = [];
  /** The size: characters of text or bytes. */
  size = 0;

  /** How many records it holds. */
  get count(): number {
    return this.#payloads.length;
  }

  /** Adds a record. */
  add(payload: Payload): void {
    this.size += payload.length;
    this.#payloads.push(payload);
  }

  /** Takes all records out, as the framer wants them. */
  take(): readonly Payload[] {
    const taken = this.#payloads;
    this.#payloads = [];
    this.size = 0;
    return typeof taken[0] === "string" ? [taken.join("\n")] : taken;
  }
}

/** The size, in characters or bytes, at which a batch is sent before its turn ends. */
const FULL_BATCH = 65536;
/** The default bound on what is posted and not written. */
const MAX_PENDING = 64 * 2 ** 20;

const RESOLVED = Promise.resolve();

/**
 * Runs at the end of the turn. By a promise, and not by `queueMicrotask`: libraries
 * for tests put fake clocks in the place of that, and then nothing is ever sent.
 */
function endOfTurn(run: () => void): void {
  void RESOLVED.then(run);
}

/** The options of an outbox. */
export interface OutboxOptions {
  /** The number of the database. */
  readonly db: number;
  /** The file, for messages. */
  readonly path: string;
  /** How far the writer is. */
  readonly progress: SharedProgress;
  /** Sends the writer a request. */
  readonly post: (request: Request) => void;
  /** The bound on what is posted and not written, in bytes. */
  readonly maxPendingBytes?: number | undefined;
  /** How long to gather before sending, in milliseconds; 0: one turn. */
  readonly flushInterval?: number | undefined;
}

/** Numbers records, gathers and sends them. */
export class Outbox {
  /** Why servers are away, if they are and that was told. */
  away: AwayError | undefined;
  readonly #options: OutboxOptions;
  readonly #batch = new PendingRecords();
  readonly #maxPending: number;
  readonly #sendScheduled = () => {
    if (this.#scheduled) this.send();
  };
  #seq = 0;
  #size = 0;
  /** As much of `#size` as was written when we last looked. */
  #written = 0;
  #scheduled = false;
  /** The questions to send: whether all is written (false) or synced (true). */
  #asked: boolean[] = [];
  #cancelTimer: CancelTimer | undefined;

  /** Makes the outbox of one database. */
  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#maxPending = options.maxPendingBytes ?? MAX_PENDING;
  }

  /** The number of the last record posted. */
  get posted(): number {
    return this.#seq;
  }

  /**
   * Takes a record; returns its number. Throws a `BackpressureError`, or a
   * `DiskFullError` when that is why, when as much as is allowed waits.
   */
  post(payload: Payload): number {
    if (this.#size + payload.length - this.#written > this.#maxPending) {
      this.#demandRoom(payload.length);
    }
    // Joined with others the longest text that there can be would be too long.
    if (payload.length >= FULL_BATCH) this.send();
    const seq = ++this.#seq;
    this.#size += payload.length;
    this.#batch.add(payload);
    if (this.#batch.size >= FULL_BATCH) this.send();
    else if (!this.#scheduled) this.#schedule();
    return seq;
  }

  #demandRoom(wanted: number): void {
    const { progress, path } = this.#options;
    this.#written = progress.size;
    const pending = this.#size - this.#written;
    // A record beyond the bound may go alone: else it could never be stored.
    if (pending + wanted <= this.#maxPending || pending === 0) return;
    const count = this.#seq - progress.written;
    const what = `${count} commits (${pending} bytes) wait to be written to ` +
      `"${path}", and ${this.#maxPending} bytes is the bound`;
    if (progress.state === State.Full) {
      throw new DiskFullError(`The disk is full: ${what}; make room`, { path });
    }
    if (progress.state === State.Away) {
      const cause = this.away ?? awayError(path);
      throw new BackpressureError(
        `No servers take commits at present: ${what}; wait until they do`,
        { path, cause },
      );
    }
    throw new BackpressureError(
      `Commits outran the disk: ${what}; await flush() now and then`,
      { path },
    );
  }

  #schedule(): void {
    const { flushInterval = 0 } = this.#options;
    this.#scheduled = true;
    if (flushInterval > 0) {
      this.#cancelTimer = SYSTEM_TIMERS.setTimer(
        this.#sendScheduled,
        flushInterval,
      );
    } else {
      endOfTurn(this.#sendScheduled);
    }
  }

  /**
   * Asks, at the end of the turn, for an answer when all that was posted is
   * written or synced. The question goes with the records: a message of its own
   * would slow each durable commit.
   */
  ask(durable: boolean): void {
    this.#asked.push(durable);
    if (this.#scheduled && this.#cancelTimer === undefined) return;
    this.#forgetTimer();
    this.#scheduled = true;
    endOfTurn(this.#sendScheduled);
  }

  /** Sends what was gathered. */
  send(): void {
    this.#scheduled = false;
    this.#forgetTimer();
    const { db, post } = this.#options;
    const { count } = this.#batch;
    const flush = this.#asked;
    this.#asked = [];
    if (count === 0) {
      for (const durable of flush) post({ kind: "flush", db, durable });
      return;
    }
    post({
      kind: "append",
      db,
      payloads: this.#batch.take(),
      seq: this.#seq,
      size: this.#size,
      ...(flush.length > 0 && { flush }),
    });
  }

  #forgetTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
