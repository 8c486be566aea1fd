import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { NotStorableError } from "../../src/errors.ts";
import { Copier, isRichNumber } from "../../src/values/copy.ts";
import { deepEqual } from "../../src/values/equal.ts";
import {
  MAX_DEPTH,
  NO_TYPES,
  Tagged,
  TypeRegistry,
} from "../../src/values/kinds.ts";
import { objectOf, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

type Any = Record<string, unknown>;

class Point {
  x: number;
  constructor(x: number) {
    this.x = x;
  }
}

const types = new TypeRegistry([{
  tag: "point",
  class: Point,
  encode: ({ x }: Point) => [x],
  decode: (data) => new Point((data as number[])[0]!),
}]);

function copy<T>(value: T, of = NO_TYPES): T {
  return new Copier(of).copyOf(value) as T;
}

/** All objects in a value. */
function objects(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null) return found;
  if (value instanceof Temporal.Instant) return found;
  found.add(value);
  const inner = value instanceof Map
    ? [...value].flat()
    : value instanceof Set
    ? [...value]
    : Object.values(value);
  for (const one of inner) objects(one, found);
  return found;
}

Deno.test("a copy is the same state and shares no object with it", () => {
  forSeeds(1000, (random) => {
    const value = copy(randomValue(random, 4));
    const twin = copy(value);
    assert(deepEqual(value, twin));
    assertEquals(objects(value).intersection(objects(twin)).size, 0);
  });
});

Deno.test("own types and tagged values are copied by what they encode", () => {
  const point = new Point(3);
  const twin = copy({ point, tagged: new Tagged("t", [{ a: 1 }]) }, types);
  assert(twin.point instanceof Point);
  assertNotStrictEquals(twin.point, point);
  assertEquals(twin.point.x, 3);
  assertEquals(twin.tagged, new Tagged("t", [{ a: 1 }]));
});

Deno.test("undefined in an object is left out, the order stays", () => {
  const value = {
    a: 1,
    gone: undefined,
    b: undefined as unknown,
    map: new Map<string, unknown>([["x", 1], ["y", { gone: undefined }]]),
  };
  value.b = 2;
  const twin = copy(value);
  assertEquals(Object.keys(twin), ["a", "b", "map"]);
  assertEquals([...twin.map.keys()], ["x", "y"]);
});

Deno.test("keys of any name are own keys of the copy", () => {
  const value = objectOf([["__proto__", { a: 1 }], ["constructor", 1], [
    "",
    2,
  ]]);
  const twin = copy(value);
  assertEquals(Object.entries(twin), Object.entries(value));
  assertStrictEquals(Object.getPrototypeOf(twin), Object.prototype);
});

Deno.test("a copy knows whether it met what JSON has no type for", () => {
  const rich = (value: unknown) => {
    const copier = new Copier(types);
    copier.copyOf(value);
    return copier.needsTags;
  };
  for (
    const value of [null, 1, "x", true, { a: [1, 2.5, -7, 2 ** 53] }, 0, -1e9]
  ) assertEquals(rich(value), false);
  for (
    const value of [
      1n,
      -0,
      NaN,
      Infinity,
      2 ** 53 + 2,
      -1e300,
      new Date(),
      new Set(),
      new Map(),
      new Uint8Array(),
      new URL("a:b"),
      Temporal.Now.instant(),
      new Point(1),
      new Tagged("t", 1),
    ]
  ) assertEquals(rich({ a: [value] }), true, String(value));
});

Deno.test("rich numbers are those that a JSON literal does not bring back", () => {
  const rich = [-0, NaN, Infinity, -Infinity, 2 ** 53 + 2, 1e21, -1e300];
  assertEquals(rich.filter(isRichNumber), rich);
  const plain = [0, 1, -1, 0.1, 5e-324, 2 ** 53, -(2 ** 53), 2 ** 52 + 0.5];
  assertEquals(plain.filter(isRichNumber), []);
});

Deno.test("what can't be stored is refused with its path", () => {
  const loop: Any = { a: {} };
  (loop["a"] as Any)["b"] = [loop];
  const cases: [unknown, string, string][] = [
    [{ f: () => 1 }, "data.f", "the function f"],
    [{ a: [Symbol("x")] }, "data.a[0]", "a symbol"],
    [[1, , 3], "data[1]", "undefined in a list"],
    [new Set([undefined]), "data", "undefined"],
    [{ p: new Point(1) }, "data.p", "an instance of Point"],
    [{ a: new Date(NaN) }, "data.a", "an invalid Date"],
    [{ a: "x\ud800y" }, "data.a", "a string with a lone surrogate"],
    [{ a: { "\udc00": 1 } }, 'data.a["\\udc00"]', "a key with a lone"],
    [loop, "data.a.b[0]", "an object that contains itself"],
    [{ [Symbol("key")]: 1 }, "data", "a symbol for a key"],
    [new Map([[{}, 1]]), 'data["[object Object]"]', "as the key of a Map"],
    [new Set([[]]), "data", "as the key of a Map or member of a Set"],
  ];
  for (const [value, path, found] of cases) {
    const error = assertThrows(() => copy(value), NotStorableError, found);
    assertEquals((error as NotStorableError).path, path);
  }
});

Deno.test("an object within itself costs no more than one way round", () => {
  const wide: Any = { list: Array.from({ length: 10_000 }, () => ({})) };
  wide["self"] = wide;
  let reads = 0;
  const [first] = wide["list"] as Any[];
  Object.defineProperty(first, "n", {
    enumerable: true,
    get: () => ++reads,
  });
  assertThrows(() => copy(wide), NotStorableError, "contains itself");
  assertEquals(reads, 1);
});

Deno.test("nesting is bounded, from the root on", () => {
  const nested = (depth: number) => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  copy(nested(MAX_DEPTH));
  assertThrows(() => copy(nested(MAX_DEPTH + 1)), NotStorableError, "nested");
  const place = { depth: 10, steps: () => ["a"] };
  const copier = new Copier(NO_TYPES);
  copier.at(place).copyOf(nested(MAX_DEPTH - 11), "x");
  assertThrows(
    () => copier.at(place).copyOf(nested(MAX_DEPTH), "x"),
    NotStorableError,
    "data.a.x[0]",
  );
});

Deno.test("a copier that refused goes on from the next place", () => {
  const copier = new Copier(NO_TYPES);
  const root = { depth: 0, steps: () => ["root"] };
  assertThrows(() => copier.at(root).copyOf({ a: [() => 1] }, "x"));
  const error = assertThrows(() => copier.at(root).copyOf(() => 1, "y"));
  assertEquals((error as NotStorableError).path, "data.root.y");
});

Deno.test("the copy follows what its witness knows", () => {
  const [date, now] = [new Date(1), new Date(2)];
  const object = { a: 1, b: 2 };
  const known = { placed: undefined };
  const copier = new Copier(NO_TYPES, {
    draftOf: (value) => value === object ? known : undefined,
    current: (value) => value === date ? now : value,
  });
  const twin = copier.copyOf({ object, date }) as Any;
  assertEquals(twin["object"], object);
  assertEquals(twin["date"], now);
  assertStrictEquals<unknown>(known.placed, twin["object"]);
});
