/**
 * The worker that makes a snapshot: wiring alone.
 *
 * @module
 */
import { DenoFileSystem } from "../file/deno_file_system.ts";
import { SnapshotClerk } from "./snapshot_clerk.ts";
import type { HandAnswer, SnapshotOrder } from "./snapshot_protocol.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<SnapshotOrder>) => void) | null;
  postMessage(answer: HandAnswer, transfer: ArrayBuffer[]): void;
};

const clerk = new SnapshotClerk(
  new DenoFileSystem(),
  (answer, transfer = []) => self.postMessage(answer, transfer),
);

self.onmessage = ({ data }) => void clerk.handle(data);
