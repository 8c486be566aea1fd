/**
 * The maker of a snapshot of a stream: a worker of the writer's worker with a
 * connection of its own, which makes one and ends.
 *
 * @module
 */
import { RecordAssembler } from "../../file/checkpoint/assembler.ts";
import type {
  MakerAnswer,
  SnapshotOrder,
  StartMaker,
} from "../../file/checkpoint/protocol.ts";
import {
  addressOfText,
  IN_SOURCE,
  ModuleWorker,
} from "../../file/protocol/module_worker.ts";
import type { NatsOptions } from "../../nats_options.ts";

/** Where the stream is, and how it is reached. */
export interface MakerPlace {
  /** The address of the log. */
  readonly path: string;
  /** How its servers are reached. */
  readonly nats: NatsOptions;
}

/**
 * The build's constant: the text of `maker_worker.ts`, which `tools/build.ts` puts
 * before the worker's program.
 */
declare const KANTA_STREAM_SNAPSHOT_PROGRAM: string;

/** Starts a maker for this stream. */
export function makerOf(place: MakerPlace): StartMaker {
  return (answer) => {
    const address = IN_SOURCE
      ? new URL("./maker_worker.ts", import.meta.url)
      : addressOfText(KANTA_STREAM_SNAPSHOT_PROGRAM);
    const receiver = new RecordAssembler(answer);
    const worker = new ModuleWorker<MakerPlace | SnapshotOrder, MakerAnswer>(
      address,
      "kanta stream snapshot",
      {
        message: (given) => receiver.receive(given),
        failed: (reason) =>
          answer({
            kind: "failed",
            error: { name: "Error", message: `its worker failed: ${reason}` },
          }),
      },
    );
    worker.post(place);
    return {
      order: (order) => worker.post(order),
      dismiss() {
        worker.terminate();
        receiver.end();
      },
    };
  };
}
