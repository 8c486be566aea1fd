/**
 * A value that is taken from the wire is the writer's state, in its order.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { ToldValue } from "../../src/browser/told_value.ts";
import { applyDiff } from "../../src/diff/apply.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { toJson } from "../../src/format/json/record/values.ts";
import type { Change } from "../../src/history/changes/change.ts";
import { changesOf } from "../../src/history/changes/changes.ts";
import { contentText, deepEqual } from "../../src/values/equal.ts";
import { NO_TYPES, Tagged, TypeRegistry } from "../../src/values/kinds.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { cloned } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

const FORM = { types: NO_TYPES, guarded: true };
const json = (value: unknown) => toJson(value, FORM);

/** The text of a state, as the wire has it. */
function state(
  rev: number,
  value: unknown,
  path: unknown[] = [],
  places?: string[],
): string {
  const id = `${rev}-0`;
  const about = { type: "state", rev, id, path, places };
  return JSON.stringify({ ...about, value: json(value) });
}

/** The text of a change, as the wire has it. */
function change(
  rev: number,
  changes: readonly Change[],
  masked: readonly string[] = [],
): string {
  const told = changes.map(({ path, old: _, ...change }) => ({
    ...change,
    path: path.map(json),
    ..."new" in change ? { new: json(change.new) } : {},
  }));
  return JSON.stringify({
    type: "change",
    rev,
    id: `${rev}-0`,
    ts: "2026-06-10T12:02:11Z",
    action: "",
    changes: told,
    masked,
  });
}

Deno.test("a told value is the writer's state after each change, whatever it changed", () => {
  forSeeds(300, (random) => {
    const rich = random.chance(0.5);
    let live: unknown = randomObject(random, 4, rich);
    const told = new ToldValue();
    told.take(state(0, live));
    for (let rev = 1; rev < 6; rev++) {
      const after = cloned(live) as Record<string, unknown>;
      randomEdits(after, random, 1 + random.int(6), rich);
      const diff = computeDiff(live, after);
      told.take(change(rev, changesOf(live, cloned(diff))));
      live = applyDiff(live, diff);
      assertEquals(
        contentText(told.value, NO_TYPES),
        contentText(live, NO_TYPES),
      );
      assertEquals(deepEqual(told.value, live), true);
      assertEquals(told.rev, rev);
    }
    // Who joins later gets the same.
    const later = new ToldValue();
    later.take(told.state());
    assertEquals(deepEqual(later.value, live), true);
    assertEquals([later.rev, later.id], [told.rev, told.id]);
  });
});

Deno.test("a key that was deleted and set again stands last, and without that word it would not", () => {
  const before = {
    o: { a: 1, b: 2 },
    m: new Map([[new Date(0), 1], [new Date(1), 2]]),
  };
  const after = {
    o: { b: 2, a: 3 },
    m: new Map([[new Date(1), 2], [new Date(0), 3]]),
  };
  const changes = changesOf(before, computeDiff(before, after));
  const told = new ToldValue();
  told.take(state(0, before));
  told.take(change(1, changes));
  assertEquals(deepEqual(told.value, after), true);
  const other = new ToldValue();
  other.take(state(0, before));
  other.take(change(1, changes.map(({ moved: _, ...change }) => change)));
  assertEquals(other.value, after); // whatever the order
  assertEquals(deepEqual(other.value, after), false);
});

const set = (key: string, value: unknown): Change[] => [
  { op: "set", at: key, path: key === "" ? [] : key.split("."), new: value },
];

Deno.test("what comes twice is taken once", () => {
  const told = new ToldValue();
  told.take(state(4, { n: 4 }));
  const text = change(5, set("n", 5));
  assertEquals(told.take(text)?.type, "change");
  assertEquals(told.take(text), undefined);
  assertEquals(told.take(change(4, set("n", 4))), undefined);
  assertEquals([told.value, told.rev, told.id], [{ n: 5 }, 5, "5-0"]);
});

Deno.test("a greeting tells how far the stream is, when there is a state", () => {
  const hello = '{"type":"hello","schema":1,"rev":7,"id":"7-0"}';
  const told = new ToldValue();
  told.take(hello);
  assertEquals([told.rev, told.id], [-1, undefined]);
  told.take(state(4, { n: 4 }));
  // A connection begins: what came meanwhile is still to be told.
  told.take(hello, true);
  assertEquals([told.rev, told.id], [4, "4-0"]);
  told.take(hello);
  assertEquals([told.rev, told.id], [7, "7-0"]);
  assertEquals(told.take('{"type":"news","rev":9}'), undefined);
  assertEquals(told.rev, 7);
});

