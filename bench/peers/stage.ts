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
import { type Entry, KANTA } from "./lineup.ts";
import type { OpenStore, Store } from "./peer.ts";
import { findPython, PYTHON_MISSING, startPython } from "./python.ts";

/** Which of a store's works is measured. */
export type Work =
  | { readonly kind: "commits" }
  | { readonly kind: "durable" }
  | { readonly kind: "together"; readonly waiters: number }
  | { readonly kind: "rollbacks" }
  | {
    readonly kind: "transactions";
    /** How many make one piece of work. */
    readonly transactions: number;
    /** How many fields each changes. */
    readonly changes: number;
  };

interface Options {
  readonly module: string;
  readonly variant: string;
  readonly folder: string;
  readonly size: number;
  readonly work: Work;
}

/** The child's half: one store, one work. */
export const storeStage: OpenStage<Options> = async (options) => {
  const { openStore }: { openStore: OpenStore } = await import(
    `./${options.module}.ts`
  );
  const store = await openStore(options);
  const act = findWork(store, options.work);
  return {
    async run(count) {
      const start = performance.now();
      await act(count);
      return { ms: performance.now() - start };
    },
    close: () => store.close(),
  };
};

function findWork(store: Store, work: Work): (count: number) => Promise<void> {
  switch (work.kind) {
    case "commits":
      return (count) => store.commits(count);
    case "durable":
      if (store.durable === undefined) break;
      return store.durable;
    case "together": {
      const { durableTogether } = store;
      if (durableTogether === undefined) break;
      return (count) => durableTogether(count, work.waiters);
    }
    case "rollbacks":
      if (store.rollbacks === undefined) throw new Error("unable: no rollback");
      return store.rollbacks;
    case "transactions": {
      const { transactions } = store;
      if (transactions === undefined) {
        throw new Error("unable: no transactions");
      }
      return (count) => transactions(count * work.transactions, work.changes);
    }
  }
  throw new Error("unable: no way to wait for a sync");
}

/** The parent's half: a contest of entries with `size` users each. */
export async function compete(
  entries: readonly Entry[],
  size: number,
  work: Work,
  rules: ContestRules,
): Promise<Score[]> {
  const scores = new Map<Entry, Score>();
  const running: { entry: Entry; contestant: Contestant }[] = [];
  try {
    for (const entry of entries) {
      const opened = await open(entry, size, work);
      if (typeof opened !== "string") {
        running.push({ entry, contestant: opened });
      } else scores.set(entry, unable(entry.name, entry.setting, opened));
    }
    const made = await contest(running.map((one) => one.contestant), rules);
    for (const [index, { entry }] of running.entries()) {
      scores.set(entry, made[index]);
    }
  } finally {
    for (const { contestant } of running) await contestant.close();
  }
  return entries.map((entry) => scores.get(entry)!);
}

/** The contestant, or the reason why there is none. */
async function open(
  entry: Entry,
  size: number,
  work: Work,
): Promise<Contestant | string> {
  if (entry.most !== undefined && size > entry.most.size) {
    return `not run: ${entry.most.reason}`;
  }
  const folder = new Folder();
  try {
    const child = await start(entry, size, work, folder);
    if (typeof child === "string") {
      folder[Symbol.dispose]();
      return child;
    }
    return {
      name: entry.name,
      setting: entry.setting,
      round: async (count) => (await child.run(count)).ms,
      async close() {
        await child[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      },
    };
  } catch (error) {
    folder[Symbol.dispose]();
    // A peer that this machine can't load must not stop the others; we may.
    if (entry === KANTA) throw error;
    return error instanceof Error ? error.message.split("\n")[0] : `${error}`;
  }
}

async function start(
  entry: Entry,
  size: number,
  work: Work,
  folder: Folder,
): Promise<Child | string> {
  if (entry.module !== "python") {
    const options: Options = {
      module: entry.module,
      variant: entry.variant,
      folder: folder.path,
      size,
      work,
    };
    return await Child.stage(import.meta.url, "storeStage", options);
  }
  const command = findPython();
  if (command === null) return PYTHON_MISSING;
  if (work.kind !== "commits") return "not run";
  return await startPython(
    command,
    folder.file("users.jsonl"),
    size,
    "commits",
  );
}
