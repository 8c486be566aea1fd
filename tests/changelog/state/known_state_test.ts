import { assertEquals } from "@std/assert";
import {
  childOf,
  isKeyed,
  keyCount,
  UNKNOWN,
} from "../../../src/changelog/state/known_state.ts";
import { ABSENT } from "../../../src/values/own.ts";

Deno.test("what stands nowhere is absent, prototypes included", () => {
  assertEquals(childOf({}, "toString"), ABSENT);
  assertEquals(childOf({}, "__proto__"), ABSENT);
  assertEquals(childOf(null, "a"), ABSENT);
  assertEquals(childOf("text", "length"), ABSENT);
  assertEquals(childOf(new Map(), "a"), ABSENT);
  assertEquals(childOf([1], 1), ABSENT);
});

Deno.test("what stands there is found, null and undefined too", () => {
  assertEquals(childOf({ a: null }, "a"), null);
  assertEquals(childOf([1, 2], 1), 2);
  assertEquals(childOf(new Map([[5, "x"]]), 5), "x");
  assertEquals(childOf(new Set(["m"]), "m"), "m");
  assertEquals(childOf(JSON.parse('{"__proto__":1}'), "__proto__"), 1);
});

Deno.test("what can't be known is unknown", () => {
  assertEquals(childOf(UNKNOWN, "a"), UNKNOWN);
  assertEquals(childOf(new Map([[new Date(0), 1]]), new Date(0)), UNKNOWN);
  const touched: unknown[] = [];
  touched[3] = "x";
  assertEquals(childOf(touched, 1), UNKNOWN);
});

Deno.test("objects and maps go key by key, nothing else does", () => {
  const keyed = [{}, Object.create(null), new Map()];
  assertEquals(keyed.map(isKeyed), [true, true, true]);
  const others = [null, [], new Set(), new Date(0), "a", new URL("a:b")];
  assertEquals(others.some(isKeyed), false);
  assertEquals(keyCount({ a: 1 }), 1);
  assertEquals(keyCount(new Map([[1, 2]])), 1);
  assertEquals(keyCount("abc"), 0);
});
