/**
 * The writer's worker: the only one to touch a database file.
 *
 * Wiring alone. The handler is set before anything is awaited, or messages that
 * come first would be lost.
 *
 * @module
 */
import { DenoFileSystem } from "../../../file/deno_file_system.ts";
import type { Farewell, Reply, Sent } from "../protocol/protocol.ts";
import { makerFor } from "../checkpoint/maker.ts";
import { Heartbeat, withHeartbeat } from "../protocol/shared_memory.ts";
import { toWire } from "../protocol/wire_error.ts";
import { Writer } from "./writer.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<Sent>) => void) | null;
  addEventListener(
    type: "error",
    listener: (event: ErrorEvent) => void,
  ): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
  postMessage(message: Reply | Farewell, transfer?: ArrayBuffer[]): void;
  close(): void;
};

/**
 * The fewest bytes that are transferred; fewer are copied. The first message
 * with buffers that change hands is slow on either side, as Deno makes then
 * what it needs for it (docs/performance.md).
 */
const LEAST_TRANSFER = 1 << 16;

let writer: Writer;
let heartbeat: Heartbeat;

function begin(heartbeat: Heartbeat): Writer {
  const disk = withHeartbeat(new DenoFileSystem(), heartbeat);
  return new Writer({
    disk,
    startMaker: makerFor(disk),
    port: {
      post: (reply, transfer = []) =>
        sizeOf(transfer) < LEAST_TRANSFER
          ? self.postMessage(reply)
          : self.postMessage(reply, transfer),
    },
  });
}

function sizeOf(buffers: readonly ArrayBuffer[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

self.onmessage = ({ data }) => {
  if (data.heartbeat !== undefined) {
    heartbeat = new Heartbeat(data.heartbeat);
    writer = begin(heartbeat);
  }
  heartbeat.beat();
  writer.handle(data);
};

const close = self.close.bind(self);

/** Tells main why the worker ends: of an end alone it gets no event. */
function leave(cause: unknown): void {
  self.postMessage({ kind: "farewell", error: toWire(cause) });
  close();
}

/** A module that is loaded here, such as a serializer's, may do this by mistake. */
self.close = () => leave(new Error("self.close() was called in it"));

/** Nothing should come here. If it does, it goes to those who wait, whole. */
function die(event: Event, cause: unknown): void {
  event.preventDefault();
  leave(cause);
}

self.addEventListener("error", (event) => die(event, event.error));
self.addEventListener(
  "unhandledrejection",
  (event) => die(event, event.reason),
);
