/**
 * Snapshots of little are made in the writer's own isolate.
 *
 * @module
 */
import type { FileSystem } from "../file/log_file.ts";
import { HandReceiver } from "./hand_receiver.ts";
import { hireWorker } from "./hired_worker.ts";
import type { SnapshotClerk } from "./snapshot_clerk.ts";
import type {
  HireHand,
  SnapshotAnswer,
  SnapshotHand,
  SnapshotOrder,
} from "./snapshot_protocol.ts";
import { toWire } from "./wire_error.ts";

/**
 * Up to so many bytes to read are little: they take 5 ms in JSON lines and 15 in
 * MessagePack. To start a worker holds the writer up for 18, and Deno has a
 * worker's worker wait for a second (measured with 2.9.6).
 */
export const LITTLE = 1 << 18;

type Clerk = typeof import("./snapshot_clerk.ts");

/** Loads what makes a snapshot, which most openings do without. */
async function loadClerk(): Promise<Clerk> {
  return await import("./snapshot_clerk.ts");
}

/** Makes snapshots of little here, and has `hire` see to all others. */
export function handFor(
  disk: FileSystem,
  hire: HireHand = hireWorker,
  load: () => Promise<Clerk> = loadClerk,
): HireHand {
  return (answer, bytes) =>
    bytes > LITTLE ? hire(answer, bytes) : new OwnHand(disk, answer, load);
}

/** Does what a worker would, one order after the other. */
class OwnHand implements SnapshotHand {
  readonly #receiver: HandReceiver;
  /** The end of all that was ordered; without a clerk where there is none to be had. */
  #work: Promise<SnapshotClerk | undefined>;

  constructor(
    disk: FileSystem,
    answer: (answer: SnapshotAnswer) => void,
    load: () => Promise<Clerk>,
  ) {
    const receiver = this.#receiver = new HandReceiver(answer);
    this.#work = load().then(
      ({ SnapshotClerk }) =>
        new SnapshotClerk(disk, (given) => receiver.receive(given)),
      (error) => {
        receiver.receive({ kind: "failed", error: toWire(error) });
        return undefined;
      },
    );
  }

  order(order: SnapshotOrder): void {
    this.#then((clerk) => clerk.handle(order));
  }

  dismiss(): void {
    this.#receiver.end();
    this.#then((clerk) => clerk.close()); // it may be about to open the file
  }

  #then(act: (clerk: SnapshotClerk) => Promise<void> | void): void {
    this.#work = this.#work.then(async (clerk) => {
      if (clerk !== undefined) await act(clerk);
      return clerk;
    });
  }
}
