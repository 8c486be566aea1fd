import { assert, assertEquals, assertNotStrictEquals } from "@std/assert";
import { Copier } from "../../src/values/copy.ts";
import { duplicate } from "../../src/values/duplicate.ts";
import { deepEqual } from "../../src/values/equal.ts";
import {
  isContainer,
  kindOf,
  NO_TYPES,
  Tagged,
  type TypeCodec,
  TypeRegistry,
} from "../../src/values/kinds.ts";
import { randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

/** All objects at or below a value that change from within. */
function objectsIn(value: unknown, found = new Set<unknown>()): Set<unknown> {
  if (typeof value !== "object" || value === null) return found;
  if (kindOf(value) !== "instant") found.add(value);
  if (!isContainer(kindOf(value))) return found;
  const items = value instanceof Map
    ? [...value.keys(), ...value.values()]
    : value instanceof Set
    ? [...value]
    : Object.values(value);
  for (const item of items) objectsIn(item, found);
  return found;
}

Deno.test("a duplicate is the value, and shares nothing that can change", () =>
  forSeeds(300, (random) => {
    const value = new Copier(NO_TYPES).copyOf(randomValue(random, 4, true));
    const copy = duplicate(value, NO_TYPES);
    assert(deepEqual(copy, value));
    const mine = objectsIn(value);
    for (const object of objectsIn(copy)) assert(!mine.has(object));
  }));

Deno.test("what a transaction set to undefined is not there, and __proto__ is a key", () => {
  const value = JSON.parse('{"a":{"__proto__":{"x":1}},"__proto__":[1]}');
  value.gone = undefined;
  const copy = duplicate(value, NO_TYPES) as object;
  assertEquals(
    JSON.stringify(copy),
    '{"a":{"__proto__":{"x":1}},"__proto__":[1]}',
  );
  assertEquals(Object.getPrototypeOf(copy), Object.prototype);
});

Deno.test("values of own types are made anew by their codecs", () => {
  class Point {
    constructor(public at: number[]) {}
  }
  const codec: TypeCodec<Point> = {
    tag: "point",
    class: Point,
    encode: ({ at }) => at,
    decode: (data) => new Point(data as number[]),
  };
  const types = new TypeRegistry([codec]);
  const point = new Point([1]);
  const copy = duplicate(
    { point, other: new Tagged("t", { a: 1 }) },
    types,
  ) as {
    point: Point;
    other: Tagged;
  };
  assert(copy.point instanceof Point);
  assertNotStrictEquals(copy.point.at, point.at);
  assertEquals([copy.point.at, copy.other], [[1], new Tagged("t", { a: 1 })]);
});
