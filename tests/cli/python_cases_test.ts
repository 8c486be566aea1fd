/**
 * What the Python command does, case by case: ours does the same, or stands in
 * the table of differences with its reason.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { runCommand } from "../support/command_run.ts";

interface Case {
  readonly name: string;
  readonly log: string;
  readonly args: readonly string[];
  readonly exit: number;
  readonly shown: readonly number[];
  readonly stdin?: boolean;
  readonly now?: string;
  readonly state?: string;
  readonly error_line?: number;
  readonly known_bug?: string;
  readonly want?: Partial<Case>;
  readonly differs?: string;
}

interface Cases {
  readonly cases: readonly Case[];
  readonly states: Readonly<Record<string, unknown>>;
}

/** What the case comes to here, and why. The table in docs/command.md says the same. */
interface Difference {
  readonly reason: string;
  readonly exit?: number;
  readonly shown?: readonly number[] | "any";
  readonly state?: "none" | "tagged";
  readonly args?: readonly string[];
}

const folder = new URL("../golden/cli/", import.meta.url);

/** Integers beyond 2^53 as bigints. */
function exactly(text: string): unknown {
  const reviver = (
    _key: string,
    value: unknown,
    context?: { readonly source?: string },
  ) => {
    const source = context?.source;
    return typeof value === "number" && source !== undefined &&
        /^-?\d{16,}$/.test(source)
      ? BigInt(source)
      : value;
  };
  return JSON.parse(text, reviver);
}

const { cases, states } = exactly(
  Deno.readTextFileSync(new URL("cases.json", folder)),
) as Cases; // the form that the README of that folder gives

const NO_TYPES = "There is no `-d`";
const CHECK = "The whole file is checked with `--check` alone";
const SYNTAX = "A range that can't be read is answered with 2";
const MIXED = "A plain number beside a point in one range is refused";
const MORE_TIMES = "More forms of times are read";
const HAND = "A checksum that does not stand at the end of its line";
const BLANK = "A file of blank lines is no log";
const DAMAGE = "Records before damage are shown";
const TAGGED = "Bytes, times and the like are written as tags";
const ARCHIVES = "Archives beside the file are read with it";
const NO_STEPS = "A module without migrations is refused";
const TIME = "A time that can't be read is shown as it stands";
const ITEMS = "Items of a list are found by their index in edits, too";

