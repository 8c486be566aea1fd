import { assert, assertEquals } from "@std/assert";
import { computeDiff, diffValue, wholeEdit } from "../../../src/diff/diff.ts";
import { listEdit } from "../../../src/diff/list/list_diff.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { forSeeds } from "../../support/seeds.ts";
import { naiveDiff } from "../../support/naive_diff.ts";
import { digestOf } from "../../../src/diff/digest.ts";

function diff(before: readonly unknown[], after: readonly unknown[]): unknown {
  return listEdit({
    before: before.length,
    after,
    equal: (b, a) => before[b] === after[a],
    digestBefore: (b) => digestOf(before[b]),
    digestAfter: (a) => digestOf(after[a]),
    pair: (b, a) => diffValue(before[b], after[a], NO_TYPES),
    swap: (b, a) => wholeEdit(before[b], after[a], NO_TYPES),
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

Deno.test("a list is written whole when more than half of it went or came", () => {
  assertEquals(diff([1, 2, 3], [1, 2, 3, 4]), { $insert: [[3, 4]] });
  assertEquals(diff([1], [1, 2]), { $insert: [[1, 2]] }); // half of the longer
  assertEquals(diff([1, 2], [1]), { $delete: [1] });
  assertEquals(diff([], ["$$"]), ["$$$"]);
  assertEquals(diff([1, 2, 3], []), []);
  assertEquals(diff(names, ["$$"]), ["$$$"]);
  assertEquals(diff([1, 2, 3, 4], [3, 4]), { $delete: [1, 0] });
  assertEquals(diff([1, 2, 3, 4], [4]), [4]);
  assertEquals(diff([1, 2, 3, 4], [0, 1, 2, 3]), {
    $delete: [3],
    $insert: [[0, 0]],
  });
});

Deno.test("where too many moved to tell which, items give way to one another", () => {
  forSeeds(12, (random) => {
    const before = Array.from(
      { length: 400 },
      (_, id) => ({ id, done: false }),
    );
    const after = [...before] as unknown[];
    const swaps = random.pick([150, 160, 2000]);
    for (let i = 0; i < swaps; i++) {
      const [a, b] = [random.int(400), random.int(400)];
      [after[a], after[b]] = [after[b], after[a]];
    }
    if (random.chance(0.5)) after[7] = [1];
    if (random.chance(0.5)) after.splice(9, 3);
    const found = computeDiff(before, after);
    assertEquals(
      JSON.stringify(found),
      JSON.stringify(naiveDiff(before, after)),
    );
  });
  const before = Array.from({ length: 600 }, (_, id) => ({ id, done: false }));
  const after = [...before];
  for (let i = 0; i < 200; i++) {
    [after[i], after[599 - i]] = [after[599 - i]!, after[i]!];
  }
  const some = computeDiff([...before, ...before], [...after, ...before]);
  assertEquals(
    (some as Record<string, unknown>)["0"],
    { $replace: { id: 599, done: false } },
  );
  assert(Array.isArray(computeDiff(before, after)));
});

Deno.test("an item that gave way to another counts once, one edited within not at all", () => {
  assertEquals(diff([1], [2]), [2]);
  assertEquals(diff([1, 2], [1, 5]), { 1: 5 });
  assertEquals(diff([1, 2, 3], [1, 5, 6]), [1, 5, 6]);
  const item = (n: number) => ({ n });
  const items = (...ns: number[]) => ns.map(item);
  assertEquals(diff(items(1), items(2)), { 0: { n: 2 } });
  assertEquals(diff(items(1, 2), items(3, 4)), { 0: { n: 3 }, 1: { n: 4 } });
  assertEquals(diff([{ n: 1 }], [{ m: 1 }]), [{ m: 1 }]); // another object
  assertEquals(
    diff([...items(1, 2, 3)], [item(4), item(5), item(6), 7]),
    { $insert: [[3, 7]], 0: { n: 4 }, 1: { n: 5 }, 2: { n: 6 } },
  );
});

Deno.test("the form that the rule says: every short list of digits, every edit", () => {
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
    digestBefore: (b) => digestOf(before[b]),
    digestAfter: (a) => digestOf(after[a]),
    pair: () => undefined,
    swap: () => undefined,
  }, NO_TYPES);
  assertEquals(edit?.diff, { $insert: [[30, "shown"]] });
});
