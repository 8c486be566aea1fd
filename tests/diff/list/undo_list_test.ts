import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { apply, applyDiff, applyWithUndo } from "../../../src/diff/apply.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { UndoList } from "../../../src/diff/list/undo_list.ts";
import { contentText } from "../../../src/values/equal.ts";
import type { Random } from "../../support/random.ts";
import { randomObject } from "../../support/random_edits.ts";
import { cloned, mutated } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";

/** All objects of a state, from the root on. */
function objectsIn(value: unknown, found: object[] = []): object[] {
  if (typeof value !== "object" || value === null) return found;
  found.push(value);
  const parts = value instanceof Map || value instanceof Set
    ? [...value.keys(), ...value.values()]
    : Object.values(value);
  for (const part of parts) objectsIn(part, found);
  return found;
}

/** Checks that a state is what it was, down to its very objects. */
function unchanged(state: unknown, before: string, objects: object[]): void {
  assertEquals(contentText(state), before);
  const now = objectsIn(state);
  assertEquals(now.length, objects.length);
  now.forEach((one, i) => assertStrictEquals(one, objects[i]));
}

Deno.test("each kind of change is taken back, with the order of keys", () => {
  const map = (): Map<unknown, unknown> =>
    new Map<unknown, unknown>([["a", 1], [2, { b: 1 }], ["c", 3]]);
  const cases: [state: unknown, diff: unknown][] = [
    [{ a: 1, b: 2 }, { a: 5, c: 6 }],
    [{ a: 1, b: 2, c: 3 }, { $delete: ["a", "none"] }],
    [{ a: 1, b: 2, c: 3 }, { $delete: ["b", "a"], a: 7, d: 4, b: 8 }],
    [{ 5: 1, a: 2, 1: 3 }, { $delete: ["5", "a"], 7: 1 }],
    [JSON.parse('{"__proto__":1,"b":2}'), { $delete: ["__proto__"] }],
    [JSON.parse('{"b":2}'), JSON.parse('{"__proto__":{"c":1}}')],
    [{ a: { b: { c: 1 } } }, { a: { b: { $delete: ["c"], d: 1 } } }],
    [{ a: { b: 1 } }, { a: { $replace: { c: 1 } } }],
    [{ a: 1 }, { $replace: { b: 1 } }],
    [{ a: 1 }, 5],
    [[1, 2, 3], { $delete: [2, 0], $insert: [[0, 7], [2, 8]], 1: 9 }],
    [[1, 2, 3], { $delete: [0, 0], $insert: [[1, 7], [0, 8]] }],
    [[{ a: 1 }, [2]], { 0: { a: 2 }, 1: { $insert: [[0, 5]] } }],
    [
      Array.from({ length: 30 }, (_, i) => i),
      {
        $delete: [29, 20, 19, 18, 12, 11, 9, 5, 3, 0],
        $insert: Array.from({ length: 12 }, (_, i) => [2 * i, `new ${i}`]),
      },
    ],
    [new Set([1, 2, 3]), { $delete: [2, 9], $add: [4, 1, 2] }],
    [map(), new Map<unknown, unknown>([["$delete", ["a", 2]], [2, 0], [9, 9]])],
    [map(), new Map<unknown, unknown>([[2, { b: 2, c: 1 }], ["c", []]])],
    [{ m: { a: { n: 1 } } }, {
      m: new Map<unknown, unknown>([[1, 1], ["a", { n: 2 }]]),
    }],
    [
      new Map([[new Date(0), 1], [new Date(1), 2]]),
      new Map<unknown, unknown>([["$delete", [new Date(0)]], [new Date(1), 3]]),
    ],
  ];
  for (const [state, diff] of cases) {
    const [before, objects] = [contentText(state), objectsIn(state)];
    const wanted = applyDiff(cloned(state), diff);
    const applied = applyWithUndo(state, cloned(diff));
    assertEquals(contentText(applied.state), contentText(wanted));
    assertStrictEquals(applied.undo(), state);
    unchanged(state, before, objects);
  }
});