Deno.test("after a reset nothing counts before the next state, which may be older", () => {
  const told = new ToldValue();
  told.take(state(4, { n: 4 }));
  assertEquals(
    told.take('{"type":"reset","rev":2,"id":"2-0","reason":"cut"}')?.type,
    "reset",
  );
  assertEquals([told.value, told.id], [{ n: 4 }, undefined]);
  assertEquals(told.take(change(5, set("n", 5))), undefined);
  told.take(state(2, { n: 2 }));
  told.take(change(3, set("n", 3)));
  assertEquals([told.value, told.rev], [{ n: 3 }, 3]);
});

Deno.test("a change that does not fit is an error, unless its values are masked", () => {
  const told = new ToldValue();
  told.take(state(1, { a: "••••••", list: [1] }));
  told.take(change(2, set("a.key", "••••••"), ["a.key"]));
  assertEquals([told.value, told.rev], [{ a: "••••••", list: [1] }, 2]);
  const wrong: Change[][] = [
    set("a.key", 1),
    set("b.key", 1),
    [{ op: "remove", at: "list[1]", path: ["list", 1] }],
    [{ op: "insert", at: "list[2]", path: ["list", 2], new: 1 }],
    [{ op: "set", at: "list.x", path: ["list", "x"], new: 1 }],
    [{ op: "remove", at: "", path: [] }],
  ];
  for (const changes of wrong) {
    assertThrows(() => told.take(change(3, changes)), RangeError);
  }
});

Deno.test("a place is told by its keys, and a root may be any value", () => {
  const told = new ToldValue();
  told.take(state(1, [1], ["lists", "today"]));
  const insert = { op: "insert", at: "", path: ["lists", "today", 1], new: 2n };
  told.take(change(2, [insert as Change]));
  assertEquals(told.value, [1, 2n]);
  told.take(change(3, [{
    op: "delete",
    at: "lists.today",
    path: ["lists", "today"],
    old: [],
  }]));
  assertEquals(told.value, undefined);
  told.take(change(4, [{
    op: "add",
    at: "lists.today",
    path: ["lists", "today"],
    new: 5,
  }]));
  assertEquals(told.value, 5);
});

Deno.test("the application's own types are what their codecs make of them", () => {
  class Point {
    constructor(readonly x: number) {}
  }
  const codec = {
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => x,
    decode: (x: unknown) => new Point(Number(x)),
  };
  const types = new TypeRegistry([codec]);
  const text = state(1, new Tagged("point", 3));
  const told = new ToldValue(types);
  told.take(text);
  assertEquals(told.value instanceof Point && told.value.x, 3);
  // The hub has no codecs, and hands on what it does not know.
  const hub = new ToldValue();
  hub.take(text);
  const later = new ToldValue(types);
  later.take(hub.state());
  assertEquals(later.value, told.value);
});

Deno.test("of several places what is above them is there as long as something is in it", () => {
  const told = new ToldValue();
  const places = ["items", "users.bob", "users.eve"];
  const value = { items: {}, users: { bob: { tags: {} }, eve: 1 } };
  told.take(state(1, value, [], places));
  // Who joins later prunes it alike.
  const later = new ToldValue();
  later.take(told.state());
  const gone = (at: string): Change => ({
    op: "delete",
    at,
    path: at.split("."),
  });
  for (const one of [told, later]) {
    one.take(change(2, [gone("users.bob.tags"), gone("users.eve")]));
    assertEquals(one.value, { items: {}, users: { bob: {} } });
    one.take(change(3, [gone("users.bob")]));
    assertEquals(one.value, { items: {} });
    one.take(change(4, [gone("items")]));
    assertEquals(one.value, undefined);
  }
});

Deno.test("of a pattern a copy has the first state, and says that it can't follow", () => {
  const told = new ToldValue();
  told.take(state(1, { a: { name: "A" } }, ["users"], ["users.*.name"]));
  told.take(change(2, set("users.b.name", "B")));
  assertEquals([told.value, told.rev], [{ a: { name: "A" } }, 2]);
  assertEquals(
    told.problem,
    "users.*.name is served: a copy is of places without wildcards or indices",
  );
  told.take(state(3, {}, [], ["**"]));
  assertEquals(told.problem, "");
});
