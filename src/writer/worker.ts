/**
 * The writer's worker: the only one to touch a database file.
 *
 * Wiring alone. The handler is set before anything is awaited, or messages that
 * come first would be lost.
 *
 * @module
 */
import { DenoFileSystem } from "../file/deno_file_system.ts";
import type { Farewell, Greeting } from "./connection.ts";
import type { Reply, Request } from "./protocol.ts";
import { hireWorker } from "./hired_worker.ts";
import { Pulse, pulsed } from "./pulse.ts";
import { toWire } from "./wire_error.ts";
import { Writer } from "./writer.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<Greeting | Request>) => void) | null;
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

let writer: Writer;
let pulse: Pulse;

self.onmessage = ({ data }) => {
  if (data.kind === "greeting") {
    pulse = new Pulse(data.pulse);
    writer = new Writer({
      disk: pulsed(new DenoFileSystem(), pulse),
      hire: hireWorker,
      port: {
        post: (reply, transfer) => self.postMessage(reply, transfer),
      },
    });
  } else {
    pulse.beat();
    writer.handle(data);
  }
};

/** Nothing should come here. If it does, it goes to those who wait, whole. */
function die(event: Event, cause: unknown): void {
  event.preventDefault();
  self.postMessage({ kind: "farewell", error: toWire(cause) });
  self.close();
}

self.addEventListener("error", (event) => die(event, event.error));
self.addEventListener(
  "unhandledrejection",
  (event) => die(event, event.reason),
);
