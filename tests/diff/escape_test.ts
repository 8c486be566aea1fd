import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { NotStorableError, ReplayError } from "../../src/errors.ts";
import { deepEqual } from "../../src/values/equal.ts";
import {
  escapeValue,
  unescapeShown,
  unescapeValue,
} from "../../src/diff/escape.ts";
import { Tagged } from "../../src/values/kinds.ts";
import { randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";
import { escapeKey, unescapeKey } from "../../src/diff/grammar.ts";

Deno.test("a key that begins with $ gets one more, and loses it again", () => {
  const keys = { a: "a", "": "", a$: "a$", $: "$$", $$: "$$$", $x: "$$x" };
  for (const [key, escaped] of Object.entries(keys)) {
    assertEquals(escapeKey(key), escaped);
    assertEquals(unescapeKey(escaped), key);
  }
  assertEquals(unescapeKey("$x"), "$x");
});

Deno.test("a string that begins with $$ gets one more, at every depth", () => {
  assertEquals(escapeValue("$"), "$");
  assertEquals(escapeValue("$$"), "$$$");
  assertEquals(escapeValue("a$$"), "a$$");
  assertEquals(
    escapeValue({ $a: ["$x", "$$x", { $$b: 1 }], c: "$$" }),
    { $$a: ["$x", "$$$x", { $$$b: 1 }], c: "$$$" },
  );
  assertEquals(
    escapeValue(new Map<unknown, unknown>([["$k", "$k"], [1, "$$"]])),
    new Map<unknown, unknown>([["$$k", "$k"], [1, "$$$"]]),
  );
  assertEquals(escapeValue(new Set(["$", "$$"])), new Set(["$", "$$$"]));
});

Deno.test("`__proto__` stays a key when a value is escaped", () => {
  const value = JSON.parse('{"__proto__":{"$":1},"a":"$$"}');
  assertEquals(
    JSON.stringify(escapeValue(value)),
    '{"__proto__":{"$$":1},"a":"$$$"}',
  );
});

Deno.test("what needs no escape is shared, not copied", () => {
  const values = [
    { a: ["$x", { b: "a$$" }], c: NaN },
    new Map([["a", { b: new Set(["$"]) }]]),
    [new Date(), new Uint8Array(2), new Tagged("x", "$$"), -0, null],
  ];
  for (const value of values) {
    assertStrictEquals(escapeValue(value), value);
    assertStrictEquals(unescapeValue(value), value);
  }
});

Deno.test("the data of an own type is not looked into", () => {
  const value = [new Tagged("x", { $a: "$$" }), "$$"];
  const escaped = escapeValue(value) as unknown[];
  assertStrictEquals(escaped[0], value[0]);
  assertStrictEquals((unescapeValue(escaped) as unknown[])[0], value[0]);
});

Deno.test("what is escaped comes back as it was", () => {
  forSeeds(600, (random) => {
    const value = randomValue(random, 4);
    const back = unescapeValue(escapeValue(value));
    assertEquals(deepEqual(back, value), true);
  });
});

Deno.test("what can't be stored is refused", () => {
  for (const odd of [() => {}, undefined, Symbol("s"), new (class {})()]) {
    assertThrows(
      () => escapeValue([{ odd }]),
      NotStorableError,
      "Cannot store",
    );
  }
});

Deno.test("nesting is bounded both ways", () => {
  const nested = (depth: number): unknown =>
    JSON.parse("[".repeat(depth) + "]".repeat(depth));
  assertStrictEquals((escapeValue(nested(1000)) as unknown[]).length, 1);
  assertThrows(() => escapeValue(nested(1001)), NotStorableError, "1000 deep");
  assertThrows(() => unescapeValue(nested(100_000)), ReplayError, "1000 deep");
  const own: unknown[] = [];
  own.push({ own });
  assertThrows(() => escapeValue(own), NotStorableError, "1000 deep");
});

Deno.test("what is shown is unescaped at every depth", () => {
  const date = new Date(0);
  assertEquals(
    unescapeShown({
      $$a: ["$$b", { $$delete: "$x" }],
      m: new Map<unknown, unknown>([["$$k", "$$v"], [1, date]]),
      s: new Set(["$$m"]),
    }),
    {
      $a: ["$b", { $delete: "$x" }],
      m: new Map<unknown, unknown>([["$k", "$v"], [1, date]]),
      s: new Set(["$m"]),
    },
  );
});

Deno.test("what replay would refuse is shown as it is", () => {
  class Own {}
  const own = new Own();
  assertEquals(unescapeShown(own), own);
  const proto = JSON.parse('{"__proto__":"$$x"}');
  assertEquals(
    JSON.stringify(unescapeShown(proto)),
    '{"__proto__":"$x"}',
  );
  const deep = Array.from({ length: 2000 }).reduce((inner) => [inner], 1);
  assertEquals(JSON.stringify(unescapeShown(deep)), JSON.stringify(deep));
});
