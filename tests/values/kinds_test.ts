import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  isContainer,
  type Kind,
  kindOf,
  MAX_DEPTH,
  NO_TYPES,
  Tagged,
  TypeRegistry,
} from "../../src/values/kinds.ts";

class Point {}
class Money {}

const codec = (tag: string, of: typeof Point) => ({
  tag,
  class: of,
  encode: () => 1,
  decode: () => new of(),
});

Deno.test("each kind of storable value is told", () => {
  const values: [unknown, Kind][] = [
    [null, "null"],
    [false, "boolean"],
    [0, "number"],
    [NaN, "number"],
    ["", "string"],
    [1n, "bigint"],
    [[], "array"],
    [{}, "object"],
    [Object.create(null), "object"],
    [new Map(), "map"],
    [new Set(), "set"],
    [new Date(NaN), "date"],
    [Temporal.Now.instant(), "instant"],
    [new Uint8Array(), "bytes"],
    [new URL("a:b"), "url"],
    [new Tagged("t", 1), "tagged"],
  ];
  for (const [value, kind] of values) assertEquals(kindOf(value), kind);
});

Deno.test("what only looks like one is none", () => {
  const strange = [
    undefined,
    () => 1,
    Symbol("s"),
    new Point(),
    new (class extends Map {})(),
    new (class extends Date {})(),
    new (class extends Array {})(),
    new (class extends Uint8Array {})(),
    new Float32Array(),
    new ArrayBuffer(1),
    new WeakMap(),
    /x/,
    new Error("x"),
    Promise.resolve(),
    Object.create({}),
    Object(1),
    Object("x"),
    globalThis,
    Temporal.Now.plainDateISO(),
  ];
  assertEquals(
    strange.map((value) => kindOf(value)),
    strange.map(() => undefined),
  );
});

Deno.test("a value can't talk itself into being another kind", () => {
  const liar = Object.create({ constructor: Point });
  assertEquals(kindOf({ constructor: Map }), "object");
  assertEquals(kindOf(liar), undefined);
  assertEquals(kindOf({ [Symbol.toStringTag]: "Map" }), "object");
});

Deno.test("own types are told by their class", () => {
  const types = new TypeRegistry([codec("point", Point)]);
  assertEquals(kindOf(new Point(), types), "custom");
  assertEquals(kindOf(new Money(), types), undefined);
  assertEquals(kindOf(new (class extends Point {})(), types), undefined);
  assertStrictEquals(types.byTag.get("point")?.class, Point);
  assertStrictEquals(types.byClass.get(Point)?.tag, "point");
  assertEquals(NO_TYPES.byTag.size, 0);
});

Deno.test("two types with one tag, or one class twice, are refused", () => {
  assertThrows(
    () => new TypeRegistry([codec("a", Point), codec("a", Money)]),
    TypeError,
    "same tag or class",
  );
  assertThrows(
    () => new TypeRegistry([codec("a", Point), codec("b", Point)]),
    TypeError,
    "same tag or class",
  );
});

Deno.test("containers are what holds others", () => {
  const kinds: Kind[] = ["array", "object", "map", "set"];
  assertEquals(kinds.map(isContainer), [true, true, true, true]);
  for (
    const kind of ["date", "bytes", "custom", "string", undefined] as const
  ) {
    assertEquals(isContainer(kind), false);
  }
});

Deno.test("nesting is bounded", () => assertEquals(MAX_DEPTH, 1000));
