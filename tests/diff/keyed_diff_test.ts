import { assertEquals } from "@std/assert";
import { mapEdit, objectEdit, setEdit } from "../../src/diff/keyed_diff.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

const none = { deletes: [], changes: [], adds: [] };
const one = { diff: 1, excess: 0 };

function never(): never {
  throw new Error("looked at the whole although there was no need");
}

Deno.test("nothing touched, no edit", () => {
  assertEquals(objectEdit(none, never, NO_TYPES), undefined);
  assertEquals(mapEdit(none, never, NO_TYPES), undefined);
  assertEquals(setEdit(none, never, NO_TYPES), undefined);
});

Deno.test("commands come first, then changes, then additions, all escaped", () => {
  const change = {
    deletes: ["$delete", "b"],
    changes: [["$replace", one]] as const,
    adds: [["__proto__", "$$"], ["$$", { $a: 1 }]] as const,
  };
  assertEquals(
    JSON.stringify(objectEdit(change, never, NO_TYPES, () => 100)?.diff),
    '{"$delete":["$$delete","b"],"$$replace":1,' +
      '"__proto__":"$$$","$$$":{"$$a":1}}',
  );
});

Deno.test("new values and changes of values need no look at the rest", () => {
  const change = {
    deletes: [],
    changes: [["a", one], ["b", {
      diff: { $replace: {} },
      excess: 13,
    }]] as const,
    adds: [["c", { big: "x".repeat(100) }]] as const,
  };
  assertEquals(objectEdit(change, never, NO_TYPES)?.excess, 13);
});

Deno.test("a deletion from a large object needs no look at the rest", () => {
  const change = { ...none, deletes: ["a".repeat(50)] };
  const edit = objectEdit(change, never, NO_TYPES, () => 1000);
  assertEquals(edit?.diff, { $delete: ["a".repeat(50)] });
});

Deno.test("what is nearly all gone is written whole", () => {
  const change = { ...none, deletes: ["a", "b", "c"] };
  assertEquals(
    objectEdit(change, () => ({ $d: 1 }), NO_TYPES)?.diff,
    { $replace: { $$d: 1 } },
  );
});

Deno.test("a Map's diff is plain when its keys are names", () => {
  const change = {
    deletes: [1, "$x"],
    changes: [],
    adds: [["$y", 2], ["z", 3]] as const,
  };
  const after = () => new Map([["pad", "x".repeat(100)]]);
  assertEquals(
    mapEdit(change, after, NO_TYPES)?.diff,
    { $delete: [1, "$$x"], $$y: 2, z: 3 },
  );
  for (const key of [5, "5", null]) {
    assertEquals(
      mapEdit({ ...change, adds: [["$y", 2], [key, 3]] }, after, NO_TYPES)
        ?.diff,
      new Map<unknown, unknown>([
        ["$delete", [1, "$$x"]],
        ["$$y", 2],
        [key, 3],
      ]),
      `the key ${key}`,
    );
  }
});

Deno.test("a Set is edited by member or written whole, whichever is shorter", () => {
  const change = { deletes: ["$$"], adds: [7] };
  const large = new Set(["x".repeat(100), 7]);
  assertEquals(
    setEdit(change, () => large, NO_TYPES)?.diff,
    { $delete: ["$$$"], $add: [7] },
  );
  const small = new Set([7]);
  assertEquals(setEdit(change, () => small, NO_TYPES)?.diff, small);
});
