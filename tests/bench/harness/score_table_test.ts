/** @module Tests of bench/harness/score_table.ts. */
import { assertEquals } from "@std/assert";
import { unable } from "../../../bench/harness/contest.ts";
import { scoreTable } from "../../../bench/harness/score_table.ts";

Deno.test("everybody has a row, with the one that is asked about beside them", () => {
  const score = (name: string, rounds: readonly number[]) => ({
    name,
    setting: `as ${name}`,
    rounds,
    perSecond: rounds[1]!,
  });
  const scores = [
    score("one", [1000, 2000, 3000]),
    score("two", [400, 500, 600]),
    unable("three", "as three", "not today"),
  ];
  const { title, head, rows } = scoreTable("Which?", scores, "one");
  assertEquals(title, "Which?");
  assertEquals(head.at(-1), "one is");
  assertEquals(rows, [
    ["one", "as one", "2,000/s", "1,000/s", "3,000/s", "1 x"],
    ["two", "as two", "500/s", "400/s", "600/s", "4 x"],
    ["three", "not today", ...rows[2]!.slice(2)],
  ]);
  const nobody = scoreTable("Which?", scores, "nobody").rows;
  assertEquals(nobody[0]!.at(-1), rows[2]!.at(-1));
});
