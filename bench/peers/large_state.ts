/**
 * A large state in processes of their own, opened by Kanta and read as plain
 * objects: how long that took, what memory they have then, and what becomes of
 * both while Kanta makes a snapshot. Three questions look at it, so that a
 * million objects are opened and written once for all of them.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Child, type Figures, type OpenStage } from "../harness/child.ts";
import { contest, type Contestant, type Score } from "../harness/contest.ts";
import { Folder } from "../harness/folder.ts";
import { Load, pause } from "../harness/load.ts";
import { largeShape, type LogShape, readyLog } from "../harness/log.ts";
import type { Terms } from "../harness/question.ts";
import { stolenMs } from "../harness/stolen.ts";
import { syncDisk } from "../harness/sync_disk.ts";
import { percentile } from "../harness/statistic.ts";
import { formatCount } from "../harness/unit.ts";
import type { Data } from "../harness/users.ts";

/** Opens a log with Kanta; says how long that took. */
export async function openKanta(
  path: string,
): Promise<{ ms: number; db: Kanta<Data> }> {
  const start = performance.now();
  const db = await Kanta.open<Data>(path, { users: {} });
  return { ms: performance.now() - start, db };
}

/** The least that opening must do: read, parse the snapshot, parse the tail. */
export function parsePlain(path: string): { ms: number; state: Data } {
  const start = performance.now();
  const text = Deno.readTextFileSync(path);
  let end = text.indexOf("\n");
  const { state } = JSON.parse(text.slice("SNAPSHOT ".length, end));
  for (let from = end + 1; from < text.length; from = end + 1) {
    end = text.indexOf("\n", from);
    JSON.parse(text.slice(from, end));
  }
  return { ms: performance.now() - start, state };
}

interface Options {
  readonly path: string;
  readonly size: number;
  /** How long workers get to end and to free what they had. */
  readonly pauseMs: number;
  /** How long there are commits at full speed before the snapshot. */
  readonly quietMs: number;
  /** How long there are commits at full speed beside the snapshot. */
  readonly fullMs: number;
}

/** What a process has, in bytes. */
interface Memory {
  /** What the main isolate's objects take. */
  readonly main: number;
  /** The process's memory less the main isolate's heap. */
  readonly rest: number;
}

/** V8 keeps the pages of a worker that ended for 8 s; here for a second. */
const FLAGS = ["--expose-gc", "--memory-pool-timeout=1"];

async function measureMemory(pauseMs: number): Promise<Memory> {
  // A third pass found nothing more.
  for (let pass = 0; pass < 2; pass++) {
    (globalThis as { gc?: () => void }).gc?.();
    // Workers end and free what they had in their own time.
    await pause(pauseMs);
  }
  const { rss, heapTotal, heapUsed } = Deno.memoryUsage();
  return { main: heapUsed, rest: rss - heapTotal };
}

function beside(empty: Memory, now: Memory): Figures {
  return {
    ms: 0,
    main: now.main - empty.main,
    rest: now.rest - empty.rest,
    empty: empty.rest,
  };
}

/** The child's half: opens the log, says its memory, makes a snapshot. */
export const kantaStage: OpenStage<Options> = async (options) => {
  const { path, size, pauseMs, quietMs, fullMs } = options;
  const empty = await measureMemory(pauseMs);
  const opened = await openKanta(path);
  const { db } = opened;
  const load = new Load(db, size, fullMs);
  const works: Record<string, () => Promise<Figures>> = {
    open: () => Promise.resolve({ ms: opened.ms }),
    async snapshot() {
      const quiet = await load.runUntil(pause(quietMs));
      const stolen = stolenMs();
      const start = performance.now();
      const snapshot = db.snapshot();
      const busy = await load.runUntil(snapshot);
      const ms = performance.now() - start;
      const { bytes } = await snapshot;
      return {
        ms,
        stolen: stolenMs() - stolen,
        bytes,
        raw: appendAndSync(`${path}.raw`, bytes),
        quietGap: quiet.gap,
        quietWait: percentile(quiet.waits, 1),
        gap: busy.gap,
        wait: percentile(busy.waits, 1),
        middleWait: percentile(busy.waits, 0.5),
        commits: busy.commits,
        gentle: busy.gentle ? 1 : 0,
        refused: busy.refused,
      };
    },
    async calm() {
      await db.snapshot();
      return works["later"]!();
    },
    async later() {
      // V8 gives pages back after a second; to measure takes half of it.
      await pause(16 * pauseMs);
      return beside(empty, await measureMemory(pauseMs));
    },
  };
  return {
    run: (_count, work) => works[work]!(),
    close: () => db.close(),
  };
};

