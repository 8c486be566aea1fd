/**
 * The table of all suites: what was done, what came of it, what must be 0.
 *
 * @module
 */
import type { Suite } from "./suite.ts";
import type { Tally } from "./tally.ts";

/** One suite that ran. */
export interface Ran {
  readonly suite: Suite;
  readonly tally: Tally;
  readonly seconds: number;
}

const HEAD = ["suite", "what was done and seen", "must be 0", "time"];
/** Between these the table stands in a document. */
const BEGIN = "<!-- torture -->";
const END = "<!-- /torture -->";

function counted(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .map(([what, count]) => `${count.toLocaleString("en")} ${what}`)
    .join(", ");
}

function row({ suite, tally, seconds }: Ran): string[] {
  const must = [...tally.faults]
    .map(([what, count]) => count === 0 ? `${what} 0` : `**${what} ${count}**`)
    .join(", ");
  return tally.unavailable === undefined
    ? [suite.title, counted(tally.counts), must, `${seconds.toFixed(0)} s`]
    : [suite.title, `not available: ${tally.unavailable}`, "", ""];
}

/** The table in Markdown. */
export function tableOf(ran: readonly Ran[]): string {
  const lines = [HEAD, HEAD.map(() => "---"), ...ran.map(row)];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A document with the table, and a line before it, between its marks. */
export function withTable(text: string, table: string): string {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) {
    throw new Error(`The document has no place for it: ${BEGIN} ... ${END}`);
  }
  const before = text.slice(0, from + BEGIN.length);
  return `${before}\n\n${table}\n\n${text.slice(to)}`;
}
