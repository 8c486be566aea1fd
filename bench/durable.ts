/**
 * How fast are commits that each wait until they are synced?
 *
 * @module
 */
import type { Score } from "./harness/contest.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import type { Table } from "./harness/table.ts";
import { formatRate, formatRatio, formatTime } from "./harness/unit.ts";
import { atLeast, atMost } from "./harness/verdict.ts";
import {
  DENO_KV,
  KANTA,
  LMDB_PUT,
  LOWDB,
  RAW_SYNC,
  SQLITE_FULL,
} from "./peers/lineup.ts";
import { compete } from "./peers/stage.ts";

const ENTRIES = [KANTA, RAW_SYNC, LMDB_PUT, SQLITE_FULL, DENO_KV, LOWDB];
const WAITERS = 256;

/** The question. */
export const durable: Question = {
  name: "durable",
  title: "Durable commits: each waits until it is synced",
  async answer(terms: Terms): Promise<Answer> {
    const size = terms.pick(1000, 100);
    terms.say(`durable commits, one by one and ${WAITERS} waiting at once`);
    const works = [
      { kind: "durable" },
      { kind: "together", waiters: WAITERS },
    ] as const;
    const scores = await compete(
      ENTRIES.map((entry) => ({ entry, size, works })),
      // The disk's pace changes from round to round: runs of five rounds have had
      // the ratio to the raw one at 1.1 and at 1.7.
      { rounds: 2 * terms.rounds, roundMs: terms.roundMs * 1.5 },
    );
    const alone = scores.map((of) => of[0]!);
    const together = scores.map((of) => of[1]!);
    const rate = (scores: readonly Score[], name: string) =>
      scores.find((score) => score.name === name)?.perSecond ?? NaN;
    return {
      tables: [
        makeTable("Durable commits, one by one", alone),
        makeTable(`Durable commits, ${WAITERS} waiting at once`, together),
      ],
      verdicts: [
        atMost(
          "a durable commit over raw write + fdatasync + message round trip",
          1.5,
          rate(alone, RAW_SYNC.name) / rate(alone, KANTA.name),
        ),
        atLeast(
          `durable commits, ${WAITERS} waiting at once`,
          100_000,
          rate(together, KANTA.name),
          "/s",
        ),
        atLeast(
          `the same over ${SQLITE_FULL.name}`,
          10,
          rate(together, KANTA.name) / rate(together, SQLITE_FULL.name),
        ),
      ],
      figures: { alone, together },
      digest: [[
        `${SQLITE_FULL.name}, ${WAITERS} waiting for the disk`,
        SQLITE_FULL.setting,
        formatRatio(
          rate(together, KANTA.name),
          rate(together, SQLITE_FULL.name),
        ),
      ]],
      notes: [
        "node:sqlite is synchronous: it has no way for several to wait for one " +
        "sync, so that both tables show the same work.",
      ],
    };
  },
};

function makeTable(title: string, scores: readonly Score[]): Table {
  const kanta = scores[0]!.perSecond;
  return {
    title,
    head: ["who", "setting", "a second", "time each", "kanta is"],
    rows: scores.map((score) => [
      score.name,
      score.unable ?? score.setting,
      formatRate(score.perSecond),
      formatTime(1000 / score.perSecond),
      formatRatio(kanta, score.perSecond),
    ]),
  };
}
