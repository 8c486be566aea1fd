/**
 * Each fault of a log on real servers once: nothing that was acknowledged is lost,
 * doubled or reordered, and whoever is refused knows how far he came.
 *
 * `deno task torture --only nats` lets them happen again and again.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Random } from "../support/random.ts";
import { leftOut } from "../support/system.ts";
import { inTurns } from "../torture/child.ts";
import { NATS_STORIES, playStory } from "../torture/nats.ts";
import { Grounds } from "../torture/nats/grounds.ts";
import { judgeHeld, judgeRecords } from "../torture/nats/log_judge.ts";
import { STEADY } from "../torture/nats/pace.ts";
import { type Fault, HARMS, play } from "../torture/nats/scene.ts";
import { Tally } from "../torture/tally.ts";

/** The first seed; `KANTA_SEED` tries others. */
const SEED = Number(Deno.env.get("KANTA_SEED") ?? 1);
/** So many stories at a time: they wait for servers, which elect a leader. */
const AT_ONCE = 8;
const tallies = NATS_STORIES.map(() => Promise.withResolvers<Tally>());
const grounds = new Grounds();
let begun = false;

/** Begins them all with the first that is asked for. */
function begin(): void {
  if (begun) return;
  begun = true;
  void inTurns(NATS_STORIES.length, AT_ONCE, async (i) => {
    const story = NATS_STORIES[i]!; // there are so many
    tallies[i]?.resolve(await playStory(story, grounds, SEED, STEADY));
  });
}

Deno.test.afterAll(() => grounds[Symbol.asyncDispose]());

for (const [i, story] of NATS_STORIES.entries()) {
  for (const { holds } of story) {
    Deno.test(`servers: ${holds}`, async () => {
      begin();
      const tally = await tallies[i]!.promise; // one each
      tally.assertSound();
      if (tally.unavailable !== undefined) leftOut(holds, tally.unavailable);
    });
  }
}

// The judge is judged: it must find what is stored past all conditions.

Deno.test("a message that is stored twice is found", async () => {
  const tally = new Tally(...HARMS);
  const doubled: Fault = {
    holds: "a message is published again, on no condition",
    count: 1,
    gone: true, // no database opens such a log
    async run(scene) {
      const writer = await scene.writing();
      await writer.kill();
      await scene.publishAgain();
      await judgeRecords(scene.url, tally, "doubled");
    },
  };
  const random = new Random(SEED);
  const parts = { random, tally, where: "", pace: STEADY };
  if (await play([doubled], grounds, parts) === undefined) return;
  assertEquals(tally.faults.get("out of order"), 1);
});

Deno.test("what is lost, doubled, made up or missing is found in what a log holds", () => {
  const harmOf = (n: number, rev: number) => {
    const tally = new Tally(...HARMS);
    const writers = [{ name: "w", acked: 5, tried: 7 }];
    judgeHeld({ n: { w: n }, rev }, writers, tally, "made up");
    return [...tally.faults].filter(([, count]) => count > 0)
      .map(([harm]) => harm);
  };
  assertEquals(harmOf(5, 6), []);
  assertEquals(harmOf(7, 8), []);
  assertEquals(harmOf(4, 5), ["acknowledged lost"]);
  assertEquals(harmOf(6, 8), ["doubled or missing"]);
  assertEquals(harmOf(6, 6), ["doubled or missing"]);
  assertEquals(harmOf(5000, 5001), ["made up"]);
});
