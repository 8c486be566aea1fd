/**
 * The maker of a snapshot of a stream: a worker of the writer's worker, of the same
 * program, with a connection of its own. It makes one and ends.
 *
 * @module
 */
import { hireMaker } from "../../file/checkpoint/hired_maker.ts";
import type {
  MakerAnswer,
  SnapshotOrder,
  StartMaker,
} from "../../file/checkpoint/protocol.ts";
import { IN_SOURCE, ownProgram } from "../../file/protocol/module_worker.ts";
import { SYSTEM_TIMERS } from "../../file/protocol/timers.ts";
import type { NatsOptions } from "../../../keep/nats_options.ts";
import { readStreamAddress } from "../../stream/port/stream_address.ts";
import { StreamMakerTask } from "../../stream/snapshot/stream_maker.ts";
import { openStream } from "../open_stream.ts";

/** The name of a worker that makes a snapshot. */
export const MAKER_NAME = "kanta stream snapshot";

/** Where the stream is, and how it is reached. */
export interface MakerPlace {
  /** The address of the log. */
  readonly path: string;
  /** How its servers are reached. */
  readonly nats: NatsOptions;
}

/** The scope of a dedicated worker, as much of it as is used here. */
export interface MakerScope {
  readonly name: string;
  onmessage: ((event: MessageEvent<never>) => void) | null;
  postMessage(answer: MakerAnswer, transfer: ArrayBuffer[]): void;
}

/** Starts a maker for this stream. */
export function makerOf(place: MakerPlace): StartMaker {
  return (answer) => {
    const program = IN_SOURCE
      ? new URL("./worker.ts", import.meta.url)
      : ownProgram();
    return hireMaker(program, MAKER_NAME, answer, place);
  };
}

/** Makes a snapshot in this worker: the first message says of what, then come orders. */
export function serveMaker(scope: MakerScope): void {
  let task: StreamMakerTask | undefined;
  scope.onmessage = ({ data }: MessageEvent<MakerPlace | SnapshotOrder>) => {
    if ("kind" in data) return void task?.handle(data);
    const { path, nats } = data;
    const options = { ...nats, create: false, writes: false };
    task = new StreamMakerTask({
      connect: () => openStream(readStreamAddress(path), options),
      clock: SYSTEM_TIMERS,
      send: (answer, transfer = []) => scope.postMessage(answer, transfer),
    });
  };
}
