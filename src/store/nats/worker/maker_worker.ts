/**
 * The worker that makes a snapshot of a stream. The first message says which one it
 * is; the others are orders. Wiring alone.
 *
 * @module
 */
import type {
  MakerAnswer,
  SnapshotOrder,
} from "../../file/checkpoint/protocol.ts";
import { SYSTEM_TIMERS } from "../../file/protocol/timers.ts";
import { readStreamAddress } from "../../stream/port/stream_address.ts";
import { StreamMakerTask } from "../../stream/snapshot/stream_maker.ts";
import { openStream } from "../open_stream.ts";
import type { MakerPlace } from "./maker.ts";

/** The scope of a dedicated worker, as much of it as is used here. */
declare const self: {
  onmessage: ((event: MessageEvent<MakerPlace | SnapshotOrder>) => void) | null;
  postMessage(answer: MakerAnswer, transfer: ArrayBuffer[]): void;
};

let task: StreamMakerTask | undefined;

self.onmessage = ({ data }) => {
  if ("kind" in data) return void task?.handle(data);
  const { path, nats } = data;
  const options = { ...nats, create: false, writes: false };
  task = new StreamMakerTask({
    connect: () => openStream(readStreamAddress(path), options),
    clock: SYSTEM_TIMERS,
    send: (answer, transfer = []) => self.postMessage(answer, transfer),
  });
};
