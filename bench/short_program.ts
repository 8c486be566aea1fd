/**
 * How long does a whole program take that starts, opens what is there, commits
 * once and ends?
 *
 * @module
 */
import { RUN } from "./harness/child.ts";
import { contest, type Contestant } from "./harness/contest.ts";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatRatio, formatTime } from "./harness/unit.ts";

/** The programs in programs/, and what they are called here. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  kanta: "kanta",
  empty: "a program that keeps nothing",
  json_file: "a JSON file, written whole and renamed",
  sqlite: "node:sqlite OFF",
  lmdb: "lmdb",
  lowdb: "lowdb",
  deno_kv: "Deno KV",
};

/** Runs a program in a process of its own; returns what it printed. */
export async function runProgram(
  name: string,
  folder: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...RUN,
      new URL(`./programs/${name}.ts`, import.meta.url).href,
      folder,
    ],
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${name}: ${text.decode(stderr)}`);
  return text.decode(stdout).trim();
}

/** The question. */
export const shortProgram: Question = {
  name: "short_program",
  title: "A short program, from its start to its end",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    terms.say("whole programs that commit once");
    const contestants = Object.entries(PROGRAMS).map((
      [name, title],
    ): Contestant => ({
      name: title,
      setting: "",
      async round() {
        const start = performance.now();
        await runProgram(name, folder.path);
        return performance.now() - start;
      },
    }));
    // Each makes its file, and Deno and the system know its modules then.
    for (const one of contestants) await one.round(1);
    const { rounds } = terms;
    const scores = await contest(contestants, { rounds, most: 1 });
    const [kanta] = scores;
    return {
      tables: [{
        title: "Opens what is there, commits once, written, and ends",
        head: ["who", "time", "kanta takes"],
        rows: scores.map(({ name, perSecond }) => [
          name,
          formatTime(1000 / perSecond),
          formatRatio(perSecond, kanta!.perSecond),
        ]),
      }],
      verdicts: [],
      figures: { scores },
      notes: [
        "Kanta starts a worker, which takes Deno 15 to 20 ms, and reads its " +
        "modules. Nobody waits for the disk here.",
      ],
    };
  },
};
