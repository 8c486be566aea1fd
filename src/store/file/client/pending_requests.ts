/**
 * Requests about one database that wait for the writer's answers.
 *
 * @module
 */
import type { SnapshotInfo } from "../../store.ts";
import type { SharedProgress } from "../protocol/shared_progress.ts";
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
  /** Those who asked for a line's number. */
  readonly counts: PendingAnswers<number> = new PendingAnswers();

  /** `ask` sends the question behind what is posted in this turn. */
  constructor(control: SharedProgress, ask: (durable: boolean) => void) {
    this.progress = new Acknowledgements(control, ask);
  }

  /** Whether anybody waits. */
  get any(): boolean {
    return this.progress.waiting || this.snapshots.size > 0 ||
      this.counts.size > 0;
  }

  /** There will be no more answers. */
  fail(cause: Error): void {
    this.progress.fail(cause);
    this.snapshots.rejectAll(cause);
    this.counts.rejectAll(cause);
  }
}
