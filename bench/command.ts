/**
 * How soon does `kanta log` show a large log, and how fast does it search one?
 *
 * @module
 */
import { RUN } from "./harness/child.ts";
import { writeLog } from "./harness/log.ts";
import { median } from "./harness/statistic.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatMegabytes, formatRatio, formatTime } from "./harness/unit.ts";
import { atLeast, atMost } from "./harness/verdict.ts";

const COMMAND = new URL("../src/cli/mod.ts", import.meta.url).pathname;

/** Nothing in the log has it, and a filter of its text may skip all records. */
const WORD = "zebra";
/** Nothing has it either: a number has many texts, but in a line of JSON few. */
const NUMBER = "98765432123456789";
/** No text tells what is not above that: each record is looked into. */
const COMPARISON = `'visits>${NUMBER}'`;

/** How often each is run: one takes up to a quarter of a minute. */
const ROUNDS = 3;

/** What one run of a command took. */
interface Run {
  /** Until its first output; until its end where there was none. */
  readonly firstMs: number;
  readonly ms: number;
  /** The most memory that it had. */
  readonly peak: number;
}

/** The commands that show an end of a log, as a shell is told them. */
const SHOWN: Readonly<Record<string, (log: string) => string>> = {
  "log -n 20": (log) => `${log} -n 20`,
  "log --reverse": (log) => `${log} --reverse`,
  "log | head -1": (log) => `${log} | head -1`,
  "log --reverse | head -1": (log) => `${log} --reverse | head -1`,
};

/** The question. */
export const command: Question = {
  name: "command",
  title: "The command on a large log",
  async answer(terms: Terms): Promise<Answer> {
    const bytes = terms.pick(1e9, 1e6);
    const size = terms.pick(80_000, 100); // a state of 9 MB
    const path = terms.folder.file("command.kantadb");
    terms.say(`making a log of ${formatMegabytes(bytes)}`);
    writeLog(path, { size, changes: terms.pick(1_000, 100), history: bytes });
    const { size: length } = Deno.statSync(path);
    const kanta = (args: string) =>
      `${[Deno.execPath(), ...RUN, COMMAND].join(" ")} log ${args}`;
    const shown: [string, Run][] = [];
    for (const [name, line] of Object.entries(SHOWN)) {
      terms.say(name);
      shown.push([name, await medianRun(line(kanta(path)))]);
    }
    terms.say(`searching ${formatMegabytes(length)}`);
    const searches = {
      "log -g, by the text": kanta(`${path} -g ${WORD}`),
      "log -g of a number": kanta(`${path} -g ${NUMBER}`),
      "log -g, each record looked into": kanta(`${path} -g ${COMPARISON}`),
      "grep -c": `grep -c ${WORD} ${path}`,
      "jq, each line decoded":
        `grep -v ^S ${path} | jq -c 'select(.a == "${WORD}")'`,
    };
    const found: [string, number][] = [];
    for (const [name, line] of Object.entries(searches)) {
      found.push([name, (await medianRun(line)).ms]);
    }
    Deno.removeSync(path);
    const speed = (ms: number) => length / 1e6 / (ms / 1000);
    const [text, number, decoded] = found.map(([, ms]) => speed(ms)) as [
      number,
      number,
      number,
    ]; // the first three of five
    const [[, grep], [, jq]] = found.slice(-2) as [
      [string, number],
      [string, number],
    ]; // the last two of them
    const whole = formatMegabytes(length);
    return {
      tables: [{
        title: `The ends of a log of ${whole}, from the start of the process`,
        head: ["command", "first line", "end", "memory"],
        rows: shown.map(([name, { firstMs, ms, peak }]) => [
          name,
          formatTime(firstMs),
          name === "log --reverse" ? "" : formatTime(ms),
          formatMegabytes(peak),
        ]),
      }, {
        title: `Searching ${whole} for what is not there`,
        head: ["command", "time", "MB/s", "over grep", "over jq"],
        rows: found.map(([name, ms]) => [
          name,
          formatTime(ms),
          speed(ms).toFixed(0),
          formatRatio(ms, grep),
          formatRatio(ms, jq),
        ]),
      }],
      verdicts: [
        ...shown.map(([name, { firstMs, ms }]) =>
          atMost(
            `${name} of ${whole}`,
            300,
            name.includes("head") ? ms : firstMs,
            "ms",
          )
        ),
        atMost(
          `memory of log -n 20 of ${whole}`,
          150,
          Math.max(...shown.map(([, { peak }]) => peak)) / 1e6,
          "MB",
        ),
        atLeast("log -g by the text, MB/s", 150, text, ""),
        atLeast("log -g of a number, MB/s", 150, number, ""),
        atLeast("log -g with each record looked into, MB/s", 40, decoded, ""),
      ],
      figures: { shown, found },
      notes: [
        `grep and jq look for the same word; to jq go the changes alone, since ` +
        `a snapshot's line is no JSON.`,
      ],
    };
  },
};

/** The run of the median time among several of one command. */
async function medianRun(line: string): Promise<Run> {
  const runs: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await run(line));
  const of = (read: (run: Run) => number) => median(runs.map(read));
  return {
    firstMs: of(({ firstMs }) => firstMs),
    ms: of(({ ms }) => ms),
    peak: Math.max(...runs.map(({ peak }) => peak)),
  };
}

/** Runs a command by the shell; one that shows more than a screen is ended. */
async function run(line: string): Promise<Run> {
  const start = performance.now();
  const process = new Deno.Command("sh", {
    args: ["-c", line.includes("|") ? line : `exec ${line}`],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(process.pid));
  }, 20);
  let firstMs: number | undefined;
  let shown = 0;
  for await (const part of process.stdout) {
    firstMs ??= performance.now() - start;
    shown += part.length;
    if (shown > 100_000) break; // a reader that goes away ends it
  }
  await process.status;
  clearInterval(watch);
  const ms = performance.now() - start;
  return { firstMs: firstMs ?? ms, ms, peak };
}

/** The most memory that a process had so far; 0 where the system does not tell. */
function peakOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
