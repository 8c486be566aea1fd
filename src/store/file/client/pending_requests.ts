/**
 * Requests about one database that wait for the writer's answers.
 *
 * @module
 */
import type { SnapshotInfo } from "../../store.ts";
import type { SavedTail } from "../../../log/log_content.ts";
import type { Reply } from "../protocol/protocol.ts";
import type { SharedProgress } from "../protocol/shared_progress.ts";
import { databaseError, type WireError } from "../protocol/wire_error.ts";
import { Acknowledgements } from "./acknowledgements.ts";

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

/** Who waits for what. */
export class PendingRequests {
  /** Those who wait until records are written or durable. */
  readonly progress: Acknowledgements;
  /** Those who asked for a snapshot. */
  readonly snapshots: PendingAnswers<SnapshotInfo> = new PendingAnswers();
  /** Who wants the torn tail cut off. */
  readonly accepts: PendingAnswers<SavedTail> = new PendingAnswers();
  /** Those who asked for a line's number. */
  readonly counts: PendingAnswers<number> = new PendingAnswers();

  /** `ask` sends the question behind what is posted in this turn. */
  constructor(control: SharedProgress, ask: (durable: boolean) => void) {
    this.progress = new Acknowledgements(control, ask);
  }

  /** Whether anybody waits. */
  get any(): boolean {
    return this.progress.waiting || this.snapshots.size > 0 ||
      this.counts.size + this.accepts.size > 0;
  }

  /** Gives an answer of the writer's to who waits for it. */
  receive(reply: Reply): void {
    switch (reply.kind) {
      case "flushed":
        return this.progress.answered(reply.durable);
      case "snapshot":
        return this.snapshots.resolve(reply.id, reply.info);
      case "snapshotFailed":
        return this.snapshots.reject(reply.id, databaseError(reply.error));
      case "accepted":
        return this.accepts.settle(reply.id, reply.saved ?? {}, reply.error);
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
  }
}
