import { assert, assertEquals } from "@std/assert";
import { weigh } from "../../../src/snapshot/live/weight.ts";

Deno.test("a weight is about as many small values as there are inside", () => {
  for (const small of [1, null, true, 1n, "abc", new Date(0)]) {
    assert(weigh(small, 100) < 2);
  }
  assertEquals(weigh([1, 2, 3], 100), 4);
  assertEquals(weigh(new Set([1, 2]), 100), 3);
  assertEquals(weigh(new Map([[1, [2]]]), 100), 4);
  assert(weigh({ a: 1, b: { c: 2 } }, 100) > 4);
  assert(weigh("x".repeat(1600), 1000) > 100);
  assert(weigh(new Uint8Array(1600), 1000) > 100);
});

Deno.test("no more is looked at than the limit asks for", () => {
  let looked = 0;
  const list = new Proxy(Array(1_000_000).fill(0), {
    get(target, name) {
      looked++;
      return Reflect.get(target, name);
    },
  });
  assert(weigh(list, 50) < 60);
  assert(looked < 300);
});
