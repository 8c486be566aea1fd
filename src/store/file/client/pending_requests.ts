/**
 * Requests about one database that wait for the writer's answers.
 *
 * @module
 */
import type { RotationReport } from "../../../keep/rotation.ts";
import type { SnapshotInfo } from "../../store.ts";
import type { SavedTail } from "../../../log/log_content.ts";
import type { Reply } from "../protocol/protocol.ts";
import type { SharedProgress } from "../protocol/shared_memory.ts";
import { databaseError, type WireError } from "../protocol/wire_error.ts";

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/** Waiters for one of the two, in the order of their numbers. */
class Queue {
  readonly durable: boolean;
  waiters: Waiter[] = [];
  /** Whether the writer was asked, or is about to be. */
  asked = false;

  constructor(durable: boolean) {
    this.durable = durable;
  }

  reached(seq: number): void {
    let count = 0;
    for (const waiter of this.waiters) {
      if (waiter.seq > seq) break;
      waiter.resolve();
      count++;
    }
    if (count > 0) this.waiters = this.waiters.slice(count);
  }

  fail(cause: Error): void {
    const { waiters } = this;
    this.waiters = [];
    for (const { reject } of waiters) reject(cause);
  }
}

/**
 * The waiters for records of one database to be written, or durable.
 *
 * However many wait, one question of a kind is under way; those who come
 * meanwhile share the next. Everybody waits for the number he saw, so that
 * nobody starves while others go on committing.
 */
export class Acknowledgements {
  readonly #progress: SharedProgress;
  readonly #ask: (durable: boolean) => void;
  readonly #written = new Queue(false);
  readonly #durable = new Queue(true);

  /** `ask` sends the question behind what is posted in this turn. */
  constructor(progress: SharedProgress, ask: (durable: boolean) => void) {
    this.#progress = progress;
    this.#ask = ask;
  }

  /** Whether anybody waits. */
  get waiting(): boolean {
    return this.#written.waiters.length + this.#durable.waiters.length > 0;
  }

  /** Resolves when the record of this number is written, or durable. */
  wait(seq: number, durable: boolean): Promise<void> {
    const reached = durable ? this.#progress.durable : this.#progress.written;
    if (reached >= seq) return Promise.resolve();
    const queue = durable ? this.#durable : this.#written;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    queue.waiters.push({ seq, resolve, reject });
    this.#askSoon(queue);
    return promise;
  }

  /** Asks once, for all who come until the answer does. */
  #askSoon(queue: Queue): void {
    if (queue.asked) return;
    queue.asked = true;
    this.#ask(queue.durable);
  }

  /** The writer answered. */
  answered(durable: boolean): void {
    const queue = durable ? this.#durable : this.#written;
    queue.asked = false;
    this.#settleReached();
    if (queue.waiters.length > 0) this.#askSoon(queue);
  }

  #settleReached(): void {
    this.#written.reached(this.#progress.written);
    this.#durable.reached(this.#progress.durable);
  }

  /** There will be no more progress. */
  fail(cause: Error): void {
    this.#settleReached();
    this.#written.fail(cause);
    this.#durable.fail(cause);
  }
}

/** Questions of one kind, by number. */
export class PendingAnswers<T> {
  readonly #waiting = new Map<number, PromiseWithResolvers<T>>();
  #last = 0;

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Asks: `send` sends the question of this number. */
  ask(send: (id: number) => void): Promise<T> {
    const answer = Promise.withResolvers<T>();
    this.#waiting.set(++this.#last, answer);
    send(this.#last);
    return answer.promise;
  }

  /** The answer came. One that nobody waits for is dropped. */
  resolve(id: number | undefined, value: T): void {
    this.#take(id)?.resolve(value);
  }

  /** A failure came for an answer. */
  reject(id: number | undefined, cause: Error): void {
    this.#take(id)?.reject(cause);
  }

  /** The answer came, or a failure in its place. */
  settle(id: number, value: T, error?: WireError): void {
    if (error === undefined) this.resolve(id, value);
    else this.reject(id, databaseError(error));
  }

  #take(id = 0): PromiseWithResolvers<T> | undefined {
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    return answer;
  }

  /** No more answers will come. */
  rejectAll(cause: Error): void {
    for (const id of [...this.#waiting.keys()]) this.reject(id, cause);
  }
}

/** All requests of one database that wait for the writer. */
export class PendingRequests {
  /** The waiters for records to be written or durable. */
  readonly progress: Acknowledgements;
  /** The requests for a snapshot. */
  readonly snapshots: PendingAnswers<SnapshotInfo> = new PendingAnswers();
  /** The requests to cut the torn tail off. */
  readonly accepts: PendingAnswers<SavedTail> = new PendingAnswers();
  /** The requests for a rotation. */
  readonly rotations: PendingAnswers<RotationReport> = new PendingAnswers();
  /** Called when another rotation may be wanted. */
  rotationDue: (() => void) | undefined;
  /** The requests for a line's number. */
  readonly counts: PendingAnswers<number> = new PendingAnswers();

  /** `ask` sends the question behind what is posted in this turn. */
  constructor(progress: SharedProgress, ask: (durable: boolean) => void) {
    this.progress = new Acknowledgements(progress, ask);
  }

  /** Whether anybody waits. */
  get any(): boolean {
    return this.progress.waiting || this.snapshots.size > 0 ||
      this.counts.size + this.accepts.size + this.rotations.size > 0;
  }

  /** Gives an answer of the writer's to who waits for it. */
  receive(reply: Reply): void {
    switch (reply.kind) {
      case "flushed":
        return this.progress.answered(reply.durable);
      case "snapshot":
        for (const id of reply.ids) this.snapshots.resolve(id, reply.info);
        return;
      case "snapshotFailed":
        for (const id of reply.ids) {
          this.snapshots.reject(id, databaseError(reply.error));
        }
        return;
      case "accepted":
        return this.accepts.settle(reply.id, reply.saved ?? {}, reply.error);
      case "rotated":
        return "error" in reply
          ? this.rotations.reject(reply.id, databaseError(reply.error))
          : this.rotations.resolve(reply.id, reply.report);
      case "rotationDue":
        return this.rotationDue?.();
      case "counted":
        return this.counts.resolve(reply.id, reply.line);
    }
  }

  /** There will be no more answers. */
  fail(cause: Error): void {
    this.progress.fail(cause);
    this.snapshots.rejectAll(cause);
    this.counts.rejectAll(cause);
    this.accepts.rejectAll(cause);
    this.rotations.rejectAll(cause);
  }
}
