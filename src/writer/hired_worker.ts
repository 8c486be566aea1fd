/**
 * A worker of the writer's worker that makes one snapshot and ends.
 *
 * @module
 */
import type {
  HandAnswer,
  HireHand,
  SnapshotHand,
  SnapshotOrder,
} from "./snapshot_protocol.ts";

/** Starts a worker for one snapshot. Its memory goes with it. */
export const hireWorker: HireHand = (answer): SnapshotHand => {
  const worker = new Worker(new URL("./snapshot_worker.ts", import.meta.url), {
    type: "module",
    name: "kanta snapshot",
  });
  const fail = (message: string) =>
    answer({ kind: "failed", error: { name: "Error", message } });
  worker.onmessage = ({ data }: MessageEvent<HandAnswer>) => {
    answer(data);
    if (data.kind !== "piece") return;
    Atomics.add(data.taken, 0, 1);
    Atomics.notify(data.taken, 0);
  };
  worker.onerror = (event) => {
    event.preventDefault(); // else the error would end the whole program
    fail(`its worker failed: ${event.message}`);
  };
  worker.onmessageerror = () => fail("a message from its worker can't be read");
  return {
    order: (order: SnapshotOrder) => worker.postMessage(order),
    dismiss: () => worker.terminate(),
  };
};