/** The first one whose expression fits the name of a case counts. */
const DIFFERENCES: readonly [RegExp, Difference][] = [
  [/^shape\//, { reason: NO_TYPES, exit: 2, shown: [], state: "none" }],
  [/^stdin\/bad-snapshot$/, { reason: CHECK, exit: 0, shown: "any" }],
  [/^damage\/bad-snapshot/, { reason: CHECK, args: ["--check"] }],
  [/^damage\/not-json-early$/, { reason: CHECK, exit: 0 }],
  [/^damage\/not-utf8$/, { reason: DAMAGE, exit: 0, shown: "any" }],
  [/^damage\/bad-time$/, { reason: TIME, exit: 0, shown: "any" }],
  [/^damage\/(?!torn$|zeros$|binary-torn$)/, { reason: DAMAGE, shown: "any" }],
  [
    /^(?:list|output|time)\/(?:hand|hand-day|offset)$/,
    { reason: HAND, exit: 10, shown: "any", state: "none" },
  ],
  [/\/blank$/, { reason: BLANK, exit: 1, shown: [], state: "none" }],
  [/^range(?:-b)?\/mixed-(?:plain-|\w+-plain)|^version\/plain-beside/, {
    reason: MIXED,
    exit: 2,
    shown: [],
  }],
  [
    /^time\/bad-(?:2026-03-09T12_00Z|2026-03-09_12_00|2026-03-09T12_00_00\.5|2026-03-09\.\.2026-03-10|7d_|1h_2h)$/,
    { reason: MORE_TIMES, exit: 0, shown: "any" },
  ],
  [/^(?:time|range)\/bad-|^range\/(?:line|rev)-neg|^version\/neg$/, {
    reason: SYNTAX,
    exit: 2,
  }],
  [/^binary\/typed$/, { reason: TAGGED, state: "none" }],
  [/^old\/rotated\/(?:list|r5|r5-)$/, {
    reason: ARCHIVES,
    exit: 0,
    shown: "any",
  }],
  [/^migrate\/nothing$/, {
    reason: NO_STEPS,
    exit: 20,
    shown: "any",
    state: "none",
  }],
  [/^grep\/old-list$/, { reason: ITEMS, shown: [4, 8, 10] }],
];

function differenceOf(name: string): Difference {
  return DIFFERENCES.find(([pattern]) => pattern.test(name))?.[1] ??
    { reason: "" };
}

/** The arguments as they are given here: modules are files. */
function argumentsOf(args: readonly string[], tmp: string): string[] {
  const given: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const next = args[i + 1] ?? "";
    if (arg === "-k" && next === "binobj" && !args.includes("-m")) i++; // the format is recognised
    else if (arg === "-k" || arg === "-m") {
      const known = next === "binobj" ? "shape" : next;
      const name = known.replace(/^\.\//, "").replace(/\.(?:py|kanta)$/, "");
      const file = new URL(`${name.replace(/\.\w+$/, "")}.ts`, folder);
      given.push(arg, file.pathname);
      i++;
    } else given.push(arg.replace("{tmp}", tmp));
  }
  return given;
}

function linesShown(text: string): number[] {
  return text.split("\n").filter((line) => line.startsWith("{")).flatMap(
    (line) => {
      try {
        const { type, line: number } = JSON.parse(line);
        return type === "change" || type === "snapshot" ? [number] : [];
      } catch {
        return []; // the state, which has no line end of its own
      }
    },
  );
}

function pathOf(log: string): string {
  return new URL(log.startsWith("cli") ? `../${log}` : `../${log}`, folder)
    .pathname;
}

async function outcome(one: Case, difference: Difference, tmp: string) {
  const args = argumentsOf([...one.args, ...difference.args ?? []], tmp);
  const path = one.log === "" ? [] : [one.stdin ? "-" : pathOf(one.log)];
  const now = one.now === undefined
    ? {}
    : { now: Temporal.Instant.from(one.now.replace(/Z?$/, "Z")) };
  const stdin = one.stdin
    ? { stdin: new Blob([Deno.readFileSync(pathOf(one.log))]).stream() }
    : {};
  return await runCommand([...path, ...args, "--json", "--utc"], {
    ...now,
    ...stdin,
  });
}

for (const group of new Set(cases.map(({ name }) => name.split("/")[0]))) {
  Deno.test(`the command does what Python's does: ${group}`, async () => {
    const tmp = Deno.makeTempDirSync();
    try {
      const wrong: string[] = [];
      for (const one of cases) {
        if (!one.name.startsWith(`${group}/`)) continue;
        const problem = await judged(one, tmp);
        if (problem !== undefined) wrong.push(`${one.name}: ${problem}`);
      }
      assertEquals(wrong, []);
    } finally {
      Deno.removeSync(tmp, { recursive: true });
    }
  });
}

async function judged(one: Case, tmp: string): Promise<string | undefined> {
  const difference = differenceOf(one.name);
  const want = { ...one, ...one.want, ...difference };
  const { code, stdout, stderr } = await outcome(one, difference, tmp);
  const said = `${one.args.join(" ")} said ${stderr.slice(0, 300)}`;
  if (code !== want.exit) return `exit ${code}, not ${want.exit}; ${said}`;
  const toStdout = one.args.some((arg, i) =>
    arg === "-o-" || arg === "-o" && one.args[i + 1] === "-"
  );
  // With -q Python shows nothing, where ours shows headers.
  const quiet = one.args.some((arg) => /^(-q\w*|--quiet)$/.test(arg));
  if (want.shown !== "any" && !quiet && want.shown !== undefined) {
    const shown = linesShown(toStdout ? stderr : stdout);
    if (shown.join() !== want.shown.join()) {
      return `shown ${shown}, not ${want.shown}; ${said}`;
    }
  }
  const state = difference.state ?? want.state;
  if (state !== undefined && state !== "none" && state !== "tagged") {
    const file = one.args.includes("{tmp}/out.json");
    const text = toStdout
      ? stdout
      : file
      ? Deno.readTextFileSync(`${tmp}/out.json`)
      : undefined;
    if (text !== undefined) {
      try {
        assertEquals(exactly(text), states[state]);
      } catch (error) {
        return `another state: ${String(error).slice(0, 600)}`;
      }
    }
  }
  const line = want.error_line;
  if (line !== undefined && code === 10 && !stderr.includes(`line ${line}`)) {
    return `no word of line ${line}; ${said}`;
  }
  return undefined;
}

Deno.test("every difference is about a case, and has its reason in the documents", () => {
  const text = Deno.readTextFileSync(
    new URL("../../docs/command.md", import.meta.url),
  );
  for (const [pattern, { reason }] of DIFFERENCES) {
    const about = cases.filter(({ name }) => pattern.test(name));
    assert(about.length > 0, String(pattern));
    assert(text.includes(reason), `docs/command.md lacks: ${reason}`);
  }
});
