/**
 * What does a transaction over several objects cost?
 *
 * @module
 */
import type { Answer, Question, Terms } from "./harness/question.ts";
import { scoreTable } from "./harness/score_table.ts";
import { formatCount } from "./harness/unit.ts";
import { CEILING, KANTA, LMDB_GET_PUT, SQLITE_OFF } from "./peers/lineup.ts";
import { compete } from "./peers/stage.ts";

const ENTRIES = [KANTA, CEILING, LMDB_GET_PUT, SQLITE_OFF];
/** How many objects a transaction changes. */
const CHANGES = [2, 10];

/** The question. */
export const severalObjects: Question = {
  name: "several_objects",
  title: "Transactions over several objects",
  async answer(terms: Terms): Promise<Answer> {
    const size = terms.pick(1e3, 1e2);
    terms.say(`transactions over ${CHANGES.join(" and ")} objects`);
    const works = CHANGES.map((changes) => ({
      kind: "transactions" as const,
      transactions: 1,
      changes,
    }));
    const scores = await compete(
      ENTRIES.map((entry) => ({ entry, size, works })),
      { rounds: terms.rounds, roundMs: terms.roundMs / 2 },
    );
    return {
      tables: CHANGES.map((changes, work) =>
        scoreTable(
          `Transactions a second over ${changes} of ${
            formatCount(size)
          } objects, one field each, until written`,
          scores.map((of) => of[work]!),
          KANTA.name,
        )
      ),
      verdicts: [],
      figures: scores,
    };
  },
};
