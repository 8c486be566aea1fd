/**
 * A peer in a process of its own, as a contestant: the parent's half and the
 * child's half.
 *
 * @module
 */
import { Child, type OpenStage } from "../harness/child.ts";
import {
  contest,
  type Contestant,
  type ContestRules,
  type Score,
  unable,
} from "../harness/contest.ts";
import { Folder } from "../harness/folder.ts";
import { sideBySide } from "../harness/side_by_side.ts";
import { type Entry, KANTA } from "./lineup.ts";
import type { OpenStore, Store, StoreOptions, Work } from "./peer.ts";
import { findPython, PYTHON_MISSING, startPython } from "./python.ts";

/** One who takes part: an entry with so many users, and all it is asked to do. */
export interface Seat {
  readonly entry: Entry;
  readonly size: number;
  readonly works: readonly Work[];
  /** A log of so many users that is there already, for Kanta to copy. */
  readonly ready?: string | undefined;
  /** As a contestant's. */
  readonly warmRuns?: number | undefined;
}

interface Options extends StoreOptions {
  readonly module: string;
  readonly works: readonly Work[];
}

/** The child's half: one store; the number of a work says which is measured. */
export const storeStage: OpenStage<Options> = async (options) => {
  const { openStore }: { openStore: OpenStore } = await import(
    `./${options.module}.ts`
  );
  const store = await openStore(options);
  const acts = options.works.map((work) => findWork(store, work));
  return {
    async run(count, work) {
      const act = acts[Number(work)];
      const start = performance.now();
      await act!(count);
      return { ms: performance.now() - start };
    },
    close: () => store.close(),
  };
};

function findWork(store: Store, work: Work): (count: number) => Promise<void> {
  switch (work.kind) {
    case "commits":
      return store.commits;
    case "durable":
      return offered(store.durable, work);
    case "together": {
      const durableTogether = offered(store.durableTogether, work);
      return (count) => durableTogether(count, work.waiters);
    }
    case "rollbacks":
      return offered(store.rollbacks, work);
    case "transactions": {
      const transactions = offered(store.transactions, work);
      return (count) => transactions(count * work.transactions, work.changes);
    }
  }
}

/** What the lineup does not say that a peer lacks it must have. */
function offered<Act>(act: Act | undefined, { kind }: Work): Act {
  if (act === undefined) throw new Error(`The peer does not do ${kind}`);
  return act;
}

/** A seat's child and folder, or the reason why there are none. */
type Opened = { readonly child: Child; readonly folder: Folder } | string;

/**
 * The parent's half: one contest of all seats, so that a noisy minute of the
 * machine falls on all sizes and works as well.
 *
 * @returns The scores of each seat, one for each of its works.
 */
export async function compete(
  seats: readonly Seat[],
  rules: ContestRules,
): Promise<Score[][]> {
  const opened = new Map<Seat, Opened>();
  try {
    await sideBySide(seats, async (seat) => {
      opened.set(seat, await open(seat));
    });
    const contestants = seats.map((seat) => {
      return makeContestants(seat, opened.get(seat)!);
    });
    const scores = await contest(contestants.flat(), rules);
    return seats.map((seat, index) => {
      const found = opened.get(seat)!;
      const { name, setting } = seat.entry;
      return typeof found === "string"
        ? seat.works.map(() => unable(name, setting, found))
        : scores.splice(0, contestants[index]!.length);
    });
  } finally {
    await Promise.all([...opened.values()].map(close));
  }
}

function makeContestants(
  { entry, works, warmRuns }: Seat,
  opened: Opened,
): Contestant[] {
  if (typeof opened === "string") return [];
  const { child } = opened;
  return works.map((_, work) => ({
    name: entry.name,
    setting: entry.setting,
    warmRuns,
    round: async (count) => (await child.run(count, String(work)))["ms"]!,
    stop: () => child.stop(),
  }));
}

async function close(opened: Opened): Promise<void> {
  if (typeof opened === "string") return;
  await opened.child[Symbol.asyncDispose]();
  opened.folder[Symbol.dispose]();
}

async function open(seat: Seat): Promise<Opened> {
  const { entry, size, works } = seat;
  if (entry.most !== undefined && size > entry.most.size) {
    return `not run: ${entry.most.reason}`;
  }
  const lacks = works.map(({ kind }) => entry.lacks?.[kind]).find(Boolean);
  if (lacks !== undefined) return `unable: ${lacks}`;
  const folder = new Folder();
  try {
    const child = await start(seat, folder);
    if (typeof child !== "string") {
      await child.stop();
      return { child, folder };
    }
    folder[Symbol.dispose]();
    return child;
  } catch (error) {
    folder[Symbol.dispose]();
    // A peer that this machine can't load must not stop the others; we may.
    if (entry === KANTA) throw error;
    return (error instanceof Error
      ? error.message.split("\n")[0]
      : `${error}`)!;
  }
}

async function start(
  { entry, size, works, ready }: Seat,
  folder: Folder,
): Promise<Child | string> {
  if (entry.module !== "python") {
    const options: Options = {
      module: entry.module,
      variant: entry.variant,
      folder: folder.path,
      size,
      works,
      ready,
    };
    return await Child.stage(import.meta.url, "storeStage", options);
  }
  const command = findPython();
  if (command === null) return PYTHON_MISSING;
  if (works.some(({ kind }) => kind !== "commits")) return "not run";
  return await startPython(command, folder.file("users.jsonl"), size);
}
