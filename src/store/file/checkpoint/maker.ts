/**
 * The maker of a snapshot: the writer's own isolate where little is to be read,
 * else a worker of the writer's worker, which makes one and ends.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import { RecordAssembler } from "./assembler.ts";
import type { MakerTask } from "./maker_task.ts";
import { addressOfText, IN_SOURCE } from "../protocol/module_worker.ts";
import { hireMaker } from "./hired_maker.ts";
import type {
  SnapshotAnswer,
  SnapshotMaker,
  SnapshotOrder,
  StartMaker,
} from "./protocol.ts";
import { MAKER_NAME } from "./protocol.ts";
import { toWire } from "../protocol/wire_error.ts";

/** Starts a worker for one snapshot. Its memory goes with it. */
export const startMakerWorker: StartMaker = (answer) =>
  hireMaker(makerAddress(), MAKER_NAME, answer);

/**
 * The build's constant: the text of `maker_worker.ts`, which `tools/build.ts` puts
 * before the writer's program. An import would have Deno ask for permission to
 * read it wherever the writer runs from its sources.
 */
declare const KANTA_SNAPSHOT_PROGRAM: string;

/** The address of the maker's module, for a worker or an import. */
function makerAddress(): URL {
  return IN_SOURCE
    ? new URL("./maker_worker.ts", import.meta.url)
    : addressOfText(KANTA_SNAPSHOT_PROGRAM);
}

/**
 * The most bytes that are little: to read them takes less time than to start a
 * worker, which holds the writer up, and Deno has a worker's worker wait before
 * it begins (docs/performance.md).
 */
export const LITTLE = 1 << 18;

type TaskModule = Pick<typeof import("./maker_worker.ts"), "MakerTask">;

/** Loads the maker's module, which most openings do without. */
async function loadTask(): Promise<TaskModule> {
  return await import(makerAddress().href);
}

/** Makes snapshots of little here, and has `startMaker` see to all others. */
export function makerFor(
  disk: FileSystem,
  startMaker: StartMaker = startMakerWorker,
  load: () => Promise<TaskModule> = loadTask,
): StartMaker {
  return (answer, bytes) =>
    bytes > LITTLE
      ? startMaker(answer, bytes)
      : new InlineMaker(disk, answer, load);
}

/** Makes a snapshot in the writer's isolate, one order after the other. */
class InlineMaker implements SnapshotMaker {
  readonly #receiver: RecordAssembler;
  /** The end of all that was ordered; no task where its module could not be loaded. */
  #work: Promise<MakerTask | undefined>;

  constructor(
    disk: FileSystem,
    answer: (answer: SnapshotAnswer) => void,
    load: () => Promise<TaskModule>,
  ) {
    const receiver = this.#receiver = new RecordAssembler(answer);
    this.#work = load().then(
      ({ MakerTask }) =>
        new MakerTask(disk, (given) => receiver.receive(given)),
      (error) => {
        receiver.receive({ kind: "failed", error: toWire(error) });
        return undefined;
      },
    );
  }

  order(order: SnapshotOrder): void {
    this.#then((task) => task.handle(order));
  }

  dismiss(): void {
    this.#receiver.end();
    this.#then((task) => task.close()); // it may be about to open the file
  }

  #then(act: (task: MakerTask) => Promise<void> | void): void {
    this.#work = this.#work.then(async (task) => {
      if (task !== undefined) await act(task);
      return task;
    });
  }
}
