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

/** Loads what makes a snapshot: modules that most openings do without. */
async function loadClerk(): Promise<Clerk> {
  return await import(new URL("./snapshot_clerk.ts", import.meta.url).href);
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
  readonly #clerk: Promise<SnapshotClerk>;
  #work: Promise<void>;

  constructor(
    disk: FileSystem,
    answer: (answer: SnapshotAnswer) => void,
    load: () => Promise<Clerk>,
  ) {
    this.#receiver = new HandReceiver(answer);
    this.#clerk = load().then(({ SnapshotClerk }) =>
      new SnapshotClerk(disk, (given) => this.#receiver.receive(given))
    );
    this.#work = this.#clerk.then(() => {}, (error) => {
      this.#receiver.receive({ kind: "failed", error: toWire(error) });
    });
  }

  order(order: SnapshotOrder): void {
    this.#then((clerk) => clerk.handle(order));
  }

  dismiss(): void {
    this.#receiver.end();
    this.#then((clerk) => clerk.close());
  }

  #then(act: (clerk: SnapshotClerk) => Promise<void> | void): void {
    const clerk = this.#clerk;
    this.#work = this.#work.then(async () => act(await clerk)).catch(() => {});
  }
}
