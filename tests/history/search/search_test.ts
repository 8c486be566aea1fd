import { assertEquals } from "@std/assert";
import { historyIn } from "../../../src/history/history.ts";
import { openHistory } from "../../../src/history/open_history.ts";
import { PlacePattern } from "../../../src/values/pattern/place.ts";
import type { HistoryChange } from "../../../src/history/mod.ts";
import { canPrune } from "../../../src/history/search/pruned.ts";
import { Places } from "../../../src/history/changes/narrow.ts";
import { Copier } from "../../../src/values/copy.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { KEYS } from "../../support/random_states.ts";
import { forSeedsAsync } from "../../support/seeds.ts";
import type { Random } from "../../support/random.ts";

/** A way into a state, or a key or two that may not be there. */
function randomPlace(random: Random, state: unknown): string {
  const keys: string[] = [];
  let at = state;
  while (typeof at === "object" && at !== null && keys.length < 4) {
    const names = at instanceof Map
      ? [...at.keys()].filter((key) => typeof key === "string")
      : at instanceof Set
      ? []
      : Object.keys(at);
    if (names.length === 0 || keys.length > 0 && random.chance(0.3)) break;
    const key = random.chance(0.1) ? random.pick(KEYS) : random.pick(names);
    keys.push(key);
    at = at instanceof Map
      ? at.get(key)
      : Object.getOwnPropertyDescriptor(at, key)?.value;
  }
  if (keys.length === 0) keys.push(random.pick(KEYS));
  // In brackets it has two readings, and no keys that all places have.
  return keys.every((key) => /^[\p{L}_]+$/u.test(key))
    ? keys.join(".")
    : keys.map((key) => `[${JSON.stringify(key)}]`).join("");
}

function told(changes: readonly HistoryChange[]): unknown[] {
  return changes.map(({ rev, changes: parts }) => [
    rev,
    parts.map((
      part,
    ) => [part.op, part.at, part.old ?? "none", part.new ?? "none"]),
  ]);
}

for (const serializer of FORMATS) {
  Deno.test(`the history of a place is that part of the whole one (${serializer.name})`, async () => {
    let seen = 0;
    // Queries whose records are told by their bytes: else nothing is tried here.
    let filtered = 0;
    await forSeedsAsync(40, async (random) => {
      const log = new LogBuilder(serializer);
      const rich = random.chance(0.4);
      let state = randomObject(random, 4, rich);
      for (let rev = 1; rev <= 15; rev++) {
        log.change(new Copier(NO_TYPES).copyOf(state) as object);
        if (random.chance(0.15)) log.snapshot();
        state = new Copier(NO_TYPES).copyOf(log.state) as typeof state;
        randomEdits(state, random, 1 + random.int(3), rich);
      }
      using reader = await openHistory(log.bytes);
      const whole = [...historyIn(reader)].filter((change) =>
        change !== undefined
      );
      for (let i = 0; i < 4; i++) {
        const places = Array.from(
          { length: 1 + random.int(2) },
          () => randomPlace(random, log.state),
        );
        const patterns = places.map((text) =>
          new PlacePattern(text, { rooted: true, fold: false })
        );
        const narrow = new Places(patterns, NO_TYPES);
        const wanted = whole
          .map((change) => ({ ...change, changes: narrow.of(change.changes) }))
          .filter(({ changes }) => changes.length > 0);
        seen += wanted.length;
        if (canPrune(patterns.map(({ prefix }) => prefix))) filtered++;
        for (const reverse of [false, true]) {
          const found = [...historyIn(reader, { places, reverse })]
            .filter((change) => change !== undefined);
          if (reverse) found.reverse();
          assertEquals(
            found.map(({ rev }) => rev),
            wanted.map(({ rev }) => rev),
            places.join(" "),
          );
          const all = told(wanted);
          assertEquals(
            told(found).every((one, at) => deepEqual(one, all[at])),
            true,
            places.join(" "),
          );
        }
      }
    });
    assertEquals([seen > 100, filtered > 20], [true, true], `${filtered}`);
  });
}
