/**
 * Requests about one database that wait for the writer's answers.
 *
 * @module
 */
import type { LogHolder } from "../../../errors.ts";
import type {
  RotationReport,
  RotationRequest,
} from "../../../keep/rotation.ts";
import type { SavedRecords } from "../../hosted_log.ts";
import type { SnapshotInfo, SnapshotRequest } from "../../store.ts";
import type { SavedTail } from "../../../log/log_content.ts";
import type { Reply, Request } from "../protocol/protocol.ts";
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
    const id = ++this.#last;
    this.#waiting.set(id, answer);
    try {
      send(id);
    } catch (error) {
      this.#waiting.delete(id);
      answer.reject(error);
    }
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

/** A request without the number of its database. */
type Unaddressed = Request extends infer Kind
  ? Kind extends { readonly db: number; readonly id: number } ? Omit<Kind, "db">
  : never
  : never;

/** All requests of one database that wait for the writer. */
export class PendingRequests {
  /** The waiters for records to be written or durable. */
  readonly progress: Acknowledgements;
  /** Called when another rotation may be wanted. */
  rotationDue: (() => void) | undefined;
  readonly #post: (request: Unaddressed) => void;
  readonly #snapshots = new PendingAnswers<SnapshotInfo>();
  readonly #accepts = new PendingAnswers<SavedTail>();
  readonly #rotations = new PendingAnswers<RotationReport>();
  readonly #counts = new PendingAnswers<number>();
  readonly #holders = new PendingAnswers<LogHolder | undefined>();
  readonly #contents = new PendingAnswers<Uint8Array | undefined>();
  readonly #saves = new PendingAnswers<SavedRecords>();
  /** The answers that a log which failed gives no more. */
  readonly #answers: readonly Pick<
    PendingAnswers<unknown>,
    "size" | "rejectAll"
  >[] = [
    ...[this.#snapshots, this.#accepts, this.#rotations],
    ...[this.#counts, this.#holders, this.#contents],
  ];

  /** `ask` sends a question behind what is posted in this turn, `post` a request. */
  constructor(
    progress: SharedProgress,
    ask: (durable: boolean) => void,
    post: (request: Unaddressed) => void,
  ) {
    this.progress = new Acknowledgements(progress, ask);
    this.#post = post;
  }

  /** Asks for a snapshot. */
  snapshot(request: SnapshotRequest): Promise<SnapshotInfo> {
    const kind = "snapshot";
    return this.#snapshots.ask((id) => this.#post({ kind, id, request }));
  }

  /** Asks to cut the torn tail off. */
  accept(): Promise<SavedTail> {
    return this.#accepts.ask((id) => this.#post({ kind: "accept", id }));
  }

  /** Asks for a rotation. */
  rotate(request: RotationRequest, program: string): Promise<RotationReport> {
    const about = { kind: "rotate", request, program } as const;
    return this.#rotations.ask((id) => this.#post({ ...about, id }));
  }

  /** Asks for the number of the line at an offset. */
  count(offset: number): Promise<number> {
    return this.#counts.ask((id) => this.#post({ kind: "count", id, offset }));
  }

  /** Asks who writes the log. */
  holder(): Promise<LogHolder | undefined> {
    return this.#holders.ask((id) => this.#post({ kind: "holder", id }));
  }

  /** Asks for all of the log. */
  content(): Promise<Uint8Array | undefined> {
    return this.#contents.ask((id) => this.#post({ kind: "content", id }));
  }

  /** Asks to save what another writer's log lacks. */
  save(): Promise<SavedRecords> {
    return this.#saves.ask((id) => this.#post({ kind: "save", id }));
  }

  /** Whether anybody waits. */
  get any(): boolean {
    return this.progress.waiting || this.#saves.size > 0 ||
      this.#answers.some(({ size }) => size > 0);
  }

  /** Gives an answer of the writer's to who waits for it. */
  receive(reply: Reply): void {
    switch (reply.kind) {
      case "flushed":
        return this.progress.answered(reply.durable);
      case "snapshot":
        for (const id of reply.ids) this.#snapshots.resolve(id, reply.info);
        return;
      case "snapshotFailed":
        for (const id of reply.ids) {
          this.#snapshots.reject(id, databaseError(reply.error));
        }
        return;
      case "accepted":
        return this.#accepts.settle(reply.id, reply.saved ?? {}, reply.error);
      case "rotated":
        return "error" in reply
          ? this.#rotations.reject(reply.id, databaseError(reply.error))
          : this.#rotations.resolve(reply.id, reply.report);
      case "rotationDue":
        return this.rotationDue?.();
      case "counted":
        return this.#counts.resolve(reply.id, reply.line);
      case "holder":
        return this.#holders.settle(reply.id, reply.holder, reply.error);
      case "content":
        return this.#contents.settle(
          reply.id,
          reply.bytes,
          reply.error,
        );
      case "save":
        return this.#saves.settle(reply.id, reply.saved ?? {}, reply.error);
      case "closed":
        if (reply.saved) this.#saves.resolve(1, reply.saved); // the only one
    }
  }

  /** The log failed: there will be no more answers, but where the lost commits are. */
  fail(cause: Error): void {
    this.progress.fail(cause);
    for (const answers of this.#answers) answers.rejectAll(cause);
  }

  /** There will be no more answers. */
  end(cause: Error): void {
    this.fail(cause);
    this.#saves.rejectAll(cause);
  }
}
