import { assertEquals, assertThrows } from "@std/assert";
import { NotStorableError } from "../../../src/errors.ts";
import { parsePattern } from "../../../src/database/schema/place_pattern.ts";
import {
  applyEdit,
  placesBelow,
} from "../../../src/database/schema/stored_places.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

const when = new Date(5);
const state = () => ({
  a: { b: [{ n: 1 }, { n: 2 }], gone: undefined },
  m: new Map<unknown, unknown>([[when, { n: 3 }], [7, 4]]),
  s: new Set([1]),
});

const found = (pattern: string) =>
  placesBelow({ steps: [], value: state() }, parsePattern(pattern))
    .map(({ steps, value }) => [steps, value]);

Deno.test("the places that a pattern means, in objects, lists and Maps", () => {
  assertEquals(found("a.b.*.n"), [
    [["a", "b", 0, "n"], 1],
    [["a", "b", 1, "n"], 2],
  ]);
  assertEquals(found("a.b.1"), [[["a", "b", 1], { n: 2 }]]);
  assertEquals(found("m.*"), [[["m", when], { n: 3 }], [["m", 7], 4]]);
  assertEquals(found("m.7"), [[["m", 7], 4]]);
});

Deno.test("what is not there, is undefined, or has no places, is none", () => {
  for (
    const pattern of ["x", "a.x.*", "a.gone", "s.*", "a.b.*.n.*", "toString"]
  ) {
    assertEquals(found(pattern), []);
  }
  assertEquals(found("a.*").length, 1);
});

Deno.test("edits are made in place, with copies of their values", () => {
  const data = state();
  const list = [1];
  const edit = (
    kind: "add" | "replace" | "remove",
    steps: unknown[],
    value?: unknown,
  ) => applyEdit(data, { kind, steps, value }, NO_TYPES);
  edit("add", ["a", "list"], list);
  edit("replace", ["a", "b", 1, "n"], "two");
  edit("replace", ["m", new Date(5), "n"], 30); // a copy of the key
  edit("remove", ["m", 7]);
  edit("add", ["m", "k"], 1);
  edit("remove", ["a", "gone"]);
  edit("add", ["a", "__proto__"], 5);
  list.push(2);
  assertEquals(Object.keys(data.a), ["b", "list", "__proto__"]);
  assertEquals(data.a.b, [{ n: 1 }, { n: "two" as never }]);
  assertEquals(Reflect.get(data.a, "list"), [1]);
  assertEquals([...data.m], [[when, { n: 30 }], ["k", 1]]);
  assertThrows(
    () => edit("add", ["a", "b", 0, "f"], () => 1),
    NotStorableError,
    "data.a.b[0].f",
  );
});
