/**
 * What does a commit cost as the state grows?
 *
 * @module
 */
import { measureCommits, rateOf } from "./commits.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatCount, formatRatio, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import { CEILING, EVERYBODY, KANTA } from "./peers/lineup.ts";

/** The question; it reads the figures of `commits`. */
export const scaling: Question = {
  name: "scaling",
  title: "Cost of a commit as the state grows",
  async answer(terms: Terms): Promise<Answer> {
    const scores = await measureCommits(terms);
    const sizes = [...scores.keys()];
    const first = sizes[0];
    const last = sizes[sizes.length - 1];
    const cost = EVERYBODY.map((entry) => ({
      entry,
      ms: sizes.map((size) => 1000 / rateOf(scores, size, entry)),
    }));
    const growth = (ms: readonly number[]) => ms[ms.length - 1]! / ms[0]!;
    const kanta = growth(cost.find(({ entry }) => entry === KANTA)!.ms);
    const ceiling = growth(cost.find(({ entry }) => entry === CEILING)!.ms);
    const span = `cost at ${formatCount(last!)} over ${formatCount(first!)}`;
    return {
      tables: [{
        title: "Time of a commit by number of objects",
        head: ["who", ...sizes.map(formatCount), span],
        rows: cost.map(({ entry, ms }) => [
          entry.name,
          ...ms.map(formatTime),
          formatRatio(ms[ms.length - 1]!, ms[0]!),
        ]),
      }],
      verdicts: [
        atMost(span, 3, kanta),
        atMost(`${span}, beside the ceiling's own`, 1, kanta / ceiling),
      ],
      figures: Object.fromEntries(
        cost.map(({ entry, ms }) => [entry.name, ms]),
      ),
      drawings: {
        "scaling.svg": {
          title: "Time of one commit, by number of objects in the state",
          xTitle: "objects of five fields",
          yTitle: "time of a commit, until written",
          formatX: formatCount,
          formatY: formatTime,
          curves: cost.map(({ entry, ms }) => ({
            name: entry.name,
            strong: entry === KANTA,
            points: sizes.map((size, index) => [size, ms[index]!] as const),
          })),
        },
      },
    };
  },
};
