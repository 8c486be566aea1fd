import { assertEquals, assertStrictEquals } from "@std/assert";
import { refill } from "../../src/values/refill.ts";
import { objectOf } from "../support/random_states.ts";

Deno.test("the root takes over all of another state, in its order", () => {
  const root = { a: 1, b: 2, c: 3 };
  const inner = {};
  const state = objectOf([["c", 9], ["x", inner], ["__proto__", 1], ["a", 0]]);
  refill(root, state);
  assertEquals(Object.entries(root), Object.entries(state));
  assertStrictEquals((root as unknown as { x: object }).x, inner);
  assertEquals(Object.getPrototypeOf(root), Object.prototype);
});

Deno.test("nothing is left of what was there", () => {
  const root = objectOf([["__proto__", 1], ["toString", 2]]);
  refill(root, {});
  assertEquals(Reflect.ownKeys(root), []);
});

Deno.test("no property that stands in its place already is deleted", () => {
  const deleted: PropertyKey[] = [];
  const root = new Proxy({ a: 1, b: 2, c: 3, d: 4 }, {
    deleteProperty: (target, key) => {
      deleted.push(key);
      return Reflect.deleteProperty(target, key);
    },
  });
  refill(root, { a: 5, b: 6, x: 7, c: 8 });
  assertEquals(deleted, ["c", "d"]);
  assertEquals(Object.entries(root), [["a", 5], ["b", 6], ["x", 7], ["c", 8]]);
});

Deno.test("whatever the properties were, they hold what is assigned to them", () => {
  const root = Object.defineProperty(
    {
      a: 1,
      get b() {
        return 2;
      },
      set c(_value: number) {
        throw new Error("not a place to store anything");
      },
    },
    "d",
    { value: 4, enumerable: true, configurable: true },
  );
  const state = { a: 5, b: 6, c: 7, d: 8 };
  refill(root, state);
  assertEquals(
    Object.getOwnPropertyDescriptors(root),
    Object.getOwnPropertyDescriptors(state),
  );
});
