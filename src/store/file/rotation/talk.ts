/**
 * The talk with the task of a rotation: an order, and the answer to it.
 *
 * @module
 */
import { fromWire } from "../protocol/wire_error.ts";
import { hireTask } from "./hire.ts";
import type { RotationTaskClient, TaskAnswer, TaskOrder } from "./protocol.ts";
import type { RotationParts } from "./rotated_log.ts";

/** An answer of a kind. */
type Answer<Kind> = Extract<TaskAnswer, { kind: Kind }>;

/** Gives orders one after the other. */
export class TaskTalk {
  readonly #task: RotationTaskClient;
  #waiting: PromiseWithResolvers<TaskAnswer> | undefined;
  #aborted: Error | undefined;

  /** Hires the task for a log. */
  constructor({ disk, address, log }: RotationParts) {
    this.#task = hireTask(disk, address, log.end, (answer) => {
      if (answer.kind === "failed") {
        this.#waiting?.reject(fromWire(answer.error));
      } else this.#waiting?.resolve(answer);
    });
  }

  /** Throws when all was given up. */
  demandGoing(): void {
    if (this.#aborted !== undefined) throw this.#aborted;
  }

  /** Asks the task; rejects when it fails, or when all is given up. */
  async ask<Kind extends TaskAnswer["kind"]>(
    order: TaskOrder,
    wanted: Kind,
  ): Promise<Answer<Kind>> {
    this.demandGoing();
    const waiting = this.#waiting = Promise.withResolvers<TaskAnswer>();
    this.#task.order(order);
    const answer = await waiting.promise;
    if (isOf(answer, wanted)) return answer;
    throw new Error(`the answer "${answer.kind}" came unasked`);
  }

  /** Gives all up. */
  abort(cause: Error): void {
    this.#aborted ??= cause;
    this.#waiting?.reject(cause);
  }

  /** Ends the task. */
  end(): void {
    this.#task.dismiss();
  }
}

function isOf<Kind extends TaskAnswer["kind"]>(
  answer: TaskAnswer,
  kind: Kind,
): answer is Answer<Kind> {
  return answer.kind === kind;
}
