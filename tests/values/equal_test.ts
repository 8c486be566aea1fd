import { assert, assertEquals } from "@std/assert";
import { contentText, deepEqual } from "../../src/values/equal.ts";
import { Tagged, TypeRegistry } from "../../src/values/kinds.ts";
import { jsonText } from "../support/naive_diff.ts";
import { cloned, mutated, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

class Point {
  constructor(readonly x: number) {}
}

class Pixel extends Point {}

const types = new TypeRegistry([
  {
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => x,
    decode: (x) => new Point(Number(x)),
  },
  {
    tag: "pixel",
    class: Pixel,
    encode: ({ x }: Pixel) => x,
    decode: (x) => new Pixel(Number(x)),
  },
]);

/** Each makes a value that equals none of the others, yet itself. */
const DISTINCT: readonly (() => unknown)[] = [
  () => null,
  () => false,
  () => true,
  () => 0,
  () => -0,
  () => 1,
  () => NaN,
  () => Infinity,
  () => 1n,
  () => "1",
  () => "",
  () => "true",
  () => [],
  () => [1],
  () => [[1]],
  () => [1, 2],
  () => [2, 1],
  () => ["number", "NaN"],
  () => ["date", 0],
  () => ({}),
  () => ({ a: 1, b: 2 }),
  () => ({ b: 2, a: 1 }),
  () => ({ a: 1, b: null }),
  () => ({ a: 1 }),
  () => ({ a: { b: [1, { c: 1 }] } }),
  () => ({ a: { b: [1, { c: true }] } }),
  () => JSON.parse('{"__proto__": 1}'),
  () => ({ constructor: 1 }),
  () => new Map(),
  () => new Map([["a", 1]]),
  () => new Map<unknown, number>([["a", 1], [1, 2]]),
  () => new Map<unknown, number>([[1, 2], ["a", 1]]),
  () => new Set(),
  () => new Set([1, 2]),
  () => new Set([2, 1]),
  () => new Set([[1, 2]]),
  () => new Date(0),
  () => new Date(1),
  () => Temporal.Instant.from("1970-01-01T00:00:00Z"),
  () => Temporal.Instant.from("1970-01-01T00:00:00.000000001Z"),
  () => new Uint8Array(),
  () => new Uint8Array([1]),
  () => new Uint8Array([1, 0]),
  () => new URL("https://a.example/"),
  () => new URL("https://a.example/#b"),
  () => new Tagged("point", 1),
  () => new Tagged("point", 2),
  () => new Tagged("pixel", 1),
  () => new Point(1),
  () => new Point(2),
  () => new Pixel(1),
];

Deno.test("a value equals another of its kind, content and order, and no other", () => {
  for (const [i, one] of DISTINCT.entries()) {
    for (const [j, other] of DISTINCT.entries()) {
      const [a, b] = [one(), other()];
      assertEquals(deepEqual(a, b, types), i === j, `${i} and ${j}`);
      assertEquals(deepEqual([{ a }], [{ a: b }], types), i === j);
      const texts = [contentText(a, types), contentText(b, types)];
      assertEquals(texts[0] === texts[1], i === j, texts.join(" and "));
    }
  }
});

Deno.test("what can't be stored equals only itself", () => {
  const odd = [() => {}, Symbol("a"), undefined, new (class {})()];
  for (const one of odd) {
    assert(deepEqual(one, one));
    assert(!deepEqual(one, {}));
    assert(!deepEqual(one, null));
  }
  assert(!deepEqual(new Point(1), new Point(1)), "no codec for it is known");
});

Deno.test("two states are equal exactly when their texts are", () => {
  forSeeds(600, (random) => {
    const a = randomValue(random, 3);
    const b = random.chance(0.5) ? mutated(random, a) : cloned(a);
    const same = jsonText(a, true) === jsonText(b, true);
    assertEquals(deepEqual(a, b), same);
    assertEquals(contentText(a) === contentText(b), same);
  });
});