function appendAndSync(path: string, bytes: number): number {
  const block = new Uint8Array(1 << 20).fill(0x61);
  using file = Deno.openSync(path, { create: true, append: true });
  const start = performance.now();
  for (let left = bytes; left > 0;) {
    left -= file.writeSync(block.subarray(0, Math.min(left, block.length)));
  }
  file.syncDataSync();
  const ms = performance.now() - start;
  Deno.removeSync(path);
  return ms;
}

/** The same state as plain objects. */
export const plainStage: OpenStage<Options> = async ({ path, pauseMs }) => {
  const empty = await measureMemory(pauseMs);
  const { ms, state } = parsePlain(path);
  return {
    async run(_count, work) {
      if (work === "open") return { ms };
      const now = await measureMemory(pauseMs);
      const found = beside(empty, now);
      // The state has to be there until now.
      found["users"] = state.users === undefined ? 0 : 1;
      return found;
    },
  };
};

/** What was measured of a large state, round by round. */
export interface LargeState {
  readonly shape: LogShape;
  /** Kanta's opening, and reading and parsing. */
  readonly openings: readonly [Score, Score];
  /**
   * Memory of Kanta some time after a snapshot without other work, and after one
   * under load; and of plain objects.
   */
  readonly memory: Readonly<Record<"calm" | "later" | "plain", Figures[]>>;
  /** Snapshots under load. */
  readonly snapshots: readonly Figures[];
  readonly fullMs: number;
}

/** Opens the large log again and again; once for all questions that ask. */
export function measureLargeState(terms: Terms): Promise<LargeState> {
  return terms.once("large state", async () => {
    const shape = largeShape(terms);
    const log = await readyLog(terms, shape);
    const options = {
      size: shape.size,
      pauseMs: terms.pick(50, 10),
      quietMs: terms.pick(500, 100),
      fullMs: terms.pick(15_000, 200),
    };
    const start = (stage: string, path: string) =>
      Child.stage(import.meta.url, stage, { ...options, path }, FLAGS);
    terms.say(`opening ${formatCount(shape.size)} objects, and a snapshot`);
    const memory: LargeState["memory"] = {
      calm: [],
      later: [],
      plain: [],
    };
    const snapshots: Figures[] = [];
    const setting = "a new process each time";
    const kanta: Contestant = {
      name: "kanta",
      setting,
      async round() {
        using folder = new Folder();
        // A copy, since the snapshot is appended to it.
        const copy = folder.file("large.kantadb");
        Deno.copyFileSync(log, copy);
        await syncDisk();
        await using child = await start("kantaStage", copy);
        const { ms } = await child.run(1, "open");
        if (terms.asks("memory", "snapshot_stall")) {
          memory.calm.push(await child.run(1, "calm"));
          snapshots.push(await child.run(1, "snapshot"));
          memory.later.push(await child.run(1, "later"));
        }
        return ms!;
      },
      stop: syncDisk,
    };
    const parse: Contestant = {
      name: "parse",
      setting,
      async round() {
        await using child = await start("plainStage", log);
        const { ms } = await child.run(1, "open");
        memory.plain.push(await child.run(1, "memory"));
        return ms!;
      },
    };
    const rules = { rounds: terms.rounds, most: 1 };
    const [opening, parsing] = await contest([kanta, parse], rules);
    const openings = [opening!, parsing!] as const;
    return { shape, openings, memory, snapshots, fullMs: options.fullMs };
  });
}
