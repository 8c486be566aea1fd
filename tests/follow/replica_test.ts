import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { DatabaseError, ReplayError } from "../../src/errors.ts";
import { NewerLogError, Replica } from "../../src/follow/replica.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import type { Plain } from "../../src/values/own.ts";

function replica(root: Plain = {}, version?: number) {
  const parts = { root, types: NO_TYPES, path: "/a", version };
  return { root, replica: new Replica(parts) };
}

const at = (state: unknown, rev = 1, version = 0) => ({
  state,
  rev,
  version,
  mtime: undefined,
});

Deno.test("the root is filled, and brought to another state with what is the same left alone", () => {
  const { root, replica: one } = replica({ given: true });
  one.fill(at({ a: { x: 1 }, b: { y: 1 } }));
  const { a, b } = root;
  one.bring(at({ a: { x: 1 }, b: { y: 2 }, c: 3 }, 7));
  assertEquals(root, { a: { x: 1 }, b: { y: 2 }, c: 3 });
  assertStrictEquals(root["a"], a);
  assertStrictEquals(root["b"], b);
  assertEquals(one.position.rev, 7);
});

Deno.test("a state that is no object is no database's", () => {
  const { replica: one, root } = replica({ given: true });
  for (const state of [[1], null, 7, new Map()]) {
    assertThrows(() => one.fill(at(state)), DatabaseError, "is no object");
  }
  assertEquals(root, { given: true });
});

Deno.test("a log of another schema version is refused, by a program that has one", () => {
  const { replica: one, root } = replica({}, 2);
  const older = assertThrows(() => one.fill(at({ n: 1 }, 1, 1)), ReplayError);
  assertEquals(/start the upgraded writer first/.test(String(older)), true);
  assertThrows(() => one.fill(at({ n: 1 }, 1, 3)), NewerLogError, "upgrade");
  assertEquals(root, {});
  one.fill(at({ n: 1 }, 1, 2));
  assertEquals([root, one.position.version], [{ n: 1 }, 2]);
  replica().replica.fill(at({}, 1, 9)); // has none, takes any
});
