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

/** The child's half: commits for `count` milliseconds, then drains. */
export const longRunStage: OpenStage<{ path: string; size: number }> = async (
  { path, size },
) => {
  const db = await Kanta.open<Data>(path, makeData(size));
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
            users[id].visits = ++visits;
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
    const length = terms.pick(1_000, 200);
    terms.say(`a run of ${formatTime(length)}, ${terms.rounds} times`);
    await using child = await Child.stage(import.meta.url, "longRunStage", {
      path: folder.file("long.kantadb"),
      size,
    });
    await child.run(length / 4);
    const runs: Figures[] = [];
    for (let round = 0; round < terms.rounds; round++) {
      runs.push(await child.run(length));
    }
    const rate = (name: string) =>
      median(runs.map((run) => run.commits / run[name] * 1000));
    const share = median(runs.map((run) => run.main / run.ms));
    return {
      tables: [{
        title: `Commits a second in runs of ${formatTime(length)}`,
        head: ["main isolate", "writer", "writer over main"],
        rows: [[
          formatRate(rate("main")),
          formatRate(rate("ms")),
          formatRatio(share, 1),
        ]],
      }],
      verdicts: [atLeast("the writer's rate over main's", 0.95, share)],
      figures: runs,
    };
  },
};
