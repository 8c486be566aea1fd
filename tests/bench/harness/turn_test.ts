/** @module Tests of bench/harness/turn.ts. */
import { assert, assertEquals } from "@std/assert";
import {
  COMMITS_A_TURN,
  inTurns,
  inTurnsOfChanges,
} from "../../../bench/harness/turn.ts";

Deno.test("work in turns is done once each, in order, and lets others in", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const done: number[] = [];
  await inTurns(COMMITS_A_TURN * 20 + 1, (index) => done.push(index));
  await new Promise((resolve) => setTimeout(resolve, 5));
  clearInterval(timer);
  assertEquals(done, Array.from(done.keys()));
  assertEquals(done.length, COMMITS_A_TURN * 20 + 1);
  assert(turns > 0);
});

Deno.test("the more a transaction changes, the fewer come in a turn", async () => {
  for (const [changes, perTurn] of [[1, 100], [40, 2], [100, 1], [5000, 1]]) {
    let turn = 0;
    const timer = setImmediate(function next(): void {
      turn++;
      if (turns.length < 10 * perTurn!) setImmediate(next);
    });
    const turns: number[] = [];
    await inTurnsOfChanges(10 * perTurn!, changes!, () => turns.push(turn));
    clearImmediate(timer);
    const most = Math.max(
      ...turns.map((one) => turns.filter((other) => other === one).length),
    );
    assertEquals(most, perTurn);
  }
});
