import { assertEquals } from "@std/assert";
import { ListPair, type ListRange } from "../../../src/diff/list/list_pair.ts";
import { digestOf } from "../../../src/diff/digest.ts";

function pairOf(
  before: string,
  after: string,
  changed?: readonly ListRange[],
): ListPair {
  return new ListPair({
    before: before.length,
    after: after.length,
    equal: (b, a) => before[b] === after[a],
    digestBefore: (b) => digestOf(before[b]),
    digestAfter: (a) => digestOf(after[a]),
    changed,
  });
}

Deno.test("equal items are counted both ways, within the region", () => {
  const pair = pairOf("abcxdef", "abcydef");
  assertEquals(pair.equalAhead(0, 0, pair.whole), 3);
  assertEquals(pair.equalBehind(7, 7, pair.whole), 3);
  const region = { before: 1, beforeEnd: 3, after: 1, afterEnd: 3 };
  assertEquals(pair.equalAhead(1, 1, region), 2);
  assertEquals(pair.equalBehind(3, 3, region), 2);
  assertEquals(pair.equal(3, 3), false);
  assertEquals(pair.equal(4, 4), true);
});

Deno.test("without stretches nothing is known", () => {
  assertEquals(pairOf("abc", "abc").known(0, 0), 0);
});

Deno.test("between the stretches all is known, shifted by what came and went", () => {
  const stretches = [
    { start: 0, length: 1, before: [] },
    { start: 4, length: 0, before: ["x", "y"] },
  ];
  const pair = pairOf("abcxyde", "nabcde", stretches);
  assertEquals(pair.known(0, 1), 3);
  assertEquals(pair.known(2, 3), 1);
  assertEquals(pair.known(5, 4), 2);
  for (const [b, a] of [[0, 0], [3, 4], [4, 4], [5, 5]]) {
    assertEquals(pair.known(b!, a!), 0, `${b} and ${a}`);
  }
  assertEquals(pair.equalBehind(7, 6, pair.whole), 2);
});

Deno.test("no stretch at all: the lists are known to be the same", () => {
  const never = () => {
    throw new Error("looked");
  };
  const pair = new ListPair({
    before: 5,
    after: 5,
    changed: [],
    equal: never,
    digestBefore: never,
    digestAfter: never,
  });
  assertEquals(pair.equalAhead(0, 0, pair.whole), 5);
  assertEquals(pair.equalBehind(5, 5, pair.whole), 5);
});
