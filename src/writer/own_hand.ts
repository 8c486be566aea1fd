/**
 * Snapshots of little are made in the writer's own isolate.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import { HandReceiver } from "./hand_receiver.ts";
import { hireWorker } from "./hired_worker.ts";
import { SnapshotClerk } from "./snapshot_clerk.ts";
import type {
  HireHand,
  SnapshotAnswer,
  SnapshotHand,
  SnapshotOrder,
} from "./snapshot_protocol.ts";

/**
 * Up to so many bytes to read are little: they take 5 ms in JSON lines and 15 in
 * MessagePack. To start a worker holds the writer up for 18, and Deno has a
 * worker's worker wait for a second (measured with 2.9.6).
 */
export const LITTLE = 1 << 18;

/** Makes snapshots of little here, and has `hire` see to all others. */
export function handFor(
  disk: FileSystem,
  hire: HireHand = hireWorker,
): HireHand {
  return (answer, bytes) =>
    bytes > LITTLE ? hire(answer, bytes) : new OwnHand(disk, answer);
}

/** Does what a worker would, one order after the other. */
class OwnHand implements SnapshotHand {
  readonly #receiver: HandReceiver;
  readonly #clerk: SnapshotClerk;
  #work = Promise.resolve();

  constructor(disk: FileSystem, answer: (answer: SnapshotAnswer) => void) {
    this.#receiver = new HandReceiver(answer);
    this.#clerk = new SnapshotClerk(
      disk,
      (given) => this.#receiver.receive(given),
    );
  }

  order(order: SnapshotOrder): void {
    this.#work = this.#work.then(() => this.#clerk.handle(order));
  }

  dismiss(): void {
    this.#receiver.end();
    // It may be about to open the file.
    this.#work = this.#work.then(() => this.#clerk.close());
  }
}
