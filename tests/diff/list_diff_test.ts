import { assertEquals } from "@std/assert";
import { diffValue } from "../../src/diff/diff.ts";
import { listEdit } from "../../src/diff/list_diff.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { naiveDiff } from "../support/naive_diff.ts";

function diff(before: readonly unknown[], after: readonly unknown[]): unknown {
  return listEdit({
    before: before.length,
    after,
    equal: (b, a) => before[b] === after[a],
    pair: (b, a) => diffValue(before[b], after[a], NO_TYPES),
  }, NO_TYPES)?.diff;
}

const names = Array.from({ length: 30 }, (_, i) => `name ${i}`);

Deno.test("equal lists, no edit", () => {
  assertEquals(diff(names, [...names]), undefined);
  assertEquals(diff([], []), undefined);
});

Deno.test("one append, one item", () => {
  assertEquals(diff(names, [...names, "$$"]), { $insert: [[30, "$$$"]] });
});

Deno.test("one item off either end, one position", () => {
  assertEquals(diff(names, names.slice(0, -1)), { $delete: [29] });
  assertEquals(diff(names, names.slice(1)), { $delete: [0] });
});

Deno.test("a queue that moves on is one position and one item", () => {
  assertEquals(diff(names, [...names.slice(1), "next"]), {
    $delete: [0],
    $insert: [[29, "next"]],
  });
});

Deno.test("deletions descend, insertions ascend, changes name new positions", () => {
  const before = names.map((name) => ({ name, pad: "x".repeat(20) }));
  const after: unknown[] = [...before];
  after[20] = { ...before[20], name: "other" };
  after.splice(10, 0, 1, 2);
  after.splice(3, 2);
  assertEquals(diff(before, after), {
    $delete: [4, 3],
    $insert: [[8, 1], [9, 2]],
    20: { name: "other" },
  });
});

Deno.test("a list is written whole where that is shorter", () => {
  assertEquals(diff([1, 2, 3], [1, 2, 3, 4]), [1, 2, 3, 4]);
  assertEquals(diff([1, 2, 3], []), []);
  assertEquals(diff(names, ["$$"]), ["$$$"]);
});

Deno.test("of two forms as short the edit is taken", () => {
  // {"$delete":[0]} and ["aaaaaaaaaaa"] are both 15 long.
  assertEquals(diff([1, "a".repeat(11)], ["a".repeat(11)]), { $delete: [0] });
  assertEquals(diff([1, "a".repeat(10)], ["a".repeat(10)]), ["a".repeat(10)]);
});

Deno.test("whichever form is shorter: every short list of digits, every edit", () => {
  for (let length = 0; length < 20; length++) {
    const before = Array.from({ length }, (_, i) => i % 10);
    for (let at = 0; at <= length; at++) {
      for (let removed = 0; removed <= length - at; removed++) {
        for (const come of [[], [7], [10, 7]]) {
          const after = before.toSpliced(at, removed, ...come);
          assertEquals(
            JSON.stringify(diff(before, after)),
            JSON.stringify(naiveDiff(before, after)),
          );
        }
      }
    }
  }
});

Deno.test("the items are written as `show` has them", () => {
  const before = names;
  const after = [...names, "draft"];
  const edit = listEdit({
    before: before.length,
    after,
    show: (value) => value === "draft" ? "shown" : value,
    equal: (b, a) => before[b] === after[a],
    pair: () => undefined,
  }, NO_TYPES);
  assertEquals(edit?.diff, { $insert: [[30, "shown"]] });
});
