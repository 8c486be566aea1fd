/** @module Tests of bench/harness/contest.ts. */
import { assert, assertEquals } from "@std/assert";
import {
  contest,
  type ContestRules,
  unable,
} from "../../../bench/harness/contest.ts";

/** A contestant on a clock of its own: every unit of work takes `cost` ms. */
function contestant(name: string, cost: () => number, log: string[] = []) {
  return {
    name,
    setting: "",
    round(count: number) {
      log.push(name);
      return Promise.resolve(count * cost());
    },
  };
}

/** How much work each run of a contest has; every unit of it takes 0.01 ms. */
async function countsOf(
  rules: ContestRules,
  warmRuns?: number,
): Promise<number[]> {
  const counts: number[] = [];
  const one = contestant("A", () => 0.01);
  await contest([{
    ...one,
    warmRuns,
    round(count) {
      counts.push(count);
      return one.round(count);
    },
  }], rules);
  return counts;
}

Deno.test("rounds are taken in turn", async () => {
  const log: string[] = [];
  await contest(
    [contestant("A", () => 1, log), contestant("B", () => 1, log)],
    { rounds: 5, roundMs: 1, most: 1 },
  );
  assertEquals(log.slice(-10).join(" "), "A B A B A B A B A B");
});

Deno.test("each is stopped before the next one's round", async () => {
  const log: string[] = [];
  const stopping = (name: string) => ({
    ...contestant(name, () => 1, log),
    stop() {
      log.push("stopped");
      return Promise.resolve();
    },
  });
  await contest([stopping("A"), stopping("B")], { rounds: 2, most: 1 });
  assertEquals(
    log.slice(-8).join(" "),
    "A stopped B stopped A stopped B stopped",
  );
});

Deno.test("rounds of one piece of work are all that is done", async () => {
  const log: string[] = [];
  await contest([contestant("A", () => 1, log)], { rounds: 5, most: 1 });
  assertEquals(log.length, 5);
});

Deno.test("the score is the median of the rounds, per second", async () => {
  let call = 0;
  const costs = [1, 2, 1, 500, 1];
  const [score] = await contest(
    [contestant("A", () => costs[Math.min(call++, costs.length - 1)]!)],
    { rounds: 5, roundMs: 1, most: 1 },
  );
  assertEquals(score!.rounds.length, 5);
  assertEquals(score!.perSecond, 1000);
});

Deno.test("a round is as much work as takes the time asked for", async () => {
  const counts = await countsOf({ rounds: 5, roundMs: 100 });
  const lead = 5_000;
  assertEquals(counts.slice(-10), Array(5).fill([lead, 10_000]).flat());
});

Deno.test("half of a round is done right before it, and not counted", async () => {
  const counts: number[] = [];
  const [score] = await contest([{
    ...contestant("A", () => 0.01),
    round(count) {
      counts.push(count);
      // What comes first after a rest is slow.
      return Promise.resolve(count * (count === 5_000 ? 1 : 0.01));
    },
  }], { rounds: 5, roundMs: 100 });
  assertEquals(counts.slice(-4), [5_000, 10_000, 5_000, 10_000]);
  assertEquals(score!.rounds, Array(5).fill(100_000));
});

Deno.test("each is warmed up by rounds that do not count", async () => {
  const counts = await countsOf({ rounds: 1, roundMs: 100 });
  assertEquals(counts.slice(-5, -2), Array(3).fill(10_000));
});

Deno.test("the optimiser may be given more of them", async () => {
  const counts = await countsOf({ rounds: 1, roundMs: 100 }, 9);
  assertEquals(counts.slice(-11, -2), Array(9).fill(10_000));
});

Deno.test("what takes longer than rounds is not repeated to warm up", async () => {
  const log: string[] = [];
  await contest([contestant("A", () => 1000, log)], {
    rounds: 5,
    roundMs: 100,
  });
  assertEquals(log.length, 2 + 5); // found to be so, and found again
});

Deno.test("one slow run does not make the rounds small", async () => {
  const counts: number[] = [];
  let calls = 0;
  await contest([{
    ...contestant("A", () => 0.01),
    round(count) {
      counts.push(count);
      // A hiccup of the machine while the count is still small.
      return Promise.resolve(++calls === 2 ? 90 : count * 0.01);
    },
  }], { rounds: 5, roundMs: 100 });
  assertEquals(counts.filter((count) => count === 10_000).length, 8);
});

Deno.test("slow first runs do not make the rounds small", async () => {
  const counts: number[] = [];
  let calls = 0;
  await contest([{
    ...contestant("A", () => 0.01),
    round(count) {
      counts.push(count);
      // What is left of the loading goes on beside them.
      return Promise.resolve(++calls <= 5 ? 60 : count * 0.01);
    },
  }], { rounds: 5, roundMs: 100 });
  assertEquals(counts.slice(-1), [10_000]);
});

Deno.test("work has a bound although it takes no time", async () => {
  const [score] = await contest(
    [contestant("A", () => 0)],
    { roundMs: 1, most: 50 },
  );
  assert(score!.perSecond > 1e6);
});

Deno.test("who can't take part has a reason and no rate", () => {
  const score = unable("lowdb", "", "it has no sync");
  assertEquals(score.unable, "it has no sync");
  assert(Number.isNaN(score.perSecond));
});
