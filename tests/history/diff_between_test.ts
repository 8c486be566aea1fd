import { assertEquals, assertRejects } from "@std/assert";
import { applyDiff } from "../../src/diff/apply.ts";
import { PointError } from "../../src/errors.ts";
import { diffBetween, stateAt } from "../../src/history/mod.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { LogBuilder } from "../maintenance/log_builder.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { forSeedsAsync } from "../support/seeds.ts";
import { Copier } from "../../src/values/copy.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

Deno.test("two points are told apart, whatever lies between them", async () => {
  const log = new LogBuilder().change({ a: 1, b: 1 }).change({ a: 2, b: 1 })
    .change({ a: 2, b: 1, c: 1 });
  const there = await diffBetween(log.bytes, "r1");
  assertEquals([there.from, there.to, there.diff], [1, 3, { a: 2, c: 1 }]);
  assertEquals(there.changes.map(({ op, at }) => `${op} ${at}`), [
    "set a",
    "add c",
  ]);
  const back = await diffBetween(log.bytes, "end", 1);
  assertEquals([back.from, back.to], [3, 1]);
  assertEquals(back.changes.map(({ op, at, old }) => `${op} ${at} ${old}`), [
    "delete c 1",
    "set a 2",
  ]);
  const none = await diffBetween(log.bytes, "r2", "r2");
  assertEquals([none.diff, none.changes], [undefined, []]);
  await assertRejects(() => diffBetween(log.bytes, "r1", "r9"), PointError);
});

Deno.test("the difference leads from the one state to the other, either way", async () => {
  await forSeedsAsync(6, async (random) => {
    const log = new LogBuilder();
    let state = randomObject(random, 3, true);
    for (let rev = 1; rev <= 8; rev++) {
      log.change(state);
      state = new Copier(NO_TYPES).copyOf(log.state) as typeof state;
      randomEdits(state, random, 3, true);
    }
    const [a, b] = [1 + random.int(8), 1 + random.int(8)];
    const { diff } = await diffBetween(log.bytes, a, b);
    const before = (await stateAt(log.bytes, a)).state;
    const after = (await stateAt(log.bytes, b)).state;
    assertEquals(deepEqual(applyDiff(before, diff), after), true);
  });
});
