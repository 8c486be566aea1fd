/**
 * The module that makes a snapshot: in a worker of its own, or imported by the
 * writer's where little is to be read. Wiring alone.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import { MakerTask } from "./maker_task.ts";
import {
  MAKER_NAME,
  type MakerAnswer,
  type SnapshotOrder,
} from "./protocol.ts";

export { MakerTask };

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  readonly name: string;
  onmessage: ((event: MessageEvent<SnapshotOrder>) => void) | null;
  postMessage(answer: MakerAnswer, transfer: ArrayBuffer[]): void;
};

if (self.name === MAKER_NAME) {
  const task = new MakerTask(
    new DenoFileSystem(),
    (answer, transfer = []) => self.postMessage(answer, transfer),
  );
  self.onmessage = ({ data }) => void task.handle(data);
}
