import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { NotStorableError } from "../../src/errors.ts";
import { present } from "../../src/diff/present.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { cloned, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("a value in which nothing is undefined is itself", () =>
  forSeeds(1000, (random) => {
    const value = randomValue(random, 4);
    const before = cloned(value);
    assertStrictEquals(present(value, NO_TYPES, true), value);
    assertEquals(value, before);
  }));

Deno.test("what is undefined is left out, at any depth; the rest is shared", () => {
  const shared = { x: [1] };
  const value = {
    "1": undefined,
    a: { b: undefined, c: 1 },
    l: [shared, { d: undefined }],
    m: new Map<unknown, unknown>([[5, undefined], ["k", { e: undefined }]]),
    shared,
  };
  const found = present(value, NO_TYPES, true) as typeof value;
  assertEquals(found as unknown, {
    a: { c: 1 },
    l: [shared, {}],
    m: new Map([["k", {}]]),
    shared,
  });
  assertStrictEquals(found.shared, shared);
  assertStrictEquals(found.l[0], shared);
  assertEquals("b" in value.a, true);
});

Deno.test("what can't be stored is refused where that is asked for", () => {
  const value = { a: [() => {}] };
  assertStrictEquals(present(value, NO_TYPES, false), value);
  assertThrows(() => present(value, NO_TYPES, true), NotStorableError, "a[0]");
});
