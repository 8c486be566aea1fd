/**
 * Keys are kept for so long and so many, by their places in the log.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type OnceEntry, OnceKeys } from "../../src/log/once_keys.ts";
import { forSeeds } from "../support/seeds.ts";

const at = (seconds: number) =>
  new Date(1_780_000_000_000 + seconds * 1000).toISOString();
const DAY = 86_400;

function keysOf(...entries: OnceEntry[]): OnceKeys {
  const keys = new OnceKeys();
  for (const [key, rev, ts] of entries) keys.add(key, rev, ts);
  return keys;
}

Deno.test("a key is known for seven days, and then no more", () => {
  const keys = keysOf(["a", 2, at(0)], ["b", 3, at(5)]);
  assertEquals(keys.revOf("a", at(7 * DAY), {}), 2);
  assertEquals(keys.revOf("a", at(7 * DAY + 1), {}), undefined);
  assertEquals(keys.revOf("b", at(7 * DAY + 1), {}), 3);
  assertEquals(keys.size, 1);
});

Deno.test("the last 100,000 keys are known, or as many as are asked for", () => {
  const keys = new OnceKeys();
  for (let i = 0; i < 100_001; i++) keys.add(`k${i}`, i, at(0));
  assertEquals(keys.entries(at(1), {})?.length, 100_000);
  assertEquals(keys.revOf("k0", at(1), {}), undefined);
  assertEquals(keys.revOf("k1", at(1), {}), 1);
  assertEquals(keys.revOf("k1", at(1), { maxKeys: 3 }), undefined);
  assertEquals(keys.entries(at(1), { maxKeys: 1 }), [
    ["k100000", 100_000, at(0)],
  ]);
  assertEquals(keys.entries(at(1), { maxKeys: 0 }), undefined);
});

Deno.test("an option says how old a key may become", () => {
  const keys = keysOf(["a", 2, at(0)]);
  assertEquals(keys.revOf("a", at(30 * DAY), { maxAge: 30e8 }), 2);
  assertEquals(keys.revOf("a", at(30 * DAY), { maxAge: 1 }), undefined);
});

Deno.test("a clock that goes back makes no key older or younger", () => {
  // The second record follows the first, whatever its time says.
  const keys = keysOf(["a", 2, at(8 * DAY)], ["b", 3, at(0)]);
  assertEquals(keys.revOf("b", at(8 * DAY + 1), {}), 3);
  assertEquals(keys.revOf("b", at(15 * DAY), {}), 3);
  assertEquals(keys.revOf("b", at(15 * DAY + 1), {}), undefined);
});

Deno.test("a key that is used anew when it is old counts from then on", () => {
  const keys = keysOf(["a", 2, at(0)], ["b", 3, at(DAY)], [
    "a",
    9,
    at(8 * DAY),
  ]);
  assertEquals(keys.entries(at(9 * DAY), {}), [["a", 9, at(8 * DAY)]]);
});

Deno.test("what a snapshot says of keys is taken as a whole, and what are none is skipped", () => {
  const keys = keysOf(["old", 1, at(0)]);
  const good: OnceEntry = ["a", 2, at(0)];
  keys.take([good, 5, null, ["b"], ["c", "2", at(0)], [7, 2, at(0)]]);
  assertEquals(keys.entries(at(1), {}), [good]);
  for (const other of [undefined, { a: 1 }, "x", true]) {
    keys.take(other);
    assertEquals(keys.entries(at(1), {}), undefined);
  }
  keys.add({ no: "text" }, 3, at(0));
  assertEquals(keys.size, 0);
});

Deno.test("a time that can't be read counts as the one before it", () => {
  const keys = keysOf(["a", 2, at(0)], ["b", 3, "yesterday"]);
  assertEquals(keys.revOf("b", at(7 * DAY), {}), 3);
  assertEquals(keys.revOf("b", at(8 * DAY), {}), undefined);
});

Deno.test("random keys are kept as a plain list would keep them", () => {
  forSeeds(3, (random) => {
    const bounds = { maxAge: 60_000, maxKeys: 1 + random.int(100) };
    const keys = new OnceKeys();
    let list: OnceEntry[] = [];
    let second = 0;
    for (let rev = 1; rev < 2500; rev++) {
      second += random.int(2) * random.int(2);
      const ts = at(second);
      list = list.filter(([, , then]) => then >= at(second - 60));
      const key = `k${random.int(500)}`;
      assertEquals(
        keys.revOf(key, ts, bounds),
        list.find(([known]) => known === key)?.[1],
      );
      if (list.some(([known]) => known === key)) continue;
      keys.add(key, rev, ts);
      keys.drop(ts, bounds);
      list.push([key, rev, ts]);
      list = list.slice(-bounds.maxKeys);
    }
    assertEquals(keys.entries(at(second), bounds), list);
  });
});
