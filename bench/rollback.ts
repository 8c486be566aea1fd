/**
 * What does taking back one change cost?
 *
 * @module
 */
import { largeShape, readyLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatCount, formatRatio, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import {
  DENO_KV,
  IMMER,
  KANTA,
  LMDB_GET_PUT,
  LOWDB,
  MUTATIVE,
  SQLITE_OFF,
} from "./peers/lineup.ts";
import { compete } from "./peers/stage.ts";

const ENTRIES = [
  KANTA,
  LMDB_GET_PUT,
  SQLITE_OFF,
  IMMER,
  MUTATIVE,
  DENO_KV,
  LOWDB,
];

/**
 * V8 counts how often a function returns, to tell when it is worth optimising.
 * One that only throws is optimised with its callers alone: after 250,000 calls,
 * of which each took three times as long until then. The others throw where they
 * take much longer, or do not.
 */
const WARM_RUNS = 16;

/** The question. */
export const rollback: Question = {
  name: "rollback",
  title: "Rollback of one change",
  async answer(terms: Terms): Promise<Answer> {
    const large = largeShape(terms);
    const sizes = [terms.pick(1e3, 1e2), large.size];
    const ready = await readyLog(terms, large);
    terms.say(`rollback at ${sizes.map(formatCount).join(" and ")} objects`);
    const scores = await compete(
      sizes.flatMap((size) =>
        ENTRIES.map((entry) => ({
          entry,
          size,
          works: [{ kind: "rollbacks" as const }],
          ready: size === large.size ? ready : undefined,
          ...(entry === KANTA && { warmRuns: terms.pick(WARM_RUNS, 3) }),
        }))
      ),
      { rounds: terms.rounds, roundMs: terms.roundMs },
    );
    const bySize = sizes.map(() => scores.splice(0, ENTRIES.length).flat());
    const [few, many] = bySize.map((scores) =>
      scores.map(({ perSecond }) => 1000 / perSecond)
    );
    const apart = `${formatCount(sizes[1]!)} over ${formatCount(sizes[0]!)}`;
    return {
      tables: [{
        title: "Time of a transaction that changes one field and is taken back",
        head: ["who", ...sizes.map(formatCount), apart],
        rows: ENTRIES.map(({ name }, index) => [
          name,
          ...bySize.map((scores) =>
            scores[index]!.unable ?? formatTime(1000 / scores[index]!.perSecond)
          ),
          formatRatio(many![index]!, few![index]!),
        ]),
      }],
      verdicts: [atMost(`rollback at ${apart}`, 2, many![0]! / few![0]!)],
      figures: bySize,
    };
  },
};
