import { assert, assertEquals, assertThrows } from "@std/assert";
import { NotStorableError } from "../../src/errors.ts";
import { escapeValue } from "../../src/diff/escape.ts";
import {
  sizeAtMost,
  sizeOf,
  sizeOfDiff,
  sizeUpTo,
} from "../../src/diff/size.ts";
import { Tagged, TypeRegistry } from "../../src/values/kinds.ts";
import { jsonText } from "../support/naive_diff.ts";
import { randomScalar, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("the size of a value is the length of its text in a diff", () => {
  const texts: [unknown, string][] = [
    [null, "null"],
    [true, "true"],
    [false, "false"],
    [0, "0"],
    [-0, "-0.0"],
    [99, "99"],
    [100, "100"],
    [-1, "-1"],
    [0.5, "0.5"],
    [1e21, "1e+21"],
    [2 ** 53, "9007199254740992"],
    [2 ** 53 + 2, "9007199254740994.0"],
    [-(2 ** 60), "-1152921504606847000.0"],
    [NaN, '{"$number":"NaN"}'],
    [-Infinity, '{"$number":"-Infinity"}'],
    [5n, '{"$bigint":"5"}'],
    [2n ** 53n, '{"$bigint":"9007199254740992"}'],
    [2n ** 53n + 1n, "9007199254740993"],
    ["", '""'],
    ['"\\\n\u0001', '"\\"\\\\\\n\\u0001"'],
    ["😀", '"😀"'],
    ["$a", '"$a"'],
    ["$$a", '"$$$a"'],
    [[], "[]"],
    [[1, [2]], "[1,[2]]"],
    [{}, "{}"],
    [{ a: 1, $b: "$$" }, '{"a":1,"$$b":"$$$"}'],
    [new Date(0), '{"$date":"1970-01-01T00:00:00.000Z"}'],
    [new Date(8e15), '{"$date":"+255479-07-02T05:20:00.000Z"}'],
    [new Date(-62167219200001), '{"$date":"-000001-12-31T23:59:59.999Z"}'],
    [
      Temporal.Instant.from("2026-06-10T02:55:00.000001Z"),
      '{"$instant":"2026-06-10T02:55:00.000001Z"}',
    ],
    [new Uint8Array(4), '{"$bytes":"AAAAAA=="}'],
    [new URL("https://a.example"), '{"$url":"https://a.example/"}'],
    [new Map(), '{"$map":[]}'],
    [
      new Map<unknown, unknown>([["$a", 1], [2, "b"]]),
      '{"$map":[["$$a",1],[2,"b"]]}',
    ],
    [new Set([1, "$$"]), '{"$set":[1,"$$$"]}'],
    [new Tagged("point", ["$$"]), '{"$type":["point",["$$"]]}'],
  ];
  for (const [value, text] of texts) {
    assertEquals(sizeOf(value), text.length, text);
    assertEquals(sizeOf([value, value]), 2 * text.length + 3, text);
    assertEquals(sizeOf({ a: value }), text.length + 6, text);
  }
});

Deno.test("a value of an own type counts as its tag and data", () => {
  class Point {
    constructor(readonly x: string) {}
  }
  const types = new TypeRegistry([{
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => ({ $x: x }),
    decode: () => new Point(""),
  }]);
  const text = '{"$type":["point",{"$x":"$$"}]}';
  assertEquals(sizeOf(new Point("$$"), types), text.length);
  assertThrows(() => sizeOf(new Point("$$")), NotStorableError);
});

Deno.test("the size of any state is the length of its text", () => {
  forSeeds(2000, (random) => {
    const value = random.chance(0.5)
      ? randomValue(random, 4)
      : randomScalar(random);
    const size = jsonText(value, true).length;
    assertEquals(sizeOf(value), size);
    assertEquals(sizeOfDiff(escapeValue(value)), size);
    assertEquals(sizeUpTo(value, size), size);
    assert(sizeAtMost(value, size));
    assert(!sizeAtMost(value, size - 1));
    assert(sizeUpTo(value, random.int(size)) > random.int(0));
  });
});

Deno.test("measuring stops where the limit is passed", () => {
  const trap = {
    get far(): never {
      throw new Error("looked at what can't matter any more");
    },
  };
  assert(!sizeAtMost(["x".repeat(50), trap], 40));
  assert(!sizeAtMost({ a: "x".repeat(50), b: trap }, 40));
  assert(
    !sizeAtMost(
      new Map<unknown, unknown>([["x".repeat(50), 1], [2, trap]]),
      40,
    ),
  );
  assert(!sizeAtMost(new Set([trap, 1, 2, 3]), 10));
  assert(!sizeAtMost([[1, 2, 3, 4, 5, [trap]], trap], 8));
  assertThrows(() => sizeAtMost([1, trap], 1000), Error, "looked at");
});
