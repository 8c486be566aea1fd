import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { ContentKeys } from "../../../src/values/keys/content_keys.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

const keysOf = (keyed: Map<unknown, unknown> | Set<unknown>) =>
  new ContentKeys(keyed, NO_TYPES);

Deno.test("scalars are themselves", () => {
  const keys = keysOf(new Set(["a", 1]));
  for (const key of ["a", 1, "z", NaN, null, undefined, 5n, true]) {
    assertStrictEquals(keys.find(key), key);
    assertStrictEquals(keys.show(key), key);
  }
});

Deno.test("a Date and its like are found by content, the first of each", () => {
  const known = [
    new Date(1),
    Temporal.Instant.fromEpochMilliseconds(1),
    new Uint8Array([1, 2]),
    new URL("https://a.example/"),
  ];
  const same = [
    new Date(1),
    Temporal.Instant.fromEpochMilliseconds(1),
    new Uint8Array([1, 2]),
    new URL("https://a.example"),
  ];
  const keys = keysOf(new Set<unknown>([...known, ...same.slice(0, 1)]));
  same.forEach((key, i) => assertStrictEquals(keys.find(key), known[i]));
  const other = new Date(2);
  assertStrictEquals(keys.find(other), other);
});

Deno.test("what is added later is found, too, before and after the first search", () => {
  const set = new Set<unknown>();
  const keys = keysOf(set);
  const early = new Date(1);
  set.add(early);
  keys.add(early);
  assertStrictEquals(keys.find(new Date(1)), early);
  const late = new Date(2);
  set.add(late);
  keys.add(late);
  assertStrictEquals(keys.find(new Date(2)), late);
});

Deno.test("what can be no key is itself", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  for (const key of [loop, [], new Map(), () => 1]) {
    assertStrictEquals(keysOf(new Set()).find(key), key);
  }
});

Deno.test("what is handed out is a copy, the same each time", () => {
  const date = new Date(1);
  const keys = keysOf(new Set([date]));
  const shown = keys.show(date);
  assert(shown !== date);
  assertEquals(shown, date);
  assertStrictEquals(keys.show(date), shown);
  const instant = Temporal.Instant.fromEpochMilliseconds(1);
  assertStrictEquals(keys.show(instant), instant); // nobody can change it
});

Deno.test("scalars alone never cost a search of all keys", () => {
  const map = new Map([["a", 1]]);
  map.keys = () => {
    throw new Error("All keys were listed");
  };
  assertEquals(keysOf(map).find("a"), "a");
});

Deno.test("of two keys of one content the other is found once the first is gone", () => {
  const [first, second] = [new Date(1), new Date(1)];
  const set = new Set<unknown>([first, "a", second]);
  const keys = keysOf(set);
  assertStrictEquals(keys.find(new Date(1)), first);
  set.delete(first);
  assertStrictEquals(keys.find(new Date(1)), second);
  set.delete(second);
  // Nothing stands there: one that was taken out comes back as what it was.
  assertStrictEquals(keys.find(new Date(1)), first);
});
