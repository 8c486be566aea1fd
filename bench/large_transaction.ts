/**
 * Does one large transaction cost more than the same in small ones?
 *
 * @module
 */
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatCount, formatRatio, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import { KANTA, LMDB_GET_PUT } from "./peers/lineup.ts";
import { compete } from "./peers/stage.ts";

const ENTRIES = [KANTA, LMDB_GET_PUT];
const SMALL = 100;

/** The question. */
export const largeTransaction: Question = {
  name: "large_transaction",
  title: "One large transaction beside the same in small ones",
  async answer(terms: Terms): Promise<Answer> {
    const changes = terms.pick(100_000, 1_000);
    terms.say(
      `${formatCount(changes)} changes at once, and ${SMALL} at a time`,
    );
    const kind = "transactions";
    const works = [
      { kind, transactions: 1, changes },
      { kind, transactions: changes / SMALL, changes: SMALL },
    ] as const;
    const scores = await compete(
      ENTRIES.map((entry) => ({ entry, size: changes, works })),
      // Each piece of work is a round, long enough to warm up within the first.
      { rounds: terms.rounds, most: 1 },
    );
    const [large, small] = works.map((_, work) => scores.map((of) => of[work]));
    const time = (scores: typeof large, index: number) =>
      1000 / scores![index]!.perSecond;
    return {
      tables: [{
        title: `${formatCount(changes)} changes of one field, until written`,
        head: [
          "who",
          "one transaction",
          `${formatCount(changes / SMALL)} transactions`,
          "one over many",
        ],
        rows: ENTRIES.map(({ name }, index) => [
          name,
          large![index]!.unable ?? formatTime(time(large, index)),
          small![index]!.unable ?? formatTime(time(small, index)),
          formatRatio(time(large, index), time(small, index)),
        ]),
      }],
      verdicts: [
        atMost(
          `one transaction of ${formatCount(changes)} changes over ${
            formatCount(changes / SMALL)
          } of ${SMALL}`,
          1.5,
          time(large, 0) / time(small, 0),
        ),
      ],
      figures: { large, small },
    };
  },
};
