import { assertEquals } from "@std/assert";
import { mapEdit, objectEdit, setEdit } from "../../src/diff/keyed_diff.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

const none = { deletes: [], changes: [], adds: [] };
const one = { diff: 1, whole: true };

function looked(): never {
  throw new Error("looked at the whole although there was no need");
}

/** A container that nobody has to look at. */
const never = { after: looked, survives: looked };

/** A container of which keys of before are left, or none. */
function left(survives: boolean, after: () => object = looked) {
  return { after, survives: () => survives };
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
    JSON.stringify(objectEdit(change, never, NO_TYPES)?.diff),
    '{"$delete":["$$delete","b"],"$$replace":1,' +
      '"__proto__":"$$$","$$$":{"$$a":1}}',
  );
});

Deno.test("new values and changes of values need no look at the rest", () => {
  const change = {
    deletes: ["gone"],
    changes: [["a", one], ["b", {
      diff: { $replace: {} },
      whole: true,
    }]] as const,
    adds: [["c", { big: "x".repeat(100) }]] as const,
  };
  assertEquals(objectEdit(change, never, NO_TYPES)?.whole, false);
  const adds = { ...change, deletes: [], changes: [] };
  assertEquals(objectEdit(adds, never, NO_TYPES)?.whole, false);
});

Deno.test("a deletion asks whether any key is left, and for nothing else", () => {
  const change = { ...none, deletes: ["a".repeat(50)] };
  const edit = objectEdit(change, left(true), NO_TYPES);
  assertEquals(edit, { diff: { $delete: ["a".repeat(50)] }, whole: false });
});

Deno.test("what has no key of before is written whole", () => {
  const change = { ...none, deletes: ["a", "b", "c"] };
  assertEquals(
    objectEdit(change, left(false, () => ({ $d: 1 })), NO_TYPES),
    { diff: { $replace: { $$d: 1 } }, whole: true },
  );
  const map = new Map([["$d", 1]]);
  assertEquals(
    mapEdit(change, left(false, () => map), NO_TYPES),
    { diff: { $replace: new Map([["$$d", 1]]) }, whole: true },
  );
});

Deno.test("a Map's diff is plain when its keys are names", () => {
  const change = {
    deletes: [1, "$x"],
    changes: [],
    adds: [["$y", 2], ["z", 3]] as const,
  };
  assertEquals(
    mapEdit(change, left(true), NO_TYPES)?.diff,
    { $delete: [1, "$$x"], $$y: 2, z: 3 },
  );
  for (const key of [5, "5", null]) {
    assertEquals(
      mapEdit(
        { ...change, adds: [["$y", 2], [key, 3]] },
        left(true),
        NO_TYPES,
      )
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

Deno.test("a Set is edited by member, or written whole when none of before is left", () => {
  const change = { deletes: ["$$"], adds: [7] };
  assertEquals(
    setEdit(change, left(true), NO_TYPES),
    { diff: { $delete: ["$$$"], $add: [7] }, whole: false },
  );
  assertEquals(
    setEdit({ deletes: [], adds: [7] }, never, NO_TYPES)?.diff,
    { $add: [7] },
  );
  const small = new Set([7]);
  assertEquals(
    setEdit(change, left(false, () => small), NO_TYPES),
    { diff: small, whole: true },
  );
});
