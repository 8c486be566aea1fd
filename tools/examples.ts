/**
 * Runs every program in `examples/` as its first comment says to run it.
 *
 * Each `deno run … examples/name.ts …` line there is run, in order, in one new
 * directory; a program without such a line is run without arguments. All get
 * `EXAMPLE_ONCE=1`: a program that would serve for ever ends by itself then.
 * A command that fails or takes too long fails the run.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** How long one command may take, in milliseconds. */
const LIMIT = 60_000;

const root = new URL("../", import.meta.url);

/** The command lines in a program's first comment, as lists of words after `deno`. */
function commands(name: string): string[][] {
  const file = `examples/${name}`;
  const source = Deno.readTextFileSync(new URL(file, root));
  const comment =
    source.match(/^(#!.*\n)?\s*(\/\*[\s\S]*?\*\/|(\/\/.*\n)+)/)?.[0] ?? "";
  const lines = comment.split("\n")
    .map((line) => line.match(/\bdeno (run .*)/)?.[1])
    .filter((line) => line !== undefined && line.includes(file));
  if (lines.length === 0) lines.push(`run -A ${file}`);
  return lines.map((line) =>
    words(line!).map((word) => word === file ? path(file) : word)
  );
}

/** Splits at blanks; quotes hold a word together; a `#` begins a remark. */
function words(line: string): string[] {
  const found = line.replace(/\s#.*/, "").matchAll(
    /"([^"]*)"|'([^']*)'|(\S+)/g,
  );
  return Array.from(
    found,
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}

function path(file: string): string {
  return fileURLToPath(new URL(file, root));
}

/** Runs one command; says what went wrong, or nothing. */
async function fault(args: string[], cwd: string): Promise<string | undefined> {
  const options = ["--config", path("deno.json"), ...Deno.args];
  const signal = AbortSignal.timeout(LIMIT);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...options, ...args.slice(1)],
    cwd,
    env: { EXAMPLE_ONCE: "1", NO_COLOR: "1" },
    stdin: "null",
    signal,
  }).output();
  if (code === 0) return;
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const why = signal.aborted
    ? `took longer than ${LIMIT / 1000} s`
    : `ended with ${code}`;
  return `${why}\n${decode(stdout)}${decode(stderr)}`;
}

/** Runs all commands of one program; true when each was fine. */
async function runs(name: string): Promise<boolean> {
  const cwd = Deno.makeTempDirSync({ prefix: "kanta_example_" });
  try {
    for (const args of commands(name)) {
      const start = performance.now();
      const wrong = await fault(args, cwd);
      const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
      const shown = args.map((word) =>
        word === path(`examples/${name}`) ? `examples/${name}` : word
      );
      console.log(
        `${wrong === undefined ? "ok" : "FAILED"}  deno ${
          shown.join(" ")
        }  (${took})`,
      );
      if (wrong !== undefined) console.log(wrong);
      if (wrong !== undefined) return false;
    }
    return true;
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
}

const names = [...Deno.readDirSync(new URL("examples/", root))]
  .filter((entry) => entry.isFile && entry.name.endsWith(".ts"))
  .map((entry) => entry.name)
  .sort();

let failed = names.length === 0 ? 1 : 0;
for (const name of names) {
  if (!await runs(name)) failed++;
}
console.log(`${names.length} examples, ${failed} failed`);
if (failed > 0) Deno.exit(1);
