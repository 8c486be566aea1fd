/**
 * The worker that makes a snapshot: wiring alone.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import { MakerTask } from "./maker_task.ts";
import type { MakerAnswer, SnapshotOrder } from "./protocol.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<SnapshotOrder>) => void) | null;
  postMessage(answer: MakerAnswer, transfer: ArrayBuffer[]): void;
};

const clerk = new MakerTask(
  new DenoFileSystem(),
  (answer, transfer = []) => self.postMessage(answer, transfer),
);

self.onmessage = ({ data }) => void clerk.handle(data);
