import { assert, assertEquals } from "@std/assert";
import { netChange } from "../../../src/transaction/net_change.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { KeyCounts } from "../../../src/transaction/draft/key_counts.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { forSeeds } from "../../support/seeds.ts";

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
  assertEquals(counts.untouched(value, 3, 1), 7);
  assertEquals(counts.untouched(value, 12, 1), 0);
  Object.assign(value, { more: 1 });
  assertEquals(counts.untouched(value, 3, 1), 8);
});

Deno.test("of others it is a bound that holds, and is listed once", () => {
  for (const size of [100, 3000, 10_000]) {
    const counts = new KeyCounts();
    const value = object(size);
    const listed = listings(() => {
      for (let deleted = 1; deleted < 50; deleted++) {
        const least = counts.untouched(value, 1, 5);
        delete value[`k${deleted}`];
        counts.shrink(value, 1);
        assert(least <= size - deleted && least >= size - deleted - 1);
      }
    });
    assertEquals(listed, 1);
  }
});

Deno.test("when more are wanted than are known it is listed again", () => {
  const counts = new KeyCounts();
  const value = object(1000);
  counts.untouched(value, 0, 1);
  counts.shrink(value, 400); // so it is said
  assertEquals(counts.untouched(value, 100, 500), 500);
  assertEquals(listings(() => counts.untouched(value, 100, 501)), 1);
  assertEquals(counts.untouched(value, 100, 800), 800);
});

Deno.test("Maps and Sets know their size", () => {
  const counts = new KeyCounts();
  const map = new Map(Object.entries(object(5_000)));
  const listed = listings(() => {
    assertEquals(counts.untouched(map, 10, Infinity), 4_990);
    assertEquals(counts.untouched(new Set(map.keys()), 1, 1), 4_999);
  });
  assertEquals(listed, 0);
});

/**
 * Transactions that add and delete many keys of few characters, so that the whole
 * object is often about as short as what differs. Some are taken back.
 */
function diffsAreShortest(random: Random, counts: KeyCounts): void {
  const live: { keys: Record<string, number> } = { keys: {} };
  const size = random.pick([40, 150, 400]);
  for (let i = 0; i < size; i++) live.keys[i.toString(36) + "_"] = 1;
  const recorder = new Recorder(live, NO_TYPES);
  for (let turn = 0; turn < 8; turn++) {
    const before = { keys: { ...live.keys } };
    const draft = recorder.root.proxy as typeof live;
    const share = random.pick([0.01, 0.3, 0.6]);
    for (const key of Object.keys(before.keys)) {
      if (random.chance(share)) delete draft.keys[key];
    }
    for (let i = random.int(3) * random.int(size); i > 0; i--) {
      draft.keys[`${i.toString(36)}${random.pick(["_", "-"])}`] = turn;
    }
    const change = netChange(recorder, counts, random.chance(0.5));
    if (random.chance(0.3)) recorder.rollback();
    else {
      recorder.settle(false, counts);
      recorder.end();
      assertEquals(change?.diff, computeDiff(before, live));
    }
    recorder.forget();
    recorder.renew();
  }
}

Deno.test("whatever is remembered, each diff is the shortest", () =>
  forSeeds(150, (random) => diffsAreShortest(random, new KeyCounts())));

/** Never learns that keys were deleted. */
class NeverLess extends KeyCounts {
  override shrink(): void {}
}

Deno.test("one that is not told of deletions would write longer ones", () => {
  let failures = 0;
  forSeeds(150, (random) => {
    try {
      diffsAreShortest(random, new NeverLess());
    } catch {
      failures++;
    }
  });
  assert(failures > 0);
});
