/**
 * The worker of one job.
 *
 * Wiring alone. The handler is set before anything is awaited, or the order
 * would be lost.
 *
 * @module
 */
import { DenoFileSystem } from "../file/deno_file_system.ts";
import { toWire } from "../store/file/protocol/wire_error.ts";
import type { JobAnswer, PostedRequest } from "./request.ts";
import { runRequest } from "./run.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<PostedRequest>) => void) | null;
  postMessage(answer: JobAnswer): void;
};

self.onmessage = async ({ data: { order, stop } }) => {
  const word = new Int32Array(stop);
  try {
    const report = await runRequest(order, new DenoFileSystem(), (progress) => {
      // Only here: what was begun is to be tidied up.
      if (Atomics.load(word, 0) !== 0) throw new Error("The job was given up");
      self.postMessage({ kind: "progress", progress });
    });
    self.postMessage({ kind: "done", report });
  } catch (error) {
    self.postMessage({ kind: "failed", error: toWire(error) });
  }
};
