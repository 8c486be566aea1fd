import { assertEquals, assertThrows } from "@std/assert";
import { DataIntegrityError } from "../../../src/errors.ts";
import {
  normalEdits,
  placeText,
} from "../../../src/database/schema/normal_form.ts";
import { applyEdit } from "../../../src/database/schema/stored_places.ts";
import { Copier } from "../../../src/values/copy.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { kindOf, NO_TYPES } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { randomValue } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";

const edits = (value: unknown, made: unknown, strip = false) =>
  normalEdits(value, made, { types: NO_TYPES, strip })
    .map(({ steps, kind, value }) =>
      kind === "remove"
        ? `${kind} ${placeText(steps)}`
        : `${kind} ${placeText(steps)} ${JSON.stringify(value)}`
    );

Deno.test("what a schema leaves as it is leads to no edit", () => {
  const date = new Date(5);
  for (
    const [value, made] of [
      [{ a: 1, b: 2 }, { b: 2, a: 1 }], // key order alone
      [{ a: 1, unknown: { deep: 1 } }, { a: 1 }],
      [{ list: [{ a: 1, x: 2 }] }, { list: [{ a: 1 }] }],
      [{ at: date }, { at: new Date(5) }],
      [{ m: new Map([["a", 1], ["b", 2]]) }, {
        m: new Map([["b", 2], ["a", 1]]),
      }],
      [{ s: new Set([1, 2]) }, { s: new Set([2, 1]) }],
      [{ m: new Map([[date, 1]]) }, { m: new Map([[new Date(5), 1]]) }],
      [{ n: NaN }, { n: NaN }],
      [{ a: 1 }, { a: 1, b: undefined }],
    ]
  ) assertEquals(edits(value, made), []);
});

Deno.test("defaults are added, normal forms replace, and undefined removes", () => {
  assertEquals(
    edits({ name: " a ", old: 1, kept: 2 }, {
      name: "a",
      role: "user",
      old: undefined,
    }),
    ['replace data.name "a"', 'add data.role "user"', "remove data.old"],
  );
  assertEquals(edits({ a: { b: [{ c: " x" }] } }, { a: { b: [{ c: "x" }] } }), [
    'replace data.a.b[0].c "x"',
  ]);
  assertEquals(edits({ n: 0 }, { n: -0 }), ["replace data.n 0"]);
  assertEquals(edits({ n: 1 }, { n: "1" }), ['replace data.n "1"']);
});

Deno.test("with strip the keys that a schema does not give back go", () => {
  const value = { a: 1, x: 1, list: [{ b: 1, y: 1 }] };
  assertEquals(edits(value, { a: 1, list: [{ b: 1 }] }, true), [
    "remove data.list[0].y",
    "remove data.x",
  ]);
});

Deno.test("of a Map the keys that are missing are gone, since they are data", () => {
  const value = { m: new Map<unknown, unknown>([[1, { a: 1, x: 1 }], [2, 2]]) };
  const made = { m: new Map<unknown, unknown>([[1, { a: 2 }], [3, 3]]) };
  assertEquals(edits(value, made), [
    'replace data.m["1"].a 2'.replace('["1"]', "[1]"),
    "add data.m[3] 3",
    "remove data.m[2]",
  ]);
});

Deno.test("items keep their own keys, also where a schema sorts or drops them", () => {
  const list = [{ id: 2, x: "two" }, { id: 1 }, { id: 3, x: "three" }];
  assertEquals(edits({ list }, { list: [{ id: 1 }, { id: 2 }, { id: 3 }] }), [
    'replace data.list [{"id":1},{"id":2,"x":"two"},{"id":3,"x":"three"}]',
  ]);
  assertEquals(edits({ list }, { list: [{ id: 2 }, { id: 3 }] }), [
    'replace data.list [{"id":2,"x":"two"},{"id":3,"x":"three"}]',
  ]);
  // As a normal form, in its place.
  assertEquals(
    edits({ list: [{ n: " a", x: 1 }, { n: "b" }] }, {
      list: [{ n: "a" }, { n: "b" }],
    }),
    ['replace data.list[0].n "a"'],
  );
  assertEquals(edits({ tags: ["b", "a"] }, { tags: ["a", "b"] }), [
    'replace data.tags[0] "a"',
    'replace data.tags[1] "b"',
  ]);
  assertEquals(edits({ tags: ["b", "", "a"] }, { tags: ["b", "a"] }), [
    'replace data.tags ["b","a"]',
  ]);
});

Deno.test("where nobody can tell whose keys they are, it is refused", () => {
  const list = [{ n: " b", x: 1 }, { n: " a", x: 2 }, { n: "c", x: 3 }];
  const error = assertThrows(
    () => edits({ all: { list } }, { all: { list: [{ n: "a" }, { n: "c" }] } }),
    DataIntegrityError,
    "moves or drops items of the list data.all.list",
  ) as Error;
  assertEquals(error.message.includes("strip: true"), true);
  assertEquals(
    edits({ list }, { list: [{ n: "a" }, { n: "c" }] }, true),
    ['replace data.list [{"n":"a"},{"n":"c"}]'],
  );
});

/** As a database has it: two Dates of the same time are one key of a Map. */
function copy(value: unknown): unknown {
  return new Copier(NO_TYPES).copyOf(value);
}

/** The value with some keys left out, and others in another order. */
function projected(random: Random, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => projected(random, item));
  if (kindOf(value) !== "object") return value;
  const entries = Object.entries(value as object)
    .filter(() => random.chance(0.7))
    .map(([key, item]) => [key, projected(random, item)]);
  return Object.fromEntries(random.chance(0.5) ? entries : entries.reverse());
}

Deno.test("nothing that a schema leaves out or reorders is a change", () =>
  forSeeds(200, (random) => {
    const value = copy(randomValue(random, 4));
    assertEquals(edits(value, projected(random, value)), []);
  }));

Deno.test("with strip the edits lead to what the schema made", () =>
  forSeeds(200, (random) => {
    const root = { value: copy(randomValue(random, 3)) };
    const made = { value: copy(randomValue(random, 3)) };
    const found = normalEdits(root, copy(made), {
      types: NO_TYPES,
      strip: true,
    });
    const state = copy(root) as object;
    for (const edit of found) {
      applyEdit(state, edit, NO_TYPES);
    }
    // But for the order of keys: that is the data's own.
    const again = normalEdits(state, made, { types: NO_TYPES, strip: true });
    assertEquals(again, []);
    if (found.length === 0) assertEquals(deepEqual(state, root), true);
  }));
