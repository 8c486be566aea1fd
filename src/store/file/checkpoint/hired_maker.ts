/**
 * A maker of snapshots in a worker of its own, which makes one and ends.
 *
 * @module
 */
import { ModuleWorker, type WorkerProgram } from "../protocol/module_worker.ts";
import { RecordAssembler } from "./assembler.ts";
import type {
  MakerAnswer,
  SnapshotAnswer,
  SnapshotMaker,
  SnapshotOrder,
} from "./protocol.ts";

/** Starts a worker for one snapshot; `first` is sent before all orders. */
export function hireMaker<First>(
  program: WorkerProgram,
  name: string,
  answer: (answer: SnapshotAnswer) => void,
  first?: First,
): SnapshotMaker {
  const receiver = new RecordAssembler(answer);
  const worker = new ModuleWorker<First | SnapshotOrder, MakerAnswer>(
    program,
    name,
    {
      message: (given) => receiver.receive(given),
      failed: (reason) =>
        answer({
          kind: "failed",
          error: { name: "Error", message: `its worker failed: ${reason}` },
        }),
    },
  );
  if (first !== undefined) worker.post(first);
  return {
    order: (order) => worker.post(order),
    dismiss() {
      worker.terminate();
      receiver.end();
    },
  };
}
