/**
 * `@std/assert` does what the tests take for granted, the stand-in as the real one.
 *
 * @module
 */

import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertNotInstanceOf,
  assertNotMatch,
  assertNotStrictEquals,
  assertObjectMatch,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
  unimplemented,
  unreachable,
} from "@std/assert";

class Point {
  constructor(readonly x: number) {}
}
class Place extends Point {}

function loop(value: unknown): unknown {
  const object: Record<string, unknown> = { value };
  object["self"] = object;
  return object;
}

/** Pairs that are equal, and pairs that are not. */
const pairs: [boolean, string, unknown, unknown][] = [
  [true, "NaN and NaN", NaN, NaN],
  [true, "0 and -0", { a: 0 }, { a: -0 }],
  [true, "objects whose keys stand in another order", { a: 1, b: 2 }, {
    b: 2,
    a: 1,
  }],
  [
    true,
    "an object without a prototype and a plain one",
    Object.create(null),
    {},
  ],
  [true, "nested arrays and objects", [{ a: [1, { b: null }] }], [{
    a: [1, { b: null }],
  }]],
  [true, "dates of one time", new Date(5), new Date(5)],
  [true, "invalid dates", new Date(NaN), new Date(NaN)],
  [
    true,
    "maps in another order",
    new Map([[1, 2], [3, 4]]),
    new Map([[3, 4], [1, 2]]),
  ],
  [
    true,
    "maps with objects as keys",
    new Map([[{ a: 1 }, 2]]),
    new Map([[{ a: 1 }, 2]]),
  ],
  [true, "sets in another order", new Set([1, 2]), new Set([2, 1])],
  [
    true,
    "sets of objects",
    new Set([{ a: 1 }, { b: 1 }]),
    new Set([{ b: 1 }, { a: 1 }]),
  ],
  [true, "bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  [true, "regular expressions", /a/g, /a/g],
  [true, "addresses", new URL("http://a/b"), new URL("http://a/b")],
  [
    true,
    "instants",
    Temporal.Instant.from("2020-01-01T00:00Z"),
    new Date(1577836800000).toTemporalInstant(),
  ],
  [true, "instances of one class", new Point(1), new Point(1)],
  [true, "loops", loop(1), loop(1)],
  [
    true,
    "keys of every name",
    JSON.parse('{"__proto__":1}'),
    JSON.parse('{"__proto__":1}'),
  ],
  [false, "a property that is undefined and one that is missing", {
    a: undefined,
  }, {}],
  [false, "the same, with another key", { a: undefined }, { b: undefined }],
  [false, "1 and true", 1, true],
  [false, "1 and 1n", 1, 1n],
  [false, '1 and "1"', { a: 1 }, { a: "1" }],
  [false, "null and undefined", null, undefined],
  [false, "null and {}", null, {}],
  [false, "[] and {}", [], {}],
  [false, "arrays in another order", [1, 2], [2, 1]],
  [false, "arrays of another length", [1, 2], [1, 2, 3]],
  [false, "dates of two times", new Date(5), new Date(6)],
  [false, "maps with another value", new Map([[1, 2]]), new Map([[1, 3]])],
  [false, "maps with another key", new Map([[1, 2]]), new Map([[2, 2]])],
  [false, "a map and a set", new Map(), new Set()],
  [false, "a map and an object", new Map(), {}],
  [false, "sets with another value", new Set([1]), new Set([2])],
  [false, "sets of other objects", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  [false, "other bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  [false, "more bytes", new Uint8Array([1]), new Uint8Array([1, 0])],
  [false, "bytes and an array", new Uint8Array([1]), [1]],
  [false, "other flags", /a/g, /a/i],
  [false, "other addresses", new URL("http://a/b"), new URL("http://a/c")],
  [
    false,
    "other instants",
    new Date(1).toTemporalInstant(),
    new Date(2).toTemporalInstant(),
  ],
  [false, "instances of two classes", new Point(1), new Place(1)],
  [false, "an instance and a plain object", new Point(1), { x: 1 }],
  [false, "loops around another value", loop(1), loop(2)],
  [false, "a key named __proto__ and none", JSON.parse('{"__proto__":1}'), {}],
  [false, "two functions", () => 1, () => 1],
];

for (const [same, what, a, b] of pairs) {
  Deno.test(`${what} are ${same ? "" : "not "}equal`, () => {
    for (const [left, right] of [[a, b], [b, a]]) {
      assertStrictEquals(equal(left, right), same);
      assertStrictEquals(equal({ in: [left] }, { in: [right] }), same);
      if (same) assertEquals(left, right);
      else assertNotEquals(left, right);
      assertThrows(
        () => same ? assertNotEquals(left, right) : assertEquals(left, right),
        AssertionError,
      );
    }
  });
}

Deno.test("assertEquals() says what differs, and the caller's words", () => {
  const error = assertThrows(
    () =>
      assertEquals(
        { name: "Alice", age: 1 },
        { name: "Bob", age: 1 },
        "the user",
      ),
    AssertionError,
  );
  for (const part of ["the user", "Alice", "Bob"]) {
    assertStringIncludes(error.message, part);
  }
});

Deno.test("assertStrictEquals() tells 0 from -0 and one object from its like", () => {
  const object = {};
  assertStrictEquals(object, object);
  assertStrictEquals(NaN, NaN);
  assertThrows(() => assertStrictEquals(0, -0), AssertionError);
  assertThrows(() => assertStrictEquals({}, {}), AssertionError);
  assertNotStrictEquals({}, {});
  assertThrows(() => assertNotStrictEquals(object, object), AssertionError);
});

/** Each assertion with one call that passes and one that fails. */
const both: [string, () => void, () => void][] = [
  ["assert", () => assert(1), () => assert("")],
  ["assertFalse", () => assertFalse(0), () => assertFalse([])],
  ["assertExists", () => assertExists(false), () => assertExists(null)],
  ["assertGreater", () => assertGreater(2, 1), () => assertGreater(1, 1)],
  [
    "assertGreaterOrEqual",
    () => assertGreaterOrEqual(1, 1),
    () => assertGreaterOrEqual(0, 1),
  ],
  ["assertLess", () => assertLess(1, 2), () => assertLess(1, 1)],
  [
    "assertLessOrEqual",
    () => assertLessOrEqual(1, 1),
    () => assertLessOrEqual(2, 1),
  ],
  [
    "assertGreater of NaN",
    () => assertGreater(1n, 0n),
    () => assertGreater(NaN, 0),
  ],
  [
    "assertAlmostEquals",
    () => assertAlmostEquals(1, 1 + 1e-8),
    () => assertAlmostEquals(1, 1 + 1e-6),
  ],
  [
    "assertAlmostEquals with a tolerance",
    () => assertAlmostEquals(1, 1.4, 0.5),
    () => assertAlmostEquals(1, 1.6, 0.5),
  ],
  ["assertMatch", () => assertMatch("abc", /b/), () => assertMatch("abc", /d/)],
  [
    "assertNotMatch",
    () => assertNotMatch("abc", /d/),
    () => assertNotMatch("abc", /b/),
  ],
  [
    "assertStringIncludes",
    () => assertStringIncludes("abc", "bc"),
    () => assertStringIncludes("abc", "cb"),
  ],
  [
    "assertArrayIncludes",
    () => assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 2 }]),
    () => assertArrayIncludes([{ a: 1 }, { a: 2 }], [{ a: 3 }]),
  ],
  [
    "assertObjectMatch",
    () =>
      assertObjectMatch({ a: { b: 1, c: 2 }, d: [1, { e: 1, f: 2 }] }, {
        a: { b: 1 },
        d: [1, { e: 1 }],
      }),
    () => assertObjectMatch({ a: { b: 1, c: 2 } }, { a: { b: 2 } }),
  ],
  [
    "assertObjectMatch of an instance",
    () => assertObjectMatch(new Point(1), { x: 1 }),
    () => assertObjectMatch(new Point(1), { x: 1, y: 2 }),
  ],
  [
    "assertInstanceOf",
    () => assertInstanceOf(new Place(1), Point),
    () => assertInstanceOf(new Point(1), Place),
  ],
  [
    "assertNotInstanceOf",
    () => assertNotInstanceOf(new Point(1), Place),
    () => assertNotInstanceOf(new Place(1), Point),
  ],
  [
    "assertIsError",
    () => assertIsError(new RangeError("too far"), RangeError, "far"),
    () => assertIsError(new RangeError("too far"), TypeError),
  ],
  [
    "assertIsError with a pattern",
    () => assertIsError(new RangeError("too far"), Error, /f.r/),
    () => assertIsError(new RangeError("too far"), Error, /near/),
  ],
];

