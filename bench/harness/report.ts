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
  readonly answer?: Answer;
  readonly error?: string;
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

const BEGIN = "<!-- figures: made by `deno task bench` -->";
const END = "<!-- end of figures -->";

/**
 * The document with its figures replaced by those of this run. What a person
 * wrote before and after the two marks stays.
 *
 * @throws {Error} when the document lacks the marks.
 */
export function writeInto(
  document: string,
  outcomes: readonly Outcome[],
  machine: Machine,
): string {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) {
    throw new Error(`The document lacks the marks ${BEGIN} and ${END}`);
  }
  const figures = formatDocument(outcomes, machine);
  return `${document.slice(0, from)}${BEGIN}\n\n${figures}\n\n${
    document.slice(to)
  }`;
}

function formatDocument(
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
