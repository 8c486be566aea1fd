import { assertEquals } from "@std/assert";
import { placesBefore } from "../../../src/diff/list/list_places.ts";
import { insertItems, removeItems } from "../../../src/diff/list/list_edit.ts";
import { forSeeds } from "../../support/seeds.ts";

Deno.test("the items that an edit names are found where they stood", () => {
  assertEquals(
    placesBefore({ $delete: [4, 1], $insert: [[0, "x"]], 2: 0, 3: 0 }),
    {
      removed: [4, 1],
      edited: [[2, 2], [3, 3]],
    },
  );
  // Behind two that went from the same place, and one that came.
  assertEquals(placesBefore({ $delete: [1, 1], $insert: [[0, "x"]], 2: 0 }), {
    removed: [1, 2],
    edited: [[2, 3]],
  });
  assertEquals(placesBefore({ $insert: [[1, "x"]], 1: 0 }).edited, []);
});

Deno.test("whatever the order of an edit, the places are those of the items", () => {
  forSeeds(2000, (random) => {
    const list: unknown[] = Array.from(
      { length: 1 + random.int(9) },
      (_, i) => i,
    );
    const removals: number[] = [];
    for (let left = list.length; left > 1 && random.chance(0.6); left--) {
      removals.push(random.int(left));
    }
    if (random.chance(0.5)) {
      removals.splice(0, Infinity, ...new Set(removals));
      removals.sort((a, b) => b - a);
    }
    const gone: unknown[] = [];
    const now = list.slice();
    removeItems(now, removals, gone);
    const insertions: [number, unknown][] = [];
    for (let size = now.length; random.chance(0.5); size++) {
      insertions.push([random.int(size + 1), "new"]);
    }
    if (random.chance(0.5)) insertions.sort(([a], [b]) => a - b);
    insertItems(now, insertions, (value) => value);
    const diff = {
      $delete: removals,
      $insert: insertions,
      ...Object.fromEntries(now.map((_, i) => [i, 0])),
    };
    const { removed, edited } = placesBefore(diff);
    assertEquals(removed.map((place) => list[place]), gone);
    assertEquals(
      edited.map(([index, place]) => [now[index], list[place]]),
      now.filter((item) => item !== "new").map((item) => [item, item]),
    );
  });
});
