/**
 * Places of copies are read as the database writes them.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { beginsWith, keysOf } from "../../src/browser/place.ts";
import { placeText } from "../../src/history/changes/place_text.ts";
import { forSeeds } from "../support/seeds.ts";
import { KEYS } from "../support/random_states.ts";

Deno.test("a place is keys from the root, as text or as a list", () => {
  assertEquals(keysOf("lists.today"), ["lists", "today"]);
  assertEquals(keysOf('lists["a.b"].items[0]'), ["lists", "a.b", "items", 0]);
  assertEquals(keysOf(""), []);
  const keys = ["a.b", 1n];
  assertEquals(keysOf(keys), keys);
  for (const text of ["a..b", ".", "a.", "a[", "a[x]", "a]b", 'a["b]']) {
    assertThrows(() => keysOf(text), SyntaxError, JSON.stringify(text));
  }
});

Deno.test("every place that an event names in text can be typed back", () => {
  forSeeds(300, (random) => {
    const path = Array.from(
      { length: random.int(5) },
      () => random.chance(0.3) ? random.int(20) : random.pick(KEYS),
    );
    assertEquals(keysOf(placeText(path)), path);
  });
});

Deno.test("a place is at or below another by its keys", () => {
  assertEquals(beginsWith(["a", "b"], []), true);
  assertEquals(beginsWith(["a", "b"], ["a"]), true);
  assertEquals(beginsWith(["a", "b"], ["a", "b"]), true);
  assertEquals(beginsWith(["a"], ["a", "b"]), false);
  assertEquals(beginsWith(["ab"], ["a"]), false);
  assertEquals(beginsWith(["items", "0"], ["items", 0]), true);
});
