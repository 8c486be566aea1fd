/**
 * A run's answers as the terminal, the document and the JSON file show them.
 *
 * @module
 */
import type { Answer, Question } from "./question.ts";
import { formatMarkdown, formatTable, type Table } from "./table.ts";
import type { Verdict } from "./verdict.ts";

/** A question with its answer, or with why there is none. */
export interface Outcome {
  readonly question: Question;
  readonly answer?: Answer | undefined;
  readonly error?: string | undefined;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** On what machine and when a run was made. */
export interface Machine {
  readonly date: string;
  readonly deno: string;
  readonly v8: string;
  readonly os: string;
  readonly cores: number;
  readonly memory: number;
}

/** The machine that this runs on, now. */
export function describeMachine(): Machine {
  return {
    date: new Date().toISOString(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: `${Deno.build.os} ${Deno.build.arch}`,
    cores: navigator.hardwareConcurrency,
    memory: Deno.systemMemoryInfo().total,
  };
}

/** The targets and what became of them, as a table. */
export function tabulate(verdicts: readonly Verdict[]): Table {
  return {
    title: "Targets",
    head: ["target", "wanted", "found", "met"],
    rows: verdicts.map(({ target, wanted, found, met }) => [
      target,
      wanted,
      found,
      met === undefined ? "-" : met ? "yes" : "no",
    ]),
  };
}

/** One answer as the terminal shows it. */
export function formatOutcome(
  { question, answer, error, ms }: Outcome,
): string {
  const head = `${question.title} (${question.name}, ${
    (ms / 1000).toFixed(1)
  } s)`;
  const parts = [`\n## ${head}`];
  if (error !== undefined) parts.push(`failed: ${error}`);
  if (answer !== undefined) {
    parts.push(...answer.tables.map(formatTable));
    if (answer.verdicts.length > 0) {
      parts.push(formatTable(tabulate(answer.verdicts)));
    }
    parts.push(...answer.notes ?? []);
  }
  return parts.join("\n\n");
}

/** The marks around what a run writes into docs/performance.md. */
export const FIGURES = [
  "<!-- figures: made by `deno task bench` -->",
  "<!-- end of figures -->",
] as const;
/** The marks around what a run writes into the README. */
export const DIGEST = [
  "<!-- bench: made by `deno task bench` -->",
  "<!-- /bench -->",
] as const;

/**
 * A document with what stands between two marks replaced. What a person wrote
 * before and after them stays.
 *
 * @throws {Error} when the document lacks the marks.
 */
export function writeInto(
  document: string,
  [begin, end]: readonly [string, string],
  text: string,
): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`The document lacks the marks ${begin} and ${end}`);
  }
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${
    document.slice(to)
  }`;
}

/** What the README shows: a row here and there from the whole. */
export function formatDigest(
  outcomes: readonly Outcome[],
  machine: Machine,
): string {
  return formatMarkdown({
    title: `Measured ${machine.date.slice(0, 10)} on ${machine.cores} cores`,
    head: ["against", "their setting", "Kanta does"],
    rows: outcomes.flatMap(({ answer }) => answer?.digest ?? []),
  });
}

/** What docs/performance.md shows: every table. */
export function formatDocument(
  outcomes: readonly Outcome[],
  machine: Machine,
): string {
  const verdicts = outcomes.flatMap(({ answer }) => answer?.verdicts ?? []);
  const met = verdicts.filter((verdict) => verdict.met).length;
  return [
    `Measured ${machine.date.slice(0, 10)} with Deno ${machine.deno} ` +
    `(V8 ${machine.v8}) on ${machine.os}, ${machine.cores} cores, ` +
    `${Math.round(machine.memory / 2 ** 30)} GiB.`,
    "## Targets",
    `${met} of ${verdicts.length} met.`,
    formatMarkdown(tabulate(verdicts)),
    ...outcomes.flatMap(formatSection),
  ].join("\n\n");
}

function formatSection({ question, answer, error }: Outcome): string[] {
  const parts = [`## ${question.title}`];
  parts.push(`\`deno task bench --only ${question.name}\``);
  if (error !== undefined) parts.push(`Failed: ${error}`);
  for (const name of Object.keys(answer?.drawings ?? {})) {
    parts.push(`![${question.title}](${name})`);
  }
  parts.push(...(answer?.tables ?? []).map(formatMarkdown));
  parts.push(...answer?.notes ?? []);
  return parts;
}

/** Every figure of a run, for programs. */
export function formatFigures(
  outcomes: readonly Outcome[],
  machine: Machine,
): string {
  const answers = outcomes.map(({ question, answer, error, ms }) => ({
    name: question.name,
    title: question.title,
    seconds: Number((ms / 1000).toFixed(1)),
    error,
    verdicts: answer?.verdicts,
    figures: answer?.figures,
  }));
  return JSON.stringify({ machine, answers }, shorten, 2) + "\n";
}

/** Six digits are more than a measurement holds. */
function shorten(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(6))
    : value;
}
