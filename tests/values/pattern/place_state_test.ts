import { assert, assertEquals } from "@std/assert";
import { PlacePattern } from "../../../src/values/pattern/place.ts";
import { PlaceState } from "../../../src/values/pattern/place_state.ts";
import { forSeeds } from "../../support/seeds.ts";

const ELEMENTS = [
  ...["a", "B", "*", "**", "?", "[*]", "[0]", "1", "[!a]", "a*", "[0-9]"],
];

Deno.test("patterns asked together mean what each means alone", () => {
  forSeeds(500, (random) => {
    const texts = Array.from({ length: 1 + random.int(3) }, () =>
      Array.from(
        { length: 1 + random.int(3) },
        () => random.pick(ELEMENTS),
      ).join(".") + (random.chance(0.2) ? "$" : ""));
    const patterns = texts.map((text) =>
      new PlacePattern(text, { rooted: true, fold: true })
    );
    const path: unknown[] = [];
    let state = PlaceState.of(texts);
    for (let depth = 0; depth < 4; depth++) {
      const found = patterns.flatMap((pattern, i) =>
        pattern.matches(path) ? [i] : []
      );
      assertEquals(state.patterns, found, `${texts} at ${path}`);
      assertEquals(state.matched, found.length > 0);
      const key = random.pick<unknown>(["a", "b", "A", 0, 1, 12, "ab"]);
      // Where an index does not count, each item is as another one.
      if (typeof key === "number" && state.items !== undefined) {
        assertEquals(state.items.matched, state.step(key).matched);
        assertEquals(state.items.open, state.step(key).open);
      }
      path.push(key);
      const below = state.step(key);
      assert(state.open || !below.matched || state.matched);
      state = below;
    }
  });
});

Deno.test("an index counts only where a pattern may tell it", () => {
  const items = (text: string) => PlaceState.of([text]).items;
  for (const text of ["[0]", "1.a", "?", "[0-9]", "**[2]", "1*"]) {
    assertEquals(items(text), undefined, text);
  }
  for (const text of ["*", "[*]", "**.token", "*password*", "a1", "a?"]) {
    assert(items(text) !== undefined, text);
  }
});

Deno.test("a way that was gone before is not looked for again", () => {
  const root = PlaceState.of(["users.*.email"]);
  const bob = root.step("users").step("bob");
  assertEquals(root.step("USERS").step("eve"), bob);
  assert(root.step("users") === root.step("Users"));
  // Of more keys than are remembered it is the same.
  for (let i = 0; i < 10_000; i++) root.step("users").step(`u${i}`);
  assert(root.step("users").step("bob") === bob);
});
