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
import { build } from "../tools/build.ts";

const ROOT = new URL("../", import.meta.url);

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

/** The address of a program in programs/. */
function programAt(name: string): string {
  return new URL(`./programs/${name}.ts`, import.meta.url).href;
}

/** Runs Deno; returns what it printed. */
async function deno(name: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${name}: ${text.decode(stderr)}`);
  return text.decode(stdout).trim();
}

/** Runs a program in a process of its own; returns what it printed. */
export function runProgram(
  name: string,
  folder: string,
  file: string = programAt(name),
): Promise<string> {
  return deno(name, [...RUN, file, folder]);
}

/** Puts a program and all that it imports into one file; returns its path. */
export async function bundleProgram(
  name: string,
  folder: string,
): Promise<string> {
  await build(ROOT);
  const config = new URL("deno.json", ROOT).pathname;
  const file = `${folder}/${name}.js`;
  const out = ["--config", config, "--output", file, programAt(name)];
  await deno(`bundling ${name}`, ["bundle", "--quiet", ...out]);
  return file;
}

/** The question. */
export const shortProgram: Question = {
  name: "short_program",
  title: "A short program, from its start to its end",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    terms.say("whole programs that commit once");
    const contestant = (
      name: string,
      title: string,
      setting = "",
      file?: string,
    ): Contestant => ({
      name: title,
      setting,
      async round() {
        const start = performance.now();
        await runProgram(name, folder.path, file);
        return performance.now() - start;
      },
    });
    const [sources, ...others] = Object.entries(PROGRAMS).map(
      ([name, title]) => contestant(name, title),
    );
    const file = await bundleProgram("kanta", folder.path);
    const bundled = contestant("kanta", "kanta, bundled", "one file", file);
    const contestants = [sources!, bundled, ...others];
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
