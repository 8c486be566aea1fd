import { assertEquals } from "@std/assert";
import { Notes } from "../../src/state/notes.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("none, one and several notes are found by key", () => {
  const notes = new Notes<string>();
  assertEquals([notes.size, notes.has("a"), notes.get("a")], [
    0,
    false,
    undefined,
  ]);
  assertEquals([...notes], []);
  notes.add("a", undefined);
  assertEquals([notes.size, notes.has("a"), notes.has("b")], [1, true, false]);
  assertEquals([...notes], [["a", undefined]]);
  notes.add("b", 2);
  assertEquals([notes.size, notes.get("a"), notes.get("b")], [2, undefined, 2]);
  assertEquals([...notes], [["a", undefined], ["b", 2]]);
});

Deno.test("notes are a Map of them, whatever the keys", () => {
  const keys = ["", "a", 0, -0, 1, NaN, null, undefined, true, "__proto__", 1n];
  forSeeds(500, (random) => {
    const notes = new Notes<unknown>();
    const map = new Map<unknown, unknown>();
    for (let count = random.int(5); count > 0; count--) {
      const key = random.pick(keys);
      assertEquals(notes.has(key), map.has(key));
      if (map.has(key)) continue;
      notes.add(key, count);
      map.set(key, count);
    }
    assertEquals([...notes], [...map]);
    assertEquals(notes.size, map.size);
    for (const key of keys) {
      assertEquals([notes.has(key), notes.get(key)], [
        map.has(key),
        map.get(key),
      ]);
    }
  });
});
