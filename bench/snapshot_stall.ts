/**
 * How long does a snapshot of a large state hold up those who commit?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import {
  Child,
  type Figures,
  type OpenStage,
  type Stage,
} from "./harness/child.ts";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median, percentile } from "./harness/statistic.ts";
import { nextTurn } from "./harness/turn.ts";
import { formatCount, formatMegabytes, formatTime } from "./harness/unit.ts";
import { type Data, makeData, Scatter, userId } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

/** Few commits a turn, so that a gap between turns is a stall. */
const COMMITS = 32;

/** The child's half: commits at full speed while a snapshot is made. */
export const stallStage: OpenStage<
  { folder: string; size: number; quietMs: number; limitMs: number }
> = async ({ folder, size, quietMs, limitMs }) => {
  const db = await Kanta.open<Data>(
    `${folder}/users.kantadb`,
    makeData(size),
    { snapshot: false },
  );
  await db.flush({ durable: true });
  const load = new Load(db, size, limitMs);
  const stage: Stage = {
    async run() {
      const quiet = await load.runUntil(
        new Promise((resolve) => setTimeout(resolve, quietMs)),
      );
      const start = performance.now();
      const snapshot = db.snapshot();
      const busy = await load.runUntil(snapshot);
      const ms = performance.now() - start;
      const { bytes } = await snapshot;
      return {
        ms,
        bytes,
        raw: appendAndSync(`${folder}/raw`, bytes),
        quietGap: quiet.gap,
        quietWait: Math.max(...quiet.waits),
        gap: busy.gap,
        wait: Math.max(...busy.waits),
        middleWait: percentile(busy.waits, 0.5),
        commits: busy.commits,
        cut: busy.cut ? 1 : 0,
        refused: busy.refused,
      };
    },
    close: () => db.close(),
  };
  return stage;
};

/** Commits at full speed, and one who waits for durable commits. */
class Load {
  readonly #db: Kanta<Data>;
  readonly #scatter: Scatter;
  /** After so many milliseconds it stops to commit, lest it never end. */
  readonly #limitMs: number;
  #visits = 0;

  constructor(db: Kanta<Data>, size: number, limitMs: number) {
    this.#limitMs = limitMs;
    this.#db = db;
    this.#scatter = new Scatter(size);
  }

  /** The longest gap between turns and all waits, until something is done. */
  async runUntil(end: Promise<unknown>): Promise<{
    gap: number;
    waits: number[];
    commits: number;
    refused: number;
    cut: boolean;
  }> {
    let over = false;
    let cut = false;
    const limit = setTimeout(() => over = cut = true, this.#limitMs);
    const ended = end.finally(() => {
      over = true;
      clearTimeout(limit);
    });
    const waits: number[] = [];
    const waiter = async () => {
      while (!over) {
        const start = performance.now();
        await this.#db.flush({ durable: true });
        waits.push(performance.now() - start);
        await nextTurn();
      }
    };
    const waiting = waiter();
    const seen = { gap: 0, commits: 0, refused: 0 };
    for (let last = performance.now(); !over;) {
      this.#commit(seen);
      await nextTurn();
      const now = performance.now();
      seen.gap = Math.max(seen.gap, now - last);
      last = now;
    }
    await Promise.all([ended, waiting]);
    return { ...seen, waits, cut };
  }

  #commit(seen: { commits: number; refused: number }): void {
    for (let index = 0; index < COMMITS; index++) {
      const id = userId(this.#scatter.next());
      try {
        this.#db.transaction("visit", ({ users }) => {
          users[id].visits = ++this.#visits;
        });
        seen.commits++;
      } catch {
        // The bound on pending bytes is the one reason there can be.
        seen.refused++;
      }
    }
  }
}

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

/** The question. */
export const snapshotStall: Question = {
  name: "snapshot_stall",
  title: "Stalls and waits while a snapshot is made",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const size = terms.pick(1_000_000, 8_000);
    const limitMs = terms.pick(8000, 500);
    const runs: Figures[] = [];
    terms.say(`snapshots of ${formatCount(size)} objects`);
    {
      await using child = await Child.stage(import.meta.url, "stallStage", {
        folder: folder.path,
        size,
        quietMs: terms.pick(500, 100),
        limitMs,
      });
      for (let round = 0; round < terms.rounds; round++) {
        runs.push(await child.run(1));
      }
    }
    const middle = (name: string) => median(runs.map((run) => run[name]));
    const cut = runs.reduce((sum, run) => sum + run.cut, 0);
    const refused = runs.reduce((sum, run) => sum + run.refused, 0);
    return {
      tables: [{
        title: `${formatCount(size)} objects, snapshot of ${
          formatMegabytes(middle("bytes"))
        }, commits at full speed`,
        head: ["", "median", "each round"],
        rows: [
          ["snapshot takes", "ms"],
          ["main isolate's longest stall", "gap"],
          ["the same without a snapshot", "quietGap"],
          ["longest wait of a durable commit", "wait"],
          ["middle wait of a durable commit", "middleWait"],
          ["longest wait without a snapshot", "quietWait"],
          ["append + sync of the snapshot's bytes", "raw"],
        ].map(([text, name]) => [
          text,
          formatTime(middle(name)),
          runs.map((run) => formatTime(run[name])).join(", "),
        ]),
      }],
      verdicts: [
        atMost("main isolate's longest stall", 10, middle("gap"), "ms"),
        atMost(
          "longest durable wait over append + sync of the snapshot",
          2,
          median(runs.map((run) => run.wait / run.raw)),
        ),
        atMost("commits refused", 0, refused, ""),
      ],
      figures: runs,
      notes: cut === 0 ? [] : [
        `${cut} of ${runs.length} snapshots were not done after ` +
        `${formatTime(limitMs)} of commits at full speed, which ended then: ` +
        "what they would have cost further is not in the table.",
      ],
    };
  },
};
