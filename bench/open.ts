/**
 * How long does opening take: the last snapshot and the records after it?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Child, type OpenStage } from "./harness/child.ts";
import { contest, type Contestant, type Score } from "./harness/contest.ts";
import { Folder } from "./harness/folder.ts";
import { writeLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatCount, formatRatio, formatTime } from "./harness/unit.ts";
import type { Data } from "./harness/users.ts";
import { atMost, type Verdict } from "./harness/verdict.ts";
import { findPython, PYTHON_MISSING, startPython } from "./peers/python.ts";

/** The child's half: opens the file with Kanta. */
export const openStage: OpenStage<{ path: string }> = ({ path }) =>
  Promise.resolve({
    async run() {
      const start = performance.now();
      const db = await Kanta.open<Data>(path, { users: {} });
      const ms = performance.now() - start;
      await db.close();
      return { ms };
    },
  });

/** The least that opening must do: read, parse the snapshot, parse the tail. */
export const parseStage: OpenStage<{ path: string }> = ({ path }) =>
  Promise.resolve({
    run() {
      const start = performance.now();
      const text = Deno.readTextFileSync(path);
      let end = text.indexOf("\n");
      JSON.parse(text.slice("SNAPSHOT ".length, end));
      for (let from = end + 1; from < text.length; from = end + 1) {
        end = text.indexOf("\n", from);
        JSON.parse(text.slice(from, end));
      }
      return Promise.resolve({ ms: performance.now() - start });
    },
  });

/** A contestant whose every round is the first work of a new process. */
export function freshly(
  name: string,
  module: string,
  stage: string,
  options: unknown,
): Contestant {
  return {
    name,
    setting: "a new process each time",
    async round() {
      await using child = await Child.stage(module, stage, options);
      return (await child.run(1)).ms;
    },
  };
}

/** The question. */
export const open: Question = {
  name: "open",
  title: "Opening: the last snapshot and the records after it",
  async answer(terms: Terms): Promise<Answer> {
    const changes = terms.pick(100_000, 1_000);
    const rows: string[][] = [];
    const verdicts: Verdict[] = [];
    const figures: Score[][] = [];
    for (const size of terms.pick([1e5, 1e6], [1e3])) {
      terms.say(`opening ${formatCount(size)} objects`);
      const scores = await measure(terms, size, changes);
      const [kanta, parse] = scores.map(({ perSecond }) => 1000 / perSecond);
      figures.push(scores);
      rows.push([
        formatCount(size),
        formatTime(kanta),
        formatTime(parse),
        formatRatio(kanta, parse),
        await reopenPython(terms, size),
      ]);
      verdicts.push(atMost(
        `opening ${formatCount(size)} objects over read + parse`,
        1.3,
        kanta / parse,
      ));
    }
    return {
      tables: [{
        title: `Time to open with ${formatCount(changes)} records after the ` +
          `snapshot`,
        head: [
          "objects",
          "kanta",
          "read + JSON.parse",
          "kanta over parse",
          "kanta (Python), no records after",
        ],
        rows,
      }],
      verdicts,
      figures,
    };
  },
};

async function measure(
  terms: Terms,
  size: number,
  changes: number,
): Promise<Score[]> {
  using folder = new Folder();
  const path = folder.file("open.kantadb");
  writeLog(path, { size, changes });
  return await contest([
    freshly("kanta", import.meta.url, "openStage", { path }),
    freshly("parse", import.meta.url, "parseStage", { path }),
  ], { rounds: terms.rounds, most: 1 });
}

async function reopenPython(terms: Terms, size: number): Promise<string> {
  const command = findPython();
  if (command === null) return PYTHON_MISSING;
  if (size > 1e5) return "not run: half a minute";
  using folder = new Folder();
  await using child = await startPython(
    command,
    folder.file("users.jsonl"),
    size,
    "reopens",
  );
  const [score] = await contest([{
    name: "kanta (Python)",
    setting: "",
    round: async (count) => (await child.run(count)).ms,
  }], { rounds: terms.rounds, most: 1 });
  return formatTime(1000 / score.perSecond);
}