for (const [name, passes, fails] of both) {
  Deno.test(`${name}() passes what holds and throws AssertionError at what does not`, () => {
    passes();
    assertThrows(fails, AssertionError);
  });
}

Deno.test("fail(), unreachable() and unimplemented() always throw", () => {
  assertStringIncludes(
    assertThrows(() => fail("so"), AssertionError).message,
    "so",
  );
  assertStringIncludes(
    assertThrows(() => unreachable("so"), AssertionError).message,
    "so",
  );
  assertStringIncludes(
    assertThrows(() => unimplemented("so"), AssertionError).message,
    "so",
  );
});

const oops = () => {
  throw new RangeError("index 7 is too far");
};

Deno.test("assertThrows() returns what was thrown, typed by its class", () => {
  const error: RangeError = assertThrows(oops, RangeError, "too far");
  assertEquals(error.message, "index 7 is too far");
  assertInstanceOf(assertThrows(oops), RangeError);
  assertInstanceOf(assertThrows(oops, Error), RangeError);
});

Deno.test("assertThrows() fails without a throw, with another class, with other words", () => {
  assertThrows(() => assertThrows(() => {}), AssertionError);
  assertThrows(
    () => assertThrows(() => {}, Error, "x", "mine"),
    AssertionError,
    "mine",
  );
  assertThrows(() => assertThrows(oops, TypeError), AssertionError);
  assertThrows(
    () => assertThrows(oops, RangeError, "too near"),
    AssertionError,
  );
});

Deno.test("assertRejects() resolves to the reason, typed by its class", async () => {
  const error: RangeError = await assertRejects(
    () => Promise.reject(new RangeError("index 7 is too far")),
    RangeError,
    "too far",
  );
  assertEquals(error.message, "index 7 is too far");
  assertStrictEquals(await assertRejects(() => Promise.reject(7)), 7);
});

Deno.test("assertRejects() fails without a rejection, with another class, with a throw", async () => {
  await assertRejects(
    () => assertRejects(() => Promise.resolve()),
    AssertionError,
  );
  await assertRejects(
    () => assertRejects(() => Promise.reject(new Error("a")), TypeError),
    AssertionError,
  );
  await assertRejects(
    () => assertRejects(() => Promise.reject(new Error("a")), Error, "b"),
    AssertionError,
  );
  await assertRejects(
    () => assertRejects(oops as () => Promise<void>),
    AssertionError,
  );
});
