import { assert, assertEquals } from "@std/assert";
import { sameContent } from "../../../src/replay/check/same_content.ts";

Deno.test("the order of keys does not count, at any depth", () => {
  assert(sameContent(
    { a: [{ x: 1, y: new Map([["k", { p: 1, q: 2 }], ["l", {}]]) }], b: 2 },
    { b: 2, a: [{ y: new Map([["l", {}], ["k", { q: 2, p: 1 }]]), x: 1 }] },
  ));
  assert(sameContent(new Set([1, 2]), new Set([2, 1])));
});

Deno.test("all else counts", () => {
  const unlike: [unknown, unknown][] = [
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [[1, 2], [2, 1]],
    [[1], [1, 2]],
    [{}, []],
    [{}, new Map()],
    [0, -0],
    [1, 1n],
    ["1", 1],
    [new Date(0), new Date(1)],
    [new Map([[1, 1]]), new Map([[1, 2]])],
    [new Map([[1, 1]]), new Map([[2, 1]])],
    [new Map([[1, 1]]), new Map([[1, 1], [2, 2]])],
    [new Set([1]), new Set([2])],
    [new Set([1]), new Set([1, 2])],
  ];
  for (const [one, other] of unlike) {
    assertEquals(sameContent(one, other), false, Deno.inspect([one, other]));
    assertEquals(sameContent(other, one), false);
  }
});

Deno.test("keys that are found by content are compared by their place", () => {
  const keyed = (time: number) => new Map([[new Date(time), 1]]);
  assert(sameContent(keyed(1), keyed(1)));
  assert(!sameContent(keyed(1), keyed(2)));
  assert(sameContent(new Set([new Date(1)]), new Set([new Date(1)])));
});
