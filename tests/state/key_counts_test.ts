import { assert, assertEquals } from "@std/assert";
import { KeyCounts } from "../../src/state/key_counts.ts";

const object = (size: number) =>
  Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i]));

/** How often the keys of an object are listed meanwhile. */
function listings(run: () => void): number {
  const { keys } = Object;
  let count = 0;
  Object.keys = (value: object) => {
    count++;
    return keys(value);
  };
  try {
    run();
  } finally {
    Object.keys = keys;
  }
  return count;
}

Deno.test("of a small object the number is exact", () => {
  const counts = new KeyCounts();
  const value = object(10);
  assertEquals(counts.untouched(value, 3), 7);
  assertEquals(counts.untouched(value, 12), 0);
  Object.assign(value, { more: 1 });
  assertEquals(counts.untouched(value, 3), 8);
  assertEquals(counts.large(value), false);
});

Deno.test("of a large one it is a bound that holds, and is listed once", () => {
  const counts = new KeyCounts();
  const value = object(10_000);
  const listed = listings(() => {
    for (let touched = 1; touched < 50; touched++) {
      delete value[`k${touched}`];
      const least = counts.untouched(value, 1);
      assert(least <= 10_000 - touched && least > 9_000);
      assert(counts.large(value));
    }
  });
  assertEquals(listed, 1);
});

Deno.test("when much was touched since, it is listed again", () => {
  const counts = new KeyCounts();
  const value = object(10_000);
  counts.untouched(value, 0);
  assertEquals(listings(() => counts.untouched(value, 6_000)), 1);
});

Deno.test("Maps and Sets know their size", () => {
  const counts = new KeyCounts();
  const map = new Map(Object.entries(object(5_000)));
  const listed = listings(() => {
    assertEquals(counts.untouched(map, 10), 4_990);
    assertEquals(counts.untouched(new Set(map.keys()), 1), 4_999);
    assertEquals(counts.large(map), true);
    assertEquals(counts.large(new Set()), false);
  });
  assertEquals(listed, 0);
});
