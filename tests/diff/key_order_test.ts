import { assertEquals } from "@std/assert";
import {
  isIndexKey,
  planKeys,
  planObject,
  toIndex,
} from "../../src/diff/key_order.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("an index key is what engines list first, by number", () => {
  for (const key of ["0", "1", "42", "4294967294"]) {
    assertEquals(isIndexKey(key), true, key);
    assertEquals(Object.keys({ a: 1, [key]: 1 }), [key, "a"]);
  }
  for (
    const key of ["", "01", "-1", "1.5", "1e3", "4294967295", " 1", "1 ", "a"]
  ) {
    assertEquals(isIndexKey(key), false, key);
  }
  assertEquals(isIndexKey("9".repeat(1000)), false);
});

Deno.test("the index of a key is the number of which it is the text", () =>
  forSeeds(2000, (random) => {
    const size = 10 ** random.int(12);
    const key = random.chance(0.8)
      ? String(random.int(size))
      : Array.from({ length: random.int(12) }, () => random.pick([..."019x"]))
        .join("");
    const index = Number(key);
    const isText = String(index) === key && index < 2 ** 32 - 1;
    assertEquals(toIndex(key), isText ? index : -1, key);
  }));

function plan(before: string, after: string): string {
  const { deletes, kept, adds } = planKeys([...before], [...after]);
  return `-${deletes.join("")} =${kept.join("")} +${adds.join("")}`;
}

Deno.test("keys keep their place while the old order holds", () => {
  assertEquals(plan("abc", "abc"), "- =abc +");
  assertEquals(plan("abc", "ac"), "-b =ac +");
  assertEquals(plan("abc", ""), "-abc = +");
  assertEquals(plan("", "ab"), "- = +ab");
  assertEquals(plan("abc", "abcd"), "- =abc +d");
});

Deno.test("a key out of order, and all after it, are set again", () => {
  assertEquals(plan("abc", "bca"), "-a =bc +a");
  assertEquals(plan("abc", "cab"), "-ab =c +ab");
  assertEquals(plan("abc", "axbc"), "-bc =a +xbc");
  assertEquals(plan("abc", "xabc"), "-abc = +xabc");
  assertEquals(plan("abcd", "acb"), "-bd =ac +b");
});

Deno.test("NaN is a key like any other", () => {
  assertEquals(planKeys([NaN, 1], [NaN]), {
    deletes: [1],
    kept: [NaN],
    adds: [],
  });
});

Deno.test("index keys of an object neither move nor make others move", () => {
  assertEquals(planObject({ a: 1, 5: 1, b: 1 }, { b: 1, 5: 1, 3: 1, a: 1 }), {
    deletes: ["a"],
    kept: ["5", "b"],
    adds: ["3", "a"],
  });
  assertEquals(planObject({ 1: 1, 2: 1 }, { 2: 1 }), {
    deletes: ["1"],
    kept: ["2"],
    adds: [],
  });
});

Deno.test("inherited names are not keys", () => {
  assertEquals(planObject({}, { constructor: 1, toString: 2 }), {
    deletes: [],
    kept: [],
    adds: ["constructor", "toString"],
  });
});
