import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { fromTag, isTag, NO_TAG, TAGS, toTag } from "../../src/log/tags.ts";
import { NO_TYPES, Tagged, TypeRegistry } from "../../src/values/kinds.ts";

class Point {
  constructor(readonly x: number) {}
}

const types = new TypeRegistry([{
  tag: "point",
  class: Point,
  encode: ({ x }: Point) => ({ x }),
  decode: (data) => new Point((data as Point).x),
}]);

const LIVE: readonly unknown[] = [
  new Date(0),
  new Date(8.64e15),
  new Date(-8.64e15),
  new Date(-62_167_219_200_000),
  Temporal.Instant.from("2026-06-10T02:55:04.123456789Z"),
  Temporal.Instant.fromEpochNanoseconds(-1n),
  new Uint8Array(0),
  Uint8Array.of(0, 255, 1),
  0n,
  -5n,
  2n ** 100n,
  NaN,
  Infinity,
  -Infinity,
  new URL("https://a.example/?q=ü#x"),
  new Map<unknown, unknown>([["a", 1], [2, "b"]]),
  new Set([1, "x"]),
  new Tagged("unknown", [1]),
  new Point(3),
];

for (const value of LIVE) {
  Deno.test(`the tag of ${Deno.inspect(value)} is read as that`, () => {
    const [tag, payload] = toTag(value, types);
    assert(TAGS.has(tag));
    assert(isTag(tag, payload));
    assertEquals(fromTag(tag, payload, types), value);
  });
}

Deno.test("a type without a codec is kept as it was read", () => {
  const [tag, payload] = toTag(new Point(3), types);
  const kept = fromTag(tag, payload, NO_TYPES);
  assertEquals(kept, new Tagged("point", { x: 3 }));
  assertEquals(toTag(kept, NO_TYPES), [tag, payload]);
});

Deno.test("an object with the key of a tag but another payload is no tag", () => {
  const others: readonly [string, unknown][] = [
    ["$date", "today"],
    ["$date", "2026-02-30T00:00:00.000Z"],
    ["$date", "2026-06-10T02:55:04.0001Z"],
    ["$date", "2026-06-10"],
    ["$date", 0],
    ["$instant", "2026-06-10T02:55:04+02:00"],
    ["$instant", "2026-13-10T02:55:04Z"],
    ["$bytes", "a"],
    ["$bytes", "AA==" + " "],
    ["$bytes", "AB=="],
    ["$bigint", "05"],
    ["$bigint", "-0"],
    ["$bigint", "1n"],
    ["$bigint", ""],
    ["$bigint", 5],
    ["$number", "1"],
    ["$number", "nan"],
    ["$url", "no url"],
    ["$url", "https://a.example"],
    ["$map", {}],
    ["$map", [["a"]]],
    ["$map", ["ab"]],
    ["$set", {}],
    ["$object", []],
    ["$object", [["a", 1], ["b", 2]]],
    ["$object", [[1, 2]]],
    ["$type", ["a"]],
    ["$type", [1, 2]],
    ["$other", "x"],
    ["$$date", "2026-06-10T02:55:00.000Z"],
  ];
  for (const [key, payload] of others) {
    assert(!isTag(key, payload), `${key}: ${Deno.inspect(payload)}`);
    assertStrictEquals(fromTag(key, payload, types), NO_TAG);
  }
});

Deno.test("$object stands for the object itself, whatever its key", () => {
  const read = fromTag("$object", [["__proto__", 1]], types) as object;
  assertEquals(Object.keys(read), ["__proto__"]);
  assertStrictEquals(Object.getPrototypeOf(read), Object.prototype);
});

Deno.test("what has no tag is refused, and named", () => {
  for (const value of [new Point(1), () => {}, Symbol("x"), undefined]) {
    assertThrows(() => toTag(value, NO_TYPES), TypeError, "no storable value");
  }
  assertThrows(() => toTag(new Point(1), NO_TYPES), TypeError, "Point");
});
