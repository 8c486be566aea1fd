import { assertEquals } from "@std/assert";
import { getOwn, setOwn } from "../../src/values/own.ts";

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
