/**
 * Does the writer keep up with the main isolate in a long run?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Child, type Figures, type OpenStage } from "./harness/child.ts";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { COMMITS_A_TURN, nextTurn } from "./harness/turn.ts";
import { formatRate, formatRatio, formatTime } from "./harness/unit.ts";
import { type Data, makeData, Scatter, userId } from "./harness/users.ts";
import { atLeast } from "./harness/verdict.ts";

interface Options {
  readonly path: string;
  readonly size: number;
  /** False: none are made but the first one. */
  readonly snapshot?: false | undefined;
}

/** The child's half: commits for `count` milliseconds, then drains. */
export const longRunStage: OpenStage<Options> = async (
  { path, size, snapshot },
) => {
  const db = await Kanta.open<Data>(path, makeData(size), { snapshot });
  await db.snapshot();
  const scatter = new Scatter(size);
  let visits = 0;
  return {
    async run(count) {
      const start = performance.now();
      let commits = 0;
      while (performance.now() - start < count) {
        for (let index = 0; index < COMMITS_A_TURN; index++, commits++) {
          const id = userId(scatter.next());
          db.transaction("visit", ({ users }) => {
            users[id]!.visits = ++visits;
          });
        }
        await nextTurn();
      }
      const main = performance.now() - start;
      await db.flush();
      return { ms: performance.now() - start, main, commits };
    },
    close: () => db.close(),
  };
};

/** The question. */
export const workerRate: Question = {
  name: "worker_rate",
  title: "The writer's rate beside the main isolate's in a long run",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const size = terms.pick(100_000, 1_000);
    const length = terms.pick(700, 200);
    terms.say(`runs of ${formatTime(length)}, ${terms.rounds} times`);
    const start = (options: Options) =>
      Child.stage(import.meta.url, "longRunStage", options);
    await using usual = await start({ path: folder.file("usual"), size });
    await using without = await start({
      path: folder.file("without"),
      size,
      snapshot: false,
    });
    const runs = await measure(terms, length, [usual, without]);
    const rate = (of: readonly Figures[], name: string) =>
      median(of.map((run) => run["commits"]! / run[name]! * 1000));
    const share = (of: readonly Figures[]) =>
      median(of.map((run) => run["main"]! / run["ms"]!));
    const names = ["as they are due (default)", "none"];
    return {
      tables: [{
        title: `Commits a second in runs of ${formatTime(length)}`,
        head: ["snapshots", "main isolate", "writer", "writer over main"],
        rows: runs.map((of, index) => [
          names[index]!,
          formatRate(rate(of, "main")),
          formatRate(rate(of, "ms")),
          formatRatio(share(of), 1),
        ]),
      }],
      verdicts: [
        atLeast("the writer's rate over main's", 0.95, share(runs[0]!)),
      ],
      figures: runs,
    };
  },
};

async function measure(
  terms: Terms,
  length: number,
  children: readonly Child[],
): Promise<Figures[][]> {
  const runs: Figures[][] = children.map(() => []);
  for (let round = 0; round <= terms.rounds; round++) {
    for (const [index, child] of children.entries()) {
      // The first one is to warm up.
      if (round === 0) await child.run(length / 4);
      else runs[index]!.push(await child.run(length));
      await child.stop();
    }
  }
  return runs;
}
