/**
 * How many commits a second, each changing one field, until written?
 *
 * @module
 */
import type { Score } from "./harness/contest.ts";
import { largeShape, readyLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { scoreTable } from "./harness/score_table.ts";
import { formatCount, formatRatio } from "./harness/unit.ts";
import { atLeast, type Verdict } from "./harness/verdict.ts";
import {
  CEILING,
  DENO_KV,
  type Entry,
  EVERYBODY,
  KANTA,
  LMDB_GET_PUT,
  LMDB_PUT,
  LOWDB,
  SQLITE_FULL,
  SQLITE_NORMAL,
  SQLITE_OFF,
} from "./peers/lineup.ts";
import { compete } from "./peers/stage.ts";

/** The scores of everybody, by number of users. */
export type ScoresBySize = ReadonlyMap<number, readonly Score[]>;

/** Who is in a target: the others are left out where that makes a run short. */
const IN_TARGETS = [KANTA, CEILING, LMDB_PUT, LMDB_GET_PUT, SQLITE_OFF];

/** Measures everybody at every size; once for all questions that ask. */
export function measureCommits(terms: Terms): Promise<ScoresBySize> {
  return terms.once("commits", async () => {
    const sizes = terms.pick([1e3, 1e4, 1e5, 1e6], [1e2, 1e3]);
    const everybody = terms.pick([1e3, 1e5], [1e3]);
    const large = largeShape(terms);
    const ready = sizes.includes(large.size)
      ? await readyLog(terms, large)
      : undefined;
    terms.say(`commits at ${sizes.map(formatCount).join(", ")} objects`);
    const entriesAt = (size: number) =>
      everybody.includes(size) ? EVERYBODY : IN_TARGETS;
    const scores = await compete(
      sizes.flatMap((size) =>
        entriesAt(size).map((entry) => ({
          entry,
          size,
          works: [{ kind: "commits" as const }],
          ready: size === large.size ? ready : undefined,
        }))
      ),
      // The machine halves its pace for some rounds: many short ones tell more.
      { rounds: 2 * terms.rounds - 1, roundMs: terms.roundMs * 2 / 3 },
    );
    return new Map(sizes.map((size) => {
      return [size, scores.splice(0, entriesAt(size).length).flat()];
    }));
  });
}

/** An entry's rate per second at a size; NaN when it was not measured. */
export function rateOf(scores: ScoresBySize, size: number, entry: Entry) {
  const found = scores.get(size)?.find(({ name }) => name === entry.name);
  return found?.perSecond ?? NaN;
}

/** The question. */
export const commits: Question = {
  name: "commits",
  title: "Commits a second, one field each, until written",
  async answer(terms: Terms): Promise<Answer> {
    const scores = await measureCommits(terms);
    return {
      tables: [...scores].map(([size, list]) =>
        scoreTable(
          `Commits a second at ${formatCount(size)} objects`,
          list,
          KANTA.name,
        )
      ),
      verdicts: [...scores.keys()].flatMap((size) => judge(scores, size)),
      figures: Object.fromEntries(scores),
      digest: DIGEST.map((entry) => [
        `${entry.name}, one commit`,
        entry.setting,
        formatRatio(rateOf(scores, 1e5, KANTA), rateOf(scores, 1e5, entry)),
      ]),
      notes: [
        "lmdb put has the whole object at hand and only writes it; " +
        "get + put does the work of the others: it changes a field of what " +
        "is stored.",
      ],
    };
  },
};

/** Who is in the README. */
const DIGEST = [
  LMDB_PUT,
  LMDB_GET_PUT,
  SQLITE_OFF,
  SQLITE_NORMAL,
  SQLITE_FULL,
  DENO_KV,
  LOWDB,
];

/** What is asked for at each size: times the peer's rate. */
const TARGETS: readonly [Entry, Readonly<Record<number, number>>][] = [
  [LMDB_PUT, { 1e3: 3, 1e5: 1.3, 1e6: 1.3 }],
  [LMDB_GET_PUT, { 1e3: 3, 1e5: 1.3, 1e6: 1.3 }],
  [SQLITE_OFF, { 1e3: 10, 1e5: 4, 1e6: 4 }],
  [LOWDB, { 1e5: 1000 }],
  [CEILING, { 1e3: 0.7, 1e5: 0.7, 1e6: 0.7 }],
];

function judge(scores: ScoresBySize, size: number): Verdict[] {
  return TARGETS.filter(([, bounds]) => bounds[size] !== undefined)
    .map(([entry, bounds]) =>
      atLeast(
        `commits at ${formatCount(size)} over ${entry.name}`,
        bounds[size]!,
        rateOf(scores, size, KANTA) / rateOf(scores, size, entry),
      )
    );
}
