/**
 * How long does opening take: the last snapshot and the records after it?
 *
 * @module
 */
import type { OpenStage } from "./harness/child.ts";
import { contest, type Score } from "./harness/contest.ts";
import { freshly } from "./harness/fresh.ts";
import { largeShape, readyLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatCount, formatRatio, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import {
  measureLargeState,
  openKanta,
  parsePlain,
} from "./peers/large_state.ts";

/** The child's half: opens the file with Kanta. */
export const openStage: OpenStage<{ path: string }> = ({ path }) =>
  Promise.resolve({
    async run() {
      const { ms, db } = await openKanta(path);
      await db.close();
      return { ms };
    },
  });

/** The child's half: reads and parses the file. */
export const parseStage: OpenStage<{ path: string }> = ({ path }) =>
  Promise.resolve({
    run: () => Promise.resolve({ ms: parsePlain(path).ms }),
  });

/** The question. */
export const open: Question = {
  name: "open",
  title: "Opening: the last snapshot and the records after it",
  async answer(terms: Terms): Promise<Answer> {
    const { size: large, changes } = largeShape(terms);
    const size = terms.pick(100_000, 1_000);
    const figures = [
      await measure(terms, size, changes),
      (await measureLargeState(terms)).openings,
    ];
    const times = figures.map((scores) =>
      scores.map(({ perSecond }) => 1000 / perSecond)
    );
    const sizes = [size, large].map(formatCount);
    return {
      tables: [{
        title: `Time to open with ${formatCount(changes)} records after the ` +
          `snapshot`,
        head: ["objects", "kanta", "read + JSON.parse", "kanta over parse"],
        rows: times.map(([kanta, parse], index) => [
          sizes[index]!,
          formatTime(kanta!),
          formatTime(parse!),
          formatRatio(kanta!, parse!),
        ]),
      }],
      verdicts: times.map(([kanta, parse], index) =>
        atMost(
          `opening ${sizes[index]} objects over read + parse`,
          1.3,
          kanta! / parse!,
        )
      ),
      figures,
    };
  },
};

async function measure(
  terms: Terms,
  size: number,
  changes: number,
): Promise<readonly Score[]> {
  const path = await readyLog(terms, { size, changes });
  terms.say(`opening ${formatCount(size)} objects`);
  return await contest([
    freshly("kanta", import.meta.url, "openStage", { path }),
    freshly("parse", import.meta.url, "parseStage", { path }),
  ], { rounds: terms.rounds, most: 1 });
}
