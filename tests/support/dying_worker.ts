/**
 * A writer's worker that dies as it is ordered to.
 *
 * @module
 */
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import type {
  Port,
  Reply,
  Request,
  Sent,
} from "../../src/store/file/protocol/protocol.ts";
import { startMakerWorker } from "../../src/store/file/checkpoint/maker.ts";
import {
  Heartbeat,
  withHeartbeat,
} from "../../src/store/file/protocol/shared_memory.ts";
import { fileHost } from "../../src/store/file/worker/file_log.ts";
import { Writer } from "../../src/store/file/worker/writer.ts";

/** How and when to die; comes as a `ping`, which asks for nothing else. */
export interface DeathOrder {
  readonly kind: "ping";
  readonly way: "throw" | "reject" | "close" | "exit" | "hang";
  /** At a message of this kind ... */
  readonly at: Request["kind"];
  /** ... but so many before it go well. */
  readonly spared: number;
  /** What a worker that hangs waits for a change of. */
  readonly until?: Int32Array<SharedArrayBuffer>;
}

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage:
    | ((event: MessageEvent<Sent | DeathOrder>) => void)
    | null;
  postMessage(reply: Reply, transfer: ArrayBuffer[]): void;
  close(): void;
};

/** Longer than anybody is patient with it, and not for ever. */
const HANG_MS = 60_000;

function die(
  { way, until = new Int32Array(new SharedArrayBuffer(4)) }: DeathOrder,
): void {
  switch (way) {
    case "throw":
      throw new Error("a made-up bug");
    case "reject":
      return void Promise.reject(new Error("a made-up bug"));
    case "close":
      return self.close();
    case "exit":
      return Deno.exit(9);
    case "hang":
      Atomics.wait(until, 0, 0, HANG_MS);
  }
}

let order: DeathOrder | undefined;
let spared = 0;
let writer: Writer | undefined;
let heartbeat: Heartbeat | undefined;

self.onmessage = ({ data }) => {
  if ("way" in data) order = data;
  if (data.kind === order?.at && spared++ >= order.spared) return die(order);
  if ("heartbeat" in data && data.heartbeat !== undefined) {
    heartbeat = new Heartbeat(data.heartbeat);
    const disk = withHeartbeat(new DenoFileSystem(), heartbeat);
    const port: Port = {
      post: (reply, transfer = []) => self.postMessage(reply, transfer),
    };
    const host = fileHost({ disk, port, startMaker: startMakerWorker });
    writer = new Writer({ port, host });
  }
  heartbeat?.beat();
  writer?.handle(data);
};
