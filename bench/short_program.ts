/**
 * How long does a whole program take that starts, opens what is there, commits
 * once and ends?
 *
 * @module
 */
import { RUN } from "./harness/child.ts";
import { contest, type Contestant } from "./harness/contest.ts";
import { Folder } from "./harness/folder.ts";
import { publishedProgram } from "./harness/published.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { atMost } from "./harness/verdict.ts";
import { formatRatio, formatTime } from "./harness/unit.ts";
import { makePackage } from "../tools/package.ts";

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

/** A checkout with its build, and the package that was made of it. */
export interface Built {
  /** The folder of the checkout. */
  readonly checkout: string;
  /** The folder of the package. */
  readonly published: string;
}

/** Builds this checkout, and makes its package below a folder. */
async function buildHere(folder: string): Promise<Built> {
  const published = `${folder}/package`;
  Deno.mkdirSync(published);
  await makePackage(ROOT, new URL(`file://${published}/`));
  return { checkout: ROOT.pathname, published };
}

/**
 * Puts a program and all that it imports into one file, or into several: what is
 * imported at once in one, and what is loaded later in others. Returns the path of
 * the first.
 */
export async function bundleProgram(
  name: string,
  folder: string,
  { checkout }: Built,
  split = false,
): Promise<string> {
  const config = `${checkout}/deno.json`;
  const into = split ? `${folder}/${name}` : folder;
  const out = split
    ? ["--code-splitting", "--outdir", into]
    : ["--output", `${into}/${name}.js`];
  const args = ["bundle", "--quiet", "--config", config, ...out];
  await deno(`bundling ${name}`, [...args, programAt(name)]);
  return `${into}/${name}.js`;
}

/** A program that has the package from a registry; returns its path. */
export function publishProgram(
  name: string,
  folder: string,
  { published }: Built,
): Promise<string> {
  const load = (file: string) => runProgram(name, folder, file);
  return publishedProgram(new URL(programAt(name)), folder, published, load);
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
    const built = await buildHere(folder.path);
    const one = await bundleProgram("kanta", folder.path, built);
    const several = await bundleProgram("kanta", folder.path, built, true);
    const published = await publishProgram("kanta", folder.path, built);
    const contestants = [
      sources!,
      contestant("kanta", "kanta, bundled", "one file", one),
      contestant("kanta", "kanta, bundled, split", "several files", several),
      contestant("kanta", "kanta, published", "from a registry", published),
      ...others,
    ];
    // Each makes its file, and Deno and the system know its modules then.
    for (const one of contestants) await one.round(1);
    const { rounds } = terms;
    const scores = await contest(contestants, { rounds, most: 1 });
    const [kanta, bundled, split] = scores;
    const lowdb = scores.find(({ name }) => name === PROGRAMS["lowdb"]);
    const overLowdb = (score = kanta) =>
      (lowdb?.perSecond ?? NaN) / (score?.perSecond ?? NaN);
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
      verdicts: [
        atMost("a short program, bundled, over lowdb", 1, overLowdb(bundled)),
        atMost("the same in several files", 1, overLowdb(split)),
        atMost("the same from a checkout", 1.6, overLowdb()),
      ],
      figures: { scores },
      notes: [
        "Kanta starts a worker, which takes Deno 15 to 20 ms, and reads its " +
        "modules. Nobody waits for the disk here.",
      ],
    };
  },
};
