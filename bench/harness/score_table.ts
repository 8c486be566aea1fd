/**
 * The table of a contest in what is done a second.
 *
 * @module
 */
import type { Score } from "./contest.ts";
import type { Table } from "./table.ts";
import { formatRate, formatRatio } from "./unit.ts";

/** The scores, and how many times as fast as each the one of this name is. */
export function scoreTable(
  title: string,
  scores: readonly Score[],
  name: string,
): Table {
  const own = scores.find((score) => score.name === name);
  return {
    title,
    head: ["who", "setting", "median", "slowest", "fastest", `${name} is`],
    rows: scores.map((score) => [
      score.name,
      score.unable ?? score.setting,
      formatRate(score.perSecond),
      formatRate(Math.min(...score.rounds)),
      formatRate(Math.max(...score.rounds)),
      formatRatio(own?.perSecond ?? NaN, score.perSecond),
    ]),
  };
}
