import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { digestOf, digestOfMembers } from "../../src/diff/digest.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { cloned, mutated, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("values of the same state have one number", () => {
  assertEquals(digestOf(NaN), digestOf(-NaN));
  forSeeds(800, (random) => {
    const value = randomValue(random, 3);
    assertEquals(digestOf(cloned(value)), digestOf(value));
    const other = mutated(random, value);
    if (deepEqual(value, other)) assertEquals(digestOf(other), digestOf(value));
  });
});

Deno.test("values that differ early mostly have others", () => {
  const values = [
    ...Array.from({ length: 1000 }, (_, i) => i - 500),
    ...Array.from({ length: 1000 }, (_, i) => i / 7 + 1e6),
    ...Array.from({ length: 1000 }, (_, i) => ({ type: "todo", id: i })),
    ...Array.from({ length: 1000 }, (_, i) => ({ id: `user ${i}`, n: 1 })),
    ...Array.from({ length: 1000 }, (_, i) => [i, 5]),
    ...Array.from({ length: 1000 }, (_, i) => new Date(i * 1e9)),
  ];
  const digests = new Set(values.map((value) => digestOf(value)));
  assert(digests.size > 0.9 * values.length, `${digests.size}`);
});

Deno.test("members that are undefined are none", () => {
  assertEquals(digestOf({ a: undefined, b: 1 }), digestOf({ b: 1 }));
  assertNotEquals(digestOf({ a: 1, b: 1 }), digestOf({ b: 1 }));
  const shown = digestOfMembers(
    { a: 5, b: 1 },
    (key, item) => key === "a" ? undefined : item,
  );
  assertEquals(shown, digestOf({ b: 1 }));
});
