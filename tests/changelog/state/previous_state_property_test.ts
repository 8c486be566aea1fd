/**
 * What a transaction touched tells the same as the whole state before.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { previousState } from "../../../src/changelog/state/previous_state.ts";
import { changesOf } from "../../../src/history/changes/changes.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { canonical } from "../../support/canonical.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { cloned } from "../../support/random_states.ts";
import { committed } from "../../support/recorded.ts";
import { forSeeds } from "../../support/seeds.ts";

Deno.test("changes by what was touched are those by the whole state before", () => {
  let told = 0;
  forSeeds(280, (random) => {
    const rich = random.chance(0.5);
    const state = randomObject(random, 4, rich);
    // Long lists are told by the items that the edit names alone.
    state["long"] = Array.from(
      { length: 100 },
      (_, i) => random.chance(0.5) ? i % 3 : { i: i % 3, on: false },
    );
    const before = cloned(state) as object;
    const { diff, recorder } = committed(state, (draft) => {
      randomEdits(draft, random, random.int(6), rich);
      editLong(draft["long"], random);
    });
    const whole = changesOf(before, diff);
    const touched = changesOf(previousState(recorder, diff), diff);
    told += touched.length;
    assertEquals(touched.map(canonical), whole.map(canonical));
  });
  assertEquals(told > 1000, true, `${told} changes`);
});

function editLong(list: unknown, random: { int(n: number): number }): void {
  if (!Array.isArray(list)) return;
  for (let edits = random.int(4); edits > 0; edits--) {
    const at = random.int(list.length);
    const item = list[at];
    switch (random.int(5)) {
      case 0:
        list.splice(at, random.int(3));
        break;
      case 1:
        list.splice(at, 0, { i: random.int(3) });
        break;
      case 2:
        list.splice(at, 0, ...list.splice(random.int(list.length), 1));
        break;
      default:
        if (Object.hasOwn(Object(item), "on")) item.on = !item.on;
        else list[at] = random.int(9);
    }
  }
}

Deno.test("the net of this file: a state with holes tells something else", () => {
  const before = { list: [1, 2, 3] };
  const diff = { list: { $delete: [1] } };
  assertEquals(
    canonical(changesOf({ list: [1, , 3] }, diff, NO_TYPES)) ===
      canonical(changesOf(before, diff, NO_TYPES)),
    false,
  );
});
