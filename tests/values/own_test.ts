import { assertEquals } from "@std/assert";
import { getOwn, hashKeys, setOwn } from "../../src/values/own.ts";

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
