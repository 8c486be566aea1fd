/** @module Tests of bench/harness/table.ts. */
import { assertEquals } from "@std/assert";
import { formatMarkdown, formatTable } from "../../../bench/harness/table.ts";

const table = {
  title: "Commits",
  head: ["who", "rate"],
  rows: [["kanta", "1,000/s"], ["µ|x", "20/s"]],
};

Deno.test("names stand to the left and figures to the right", () => {
  assertEquals(
    formatTable(table),
    [
      "Commits",
      "",
      "who       rate",
      "─────  ───────",
      "kanta  1,000/s",
      "µ|x       20/s",
    ].join("\n"),
  );
});

Deno.test("a bar in a cell does not end the cell of a Markdown table", () => {
  assertEquals(
    formatMarkdown(table).split("\n").slice(2),
    [
      "| who | rate |",
      "| --- | --- |",
      "| kanta | 1,000/s |",
      "| µ\\|x | 20/s |",
    ],
  );
});

Deno.test("a row that is too short ends in empty cells", () => {
  const short = { ...table, rows: [["only"]] };
  assertEquals(formatMarkdown(short).split("\n").at(-1), "| only |  |");
});
