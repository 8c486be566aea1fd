/** @module Tests of bench/harness/turn.ts. */
import { assert, assertEquals } from "@std/assert";
import { COMMITS_A_TURN, inTurns } from "../../../bench/harness/turn.ts";

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
