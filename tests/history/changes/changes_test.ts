import { assertEquals } from "@std/assert";
import { applyDiff } from "../../../src/diff/apply.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import type { Change } from "../../../src/history/changes/change.ts";
import { changesOf } from "../../../src/history/changes/changes.ts";
import { placeText } from "../../../src/history/changes/place_text.ts";
import { sameContent } from "../../../src/replay/check/same_content.ts";
import { Copier } from "../../../src/values/copy.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { getOwn, setOwn } from "../../../src/values/own.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeeds } from "../../support/seeds.ts";

const copied = (value: unknown) =>
  value === undefined ? value : new Copier(NO_TYPES).copyOf(value);

/** The changes in short. */
function short(state: unknown, diff: unknown): unknown[] {
  return changesOf(state, diff).map((change) => [
    change.op,
    change.at,
    ..."old" in change ? [change.old] : ["-"],
    ..."new" in change ? [change.new] : ["-"],
  ]);
}

Deno.test("members are added, set and deleted, with the values before and after", () => {
  const state = { a: 1, b: { c: [1, 2] }, d: null };
  assertEquals(
    short(state, { $delete: ["d"], a: 2, b: { e: { f: 1 } }, g: {} }),
    [
      ["delete", "d", null, "-"],
      ["set", "a", 1, 2],
      ["add", "b.e", "-", { f: 1 }],
      ["add", "g", "-", {}],
    ],
  );
  assertEquals(short(state, { b: { $replace: { x: 1 } } }), [
    ["set", "b", { c: [1, 2] }, { x: 1 }],
  ]);
  assertEquals(short(state, { $replace: {} }), [["set", "", state, {}]]);
  assertEquals(short(state, undefined), []);
});

Deno.test("items are inserted and removed by their index, and set in place", () => {
  const state = { l: ["a", "b", "c"] };
  assertEquals(
    short(state, { l: { $delete: [2, 0], $insert: [[1, "x"]], "0": "B" } }),
    [
      ["remove", "l[2]", "c", "-"],
      ["remove", "l[0]", "a", "-"],
      ["insert", "l[1]", "-", "x"],
      ["set", "l[0]", "b", "B"],
    ],
  );
  // As the Python package may list them: each index when its turn comes.
  assertEquals(short(state, { l: { $delete: [0, 0] } }), [
    ["remove", "l[0]", "a", "-"],
    ["remove", "l[0]", "b", "-"],
  ]);
});

Deno.test("a key that was deleted and set again is set", () => {
  const diff = { $delete: ["a"], a: 3 };
  assertEquals(short({ a: 1, b: 2 }, diff), [["set", "a", 1, 3]]);
  // It stands last now.
  assertEquals(changesOf({ a: 1, b: 2 }, diff)[0]?.moved, true);
  assertEquals("moved" in changesOf({ a: 1 }, { a: 3 })[0]!, false);
});

Deno.test("Maps by key, Sets by member", () => {
  const day = new Date(0);
  const state = {
    m: new Map<unknown, unknown>([[1, "x"], [day, 2]]),
    s: new Set([1, 2]),
  };
  const edit = new Map<unknown, unknown>([["$delete", [1]], [new Date(0), 3]]);
  assertEquals(short(state, { m: edit, s: { $delete: [1], $add: [3] } }), [
    ["delete", "m[1]", "x", "-"],
    ["set", 'm["1970-01-01T00:00:00.000Z"]', 2, 3],
    ["delete", "s[1]", 1, "-"],
    ["add", "s[3]", "-", 3],
  ]);
});

Deno.test("escapes are taken off keys and values", () => {
  assertEquals(short({ $a: 1 }, { $$a: "$$x", $$b: { $$c: 1 } }), [
    ["set", '["$a"]', 1, "$x"],
    ["add", '["$b"]', "-", { $c: 1 }],
  ]);
});

Deno.test("places are text that can be typed back", () => {
  for (
    const [path, text] of [
      [["users", "bob", "tags", 0], "users.bob.tags[0]"],
      [["a.b", "c"], '["a.b"].c'],
      [["x", ""], 'x[""]'],
      [["2026-06-10"], "2026-06-10"],
      [["höhe", "7"], "höhe.7"],
      [["a", "*"], 'a["*"]'],
      [[], ""],
    ] as const
  ) assertEquals(placeText(path), text);
});

/** Does a change to a state, which it may replace. */
function redo(state: unknown, { op, path, old, new: value }: Change): unknown {
  if (path.length === 0) return value;
  let holder = state;
  for (const key of path.slice(0, -1)) holder = memberOf(holder, key);
  const key = keyIn(holder, path.at(-1));
  if (holder instanceof Set) {
    if (op === "delete") assertEquals(holder.delete(key), true);
    else holder.add(key);
    return state;
  }
  const place = memberOf(holder, key);
  if (Array.isArray(holder)) {
    const at = Number(key);
    if (op === "insert") holder.splice(at, 0, value);
    else if (op === "remove") {
      assertEquals(holder[at], old);
      holder.splice(at, 1);
    } else {
      assertEquals(holder[at], old);
      holder[at] = value;
    }
    return state;
  }
  assertEquals([op, place], [op, old]);
  if (holder instanceof Map) {
    if (op === "delete") holder.delete(key);
    else holder.set(key, value);
  } else if (op === "delete") {
    delete (holder as Record<string, unknown>)[String(key)];
  } else setOwn(holder as object, String(key), value);
  return state;
}

/** The key of a copy that is like this one. */
function keyIn(holder: unknown, key: unknown): unknown {
  if (!(holder instanceof Map || holder instanceof Set)) return key;
  return [...holder.keys()].find((known) => deepEqual(known, key)) ?? key;
}

function memberOf(holder: unknown, key: unknown): unknown {
  if (holder instanceof Map) return holder.get(keyIn(holder, key));
  return getOwn(holder as object, String(key));
}

Deno.test("doing the changes one by one is applying the diff", () => {
  forSeeds(150, (random) => {
    const rich = random.chance(0.3);
    const before = randomObject(random, 4, rich);
    const after = copied(before) as Record<string, unknown>;
    randomEdits(after, random, 1 + random.int(6), rich);
    const diff = computeDiff(before, after);
    const state = copied(before);
    const changes = changesOf(state, copied(diff));
    // Old values are those of the state, which doing the changes changes.
    let redone: unknown = copied(before);
    for (const change of copiedChanges(changes)) redone = redo(redone, change);
    const applied = applyDiff(copied(before), copied(diff));
    assertEquals(sameContent(redone, applied), true);
  });
});

function copiedChanges(changes: readonly Change[]): Change[] {
  return changes.map((change) => ({
    ...change,
    ..."old" in change ? { old: copied(change.old) } : {},
    ..."new" in change ? { new: copied(change.new) } : {},
  }));
}
