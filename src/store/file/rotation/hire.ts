/**
 * Where the task of a rotation runs: in the writer's own isolate where the log is
 * short, else in a worker of the writer's.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import { ModuleWorker } from "../protocol/module_worker.ts";
import {
  type RotationTaskClient,
  TASK_NAME,
  type TaskAnswer,
  type TaskOrder,
} from "./protocol.ts";
import { RotationTask } from "./making/task.ts";

/**
 * The longest log that is short: it is rotated before a worker would have started,
 * and its commits wait no longer than for a large one.
 */
const SHORT = 1 << 18;

/** Hires the task for a log of so many bytes; its answers come to `answer`. */
export function hireTask(
  disk: FileSystem,
  address: string,
  bytes: number,
  answer: (answer: TaskAnswer) => void,
): RotationTaskClient {
  return bytes <= SHORT || address === ""
    ? new InlineTask(disk, answer)
    : hireWorker(address, answer);
}

function hireWorker(
  address: string,
  answer: (answer: TaskAnswer) => void,
): RotationTaskClient {
  const worker = new ModuleWorker<TaskOrder, TaskAnswer>(
    new URL(address),
    TASK_NAME,
    {
      message: answer,
      failed: (reason) =>
        answer({
          kind: "failed",
          error: { name: "Error", message: `its worker failed: ${reason}` },
        }),
    },
  );
  return {
    order: (order) => worker.post(order),
    dismiss: () => worker.terminate(),
  };
}

/** Works here, one order after the other. */
class InlineTask implements RotationTaskClient {
  readonly #task: RotationTask;
  #work: Promise<void> = Promise.resolve();
  #dismissed = false;

  constructor(disk: FileSystem, answer: (answer: TaskAnswer) => void) {
    this.#task = new RotationTask(disk, (given) => {
      if (!this.#dismissed) answer(given);
    });
  }

  order(order: TaskOrder): void {
    this.#work = this.#work.then(async () => {
      if (!this.#dismissed) await this.#task.handle(order);
    });
  }

  dismiss(): void {
    this.#dismissed = true;
    this.#work = this.#work.then(() => this.#task.close());
  }
}
