/**
 * Places of copies are read as the database writes them.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { beginsWith, isPattern, placeKeys } from "../../src/browser/place.ts";
import { placeText } from "../../src/history/changes/place_text.ts";
import { forSeeds } from "../support/seeds.ts";
import { KEYS } from "../support/random_states.ts";

Deno.test("a place is keys from the root, as text or as a list", () => {
  assertEquals(placeKeys("lists.today"), ["lists", "today"]);
  assertEquals(placeKeys('lists["a.b"].items[0]'), [
    "lists",
    "a.b",
    "items",
    0,
  ]);
  assertEquals(placeKeys(""), []);
  const keys = ["a.b", 1n];
  assertEquals(placeKeys(keys), keys);
  for (const text of ["a..b", ".", "a.", "a[", "a[x]", "a]b", 'a["b]']) {
    assertThrows(() => placeKeys(text), SyntaxError, JSON.stringify(text));
  }
});

Deno.test("every place that an event names in text can be typed back", () => {
  forSeeds(300, (random) => {
    const path = Array.from(
      { length: random.int(5) },
      () => random.chance(0.3) ? random.int(20) : random.pick(KEYS),
    );
    assertEquals(placeKeys(placeText(path)), path);
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

Deno.test("what means several places, or an item that moves, is told from a place", () => {
  for (const text of ["**", "", "a", "a.b", 'a["*"].b', 'a["[0]"]', "a.0"]) {
    assertEquals(isPattern(text), false, text);
  }
  for (const text of ["*", "a.*", "a[0]", "a[*]", "**.b", "a?", "^a", "a.b$"]) {
    assertEquals(isPattern(text), true, text);
  }
});
