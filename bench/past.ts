/**
 * How soon does a log tell its past: the changes at either end, one place, blame,
 * bisection?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { bisect, blame, history } from "@kanta/core/history";
import { type OpenStage, RUN } from "./harness/child.ts";
import { contest } from "./harness/contest.ts";
import { freshly } from "./harness/fresh.ts";
import { writeLog } from "./harness/log.ts";
import { median } from "./harness/statistic.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import {
  formatCount,
  formatMegabytes,
  formatRatio,
  formatTime,
} from "./harness/unit.ts";
import { type Data, userId } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

const PROGRAM = new URL("./past/first_change.ts", import.meta.url);

/** What each piece of work asks of a log. */
const WORKS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  async open(path) {
    const db = await Kanta.open<Data>(path, { users: {} }, { readonly: true });
    await db.close();
  },
  blame: (path) => blame(path),
  async bisect(path) {
    const user = userId(1);
    const last = await Array.fromAsync(
      history(path, { places: `users.${user}`, reverse: true, limit: 1 }),
    );
    // Broken near the end, so that most of the log is replayed twice.
    const wanted = last[0]?.changes[0]?.new;
    await bisect<Data>(path, ({ users }) => users[user]?.visits !== wanted);
  },
  place: (path) =>
    Array.fromAsync(history(path, { places: `users.${userId(1)}` })),
};

/** The child's half: asks once. */
export const pastStage: OpenStage<{ path: string; work: string }> = (
  { path, work },
) =>
  Promise.resolve({
    async run() {
      const start = performance.now();
      await WORKS[work]?.(path);
      return { ms: performance.now() - start };
    },
  });

/** The question. */
export const past: Question = {
  name: "past",
  title: "Asking the history",
  async answer(terms: Terms): Promise<Answer> {
    const changes = terms.pick(1_000_000, 2_000);
    const size = terms.pick(10_000, 100);
    const { folder } = terms;
    const path = folder.file("past.kantadb");
    terms.say(`making a log of ${formatCount(changes)} changes`);
    writeLog(path, { size, changes });
    const scores = await contest(
      Object.keys(WORKS).map((work) =>
        freshly(work, import.meta.url, "pastStage", { path, work })
      ),
      { rounds: terms.rounds, most: 1 },
    );
    const [open, blamed, bisected, place] = scores.map(({ perSecond }) =>
      1000 / perSecond
    ) as [number, number, number, number]; // one for each of the four works
    Deno.removeSync(path);
    const bytes = terms.pick(1e9, 1e6);
    const long = folder.file("past-long.kantadb");
    terms.say(`making a log of ${formatMegabytes(bytes)}`);
    const tail = terms.pick(10_000, 100);
    writeLog(long, { size, changes: tail, history: bytes });
    const ends = {
      first: await soonest(terms, long, "first"),
      last: await soonest(terms, long, "last"),
    };
    Deno.removeSync(long);
    const records = `of ${formatCount(changes)} records`;
    return {
      tables: [{
        title: `A log of ${formatCount(changes)} changes to ${
          formatCount(size)
        } objects`,
        head: ["what", "time", "over opening"],
        rows: [
          ["opening it by replay", formatTime(open), ""],
          [
            "the history of one object",
            formatTime(place),
            formatRatio(place, open),
          ],
          [
            "blame of every value",
            formatTime(blamed),
            formatRatio(blamed, open),
          ],
          ["bisection", formatTime(bisected), formatRatio(bisected, open)],
        ],
      }, {
        title: `A log of ${formatMegabytes(bytes)}, the last snapshot ${
          formatCount(tail)
        } records before its end: from the start of the process`,
        head: ["what", "time", "memory"],
        rows: Object.entries(ends).map(([end, { ms, rss }]) => [
          `the ${end} change`,
          formatTime(ms),
          formatMegabytes(rss),
        ]),
      }],
      verdicts: [
        atMost(`the history of one object ${records}`, 1000, place, "ms"),
        atMost(`blame ${records} over opening`, 1.5, blamed / open),
        atMost(`bisection ${records} over opening`, 3, bisected / open),
        ...Object.entries(ends).flatMap(([end, { ms, rss }]) => [
          atMost(
            `the ${end} change of ${formatMegabytes(bytes)}`,
            300,
            ms,
            "ms",
          ),
          atMost(
            `memory for the ${end} changes of ${formatMegabytes(bytes)}`,
            150,
            rss / 1e6,
            "MB",
          ),
        ]),
      ],
      figures: { scores, ends },
    };
  },
};

/** From the start of a process to its first line, and the memory that it told last. */
async function soonest(
  terms: Terms,
  path: string,
  end: string,
): Promise<{ ms: number; rss: number }> {
  const times: number[] = [];
  let rss = 0;
  for (let round = 0; round < terms.rounds; round++) {
    const start = performance.now();
    const process = new Deno.Command(Deno.execPath(), {
      args: [...RUN, PROGRAM.pathname, path, end],
      stdout: "piped",
    }).spawn();
    let text = "";
    let first: number | undefined;
    for await (
      const part of process.stdout.pipeThrough(new TextDecoderStream())
    ) {
      first ??= performance.now() - start;
      text += part;
    }
    await process.status;
    times.push(first ?? NaN);
    rss = Math.max(rss, Number(text.trim().split("\n").at(-1)));
  }
  return { ms: median(times), rss };
}