Deno.test("a run of changes is taken back step by step", () =>
  forSeeds(400, (random) => {
    let state: unknown = randomObject(random, 3, true);
    const stages: { before: string; objects: object[]; undo(): unknown }[] = [];
    for (let turn = random.int(4); turn >= 0; turn--) {
      const [before, objects] = [contentText(state), objectsIn(state)];
      const next = mutated(random, state, 3);
      const applied = applyWithUndo(state, cloned(computeDiff(state, next)));
      assertEquals(contentText(applied.state), contentText(next));
      stages.push({ before, objects, undo: applied.undo });
      state = applied.state;
    }
    for (const { before, objects, undo } of stages.toReversed()) {
      state = undo();
      unchanged(state, before, objects);
    }
  }));

Deno.test("one list takes back all that was noted in it", () =>
  forSeeds(250, (random) => {
    const root = { state: randomObject(random, 3, true) as unknown };
    const [before, objects] = [contentText(root), objectsIn(root)];
    const undo = new UndoList();
    for (let turn = 0; turn < 3; turn++) {
      const next = { state: mutated(random, root.state, 3) };
      apply(root, cloned(computeDiff(root, next)), { undo });
    }
    undo.run();
    unchanged(root, before, objects);
  }));

/** A state and the diff of another with longer lists: many do not fit. */
function stranger(random: Random): [state: unknown, diff: unknown] {
  const item = (i: number) => random.chance(0.5) ? { i } : [i, i];
  const before = {
    ...randomObject(random, 3, true),
    ...Object.fromEntries([..."uvwxyz"].map((key) => [
      key,
      Array.from({ length: 4 + random.int(30) }, (_, i) => item(i)),
    ])),
  };
  const state = Object.fromEntries(
    Object.entries(cloned(before) as object).map(([key, value]) => [
      key,
      Array.isArray(value) && random.chance(0.3) ? value.slice(0, 3) : value,
    ]),
  );
  const after = mutated(random, mutated(random, before));
  return [state, computeDiff(before, after)];
}

type Apply = (state: unknown, diff: unknown) => void;

/** How many of these diffs each refused; the state is unchanged then. */
function refusals(...ways: readonly Apply[]): number[] {
  const refused = ways.map(() => 0);
  forSeeds(800, (random) => {
    const [first, diff] = stranger(random);
    const states = ways.map((_, way) => way === 0 ? first : cloned(first));
    const diffs = ways.map((_, way) => way === 0 ? diff : cloned(diff));
    ways.forEach((apply, way) => {
      const state = states[way];
      const [before, objects] = [contentText(state), objectsIn(state)];
      try {
        apply(state, diffs[way]);
      } catch {
        refused[way]!++;
        unchanged(state, before, objects);
      }
    });
  });
  return refused;
}

Deno.test("a diff that does not fit is refused, and the state is what it was", () => {
  const refused = refusals(
    (state, diff) => applyWithUndo(state, diff),
    (state, diff) => applyDiff(state, diff),
  );
  assert(refused.every((count) => count > 100), `${refused} were refused`);
});

Deno.test("without an undo list some states would be half changed", () => {
  let halves = 0;
  try {
    refusals((state, diff) => apply(state, diff));
  } catch {
    halves++;
  }
  assertEquals(halves, 1);
});

Deno.test("what it takes follows the change", () => {
  const state = {
    list: Array.from({ length: 1000 }, (_, i) => i),
    at: Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`${i}_`, i]),
    ),
  };
  const { keys } = Object;
  let listed = 0;
  Object.keys = (value: object) => {
    const found = keys(value);
    listed = Math.max(listed, found.length);
    return found;
  };
  try {
    applyWithUndo(state, {
      list: { $insert: [[1000, 1]] },
      at: { "5_": 6, new: 1 },
    }).undo();
    assertEquals(listed, 2);
    applyWithUndo(state, { at: { $delete: ["5_"] } }).undo();
    assertEquals(listed, 1000);
  } finally {
    Object.keys = keys;
  }
});
