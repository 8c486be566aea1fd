import { assertEquals } from "@std/assert";
import { unescapeKey, unescapeValue } from "../../src/changelog/unescape.ts";

Deno.test("one dollar is taken off what begins with two", () => {
  assertEquals(["$$", "$$x", "$x", "x", 5].map(unescapeKey), [
    "$",
    "$x",
    "$x",
    "x",
    5,
  ]);
});

Deno.test("keys and strings at every depth are unescaped", () => {
  const date = new Date(0);
  assertEquals(
    unescapeValue({
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

Deno.test("what replay would refuse passes as it is", () => {
  class Own {}
  const own = new Own();
  assertEquals(unescapeValue(own), own);
  const proto = JSON.parse('{"__proto__":"$$x"}');
  assertEquals(
    JSON.stringify(unescapeValue(proto)),
    '{"__proto__":"$x"}',
  );
});
