/**
 * The module that rotates a log: imported by the writer, and run by the worker that
 * this hires. Wiring alone.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import type { RotationModule } from "../worker/rotation_door.ts";
import { TASK_NAME, type TaskAnswer, type TaskOrder } from "./protocol.ts";
import { LogRotations } from "./rotations.ts";
import { RotationTask } from "./making/task.ts";

/** The door of the writer. */
export const rotationsOf: RotationModule["rotationsOf"] = (subject, address) =>
  new LogRotations(subject, address);

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  readonly name: string;
  onmessage: ((event: MessageEvent<TaskOrder>) => void) | null;
  postMessage(answer: TaskAnswer): void;
};

if (self.name === TASK_NAME) {
  const task = new RotationTask(
    new DenoFileSystem(),
    (answer) => self.postMessage(answer),
  );
  let work = Promise.resolve();
  self.onmessage = ({ data }) => {
    work = work.then(() => task.handle(data));
  };
}
