/**
 * A worker of the writer's worker that makes one snapshot and ends.
 *
 * @module
 */
import { RecordAssembler } from "./assembler.ts";
import type {
  MakerAnswer,
  SnapshotMaker,
  SnapshotOrder,
  StartMaker,
} from "./protocol.ts";

/** Starts a worker for one snapshot. Its memory goes with it. */
export const startMakerWorker: StartMaker = (answer): SnapshotMaker => {
  const worker = new Worker(new URL("./maker_worker.ts", import.meta.url), {
    type: "module",
    name: "kanta snapshot",
  });
  const fail = (message: string) =>
    answer({ kind: "failed", error: { name: "Error", message } });
  const receiver = new RecordAssembler(answer);
  worker.onmessage = ({ data }: MessageEvent<MakerAnswer>) =>
    receiver.receive(data);
  worker.onerror = (event) => {
    event.preventDefault(); // else the error would end the whole program
    fail(`its worker failed: ${event.message}`);
  };
  worker.onmessageerror = () => fail("a message from its worker can't be read");
  return {
    order: (order: SnapshotOrder) => worker.postMessage(order),
    dismiss() {
      worker.terminate();
      receiver.end();
    },
  };
};
