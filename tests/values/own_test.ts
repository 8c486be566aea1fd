import { assertEquals, assertStrictEquals } from "@std/assert";
import { getOwn, hashKeys, refill, setOwn } from "../../src/values/own.ts";
import { objectOf } from "../support/random_states.ts";

const NAMES = ["a", "", "__proto__", "constructor", "toString", "0", "length"];

Deno.test("any name makes an ordinary property", () => {
  for (const name of NAMES) {
    const target = {};
    setOwn(target, name, 1);
    setOwn(target, name, 2);
    assertEquals(Object.entries(target), [[name, 2]]);
    assertEquals(Object.getOwnPropertyDescriptor(target, name), {
      value: 2,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    assertEquals(Object.getPrototypeOf(target), Object.prototype);
    assertEquals(getOwn(target, name), 2);
  }
});

Deno.test("what is inherited is not read", () => {
  for (const name of NAMES) {
    assertEquals(getOwn({}, name), undefined);
    assertEquals(getOwn(Object.create({ [name]: 1 }), name), undefined);
  }
});

Deno.test("no prototype is ever reached", () => {
  const evil = JSON.parse('{"__proto__": {"polluted": true}}');
  const target = {};
  for (const key of Object.keys(evil)) setOwn(target, key, getOwn(evil, key));
  assertEquals(Reflect.has({}, "polluted"), false);
  assertEquals(Reflect.has(target, "polluted"), false);
});

Deno.test("hashing the keys of an object changes nothing that can be seen", () => {
  for (const count of [0, 1, 127, 128, 129, 1018, 1019, 1020, 1021, 5000]) {
    const made = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [i % 7 ? `k${i}` : `${i}`, i]),
    );
    setOwn(made, "__proto__", "own");
    const before = Reflect.ownKeys(made);
    const copy = { ...made };
    hashKeys(copy, before.length);
    assertEquals(Reflect.ownKeys(copy), before);
    assertEquals(copy, made);
    for (const key of [before[0], before.at(-1)!]) {
      assertEquals(
        Object.getOwnPropertyDescriptor(copy, key!),
        Object.getOwnPropertyDescriptor(made, key!),
      );
    }
    copy["later"] = 1;
    assertEquals(Reflect.ownKeys(copy), [...before, "later"]);
  }
});

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
