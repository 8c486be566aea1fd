/**
 * Logs on three real servers, of which each fault is let happen again and again.
 *
 * @module
 */
import { Random } from "../support/random.ts";
import { inTurns } from "./child.ts";
import { ENDINGS } from "./nats/endings.ts";
import { FOLLOWINGS } from "./nats/followings.ts";
import { OUTAGES } from "./nats/outages.ts";
import { Grounds } from "./nats/grounds.ts";
import { type Pace, RUSHED } from "./nats/pace.ts";
import { HARMS, play, type Story } from "./nats/scene.ts";
import { STREAM_FAULTS } from "./nats/stream_faults.ts";
import { TAKEOVERS } from "./nats/takeovers.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** So many at a time: they wait for servers to elect a leader. */
export const AT_ONCE = 4;

/** All stories, long ones first. */
export const NATS_STORIES: readonly Story[] = [
  ...OUTAGES,
  ...FOLLOWINGS,
  ...TAKEOVERS,
  ...STREAM_FAULTS,
  ...ENDINGS,
];

/** Plays one of them; counts what comes of it. */
export async function playStory(
  story: Story,
  grounds: Grounds,
  seed: number,
  pace: Pace,
): Promise<Tally> {
  const tally = new Tally(...HARMS, "failed");
  const parts = {
    random: new Random(seed),
    tally,
    where: `seed ${seed}, `,
    pace,
  };
  try {
    const played = await play(story, grounds, parts);
    if (played === undefined) tally.unavailable = "there is no nats-server";
    else tally.count("faults", story.length);
  } catch (error) {
    const names = story.map(({ holds }) => holds).join(", or ");
    tally.fault("failed", `seed ${seed}, ${names}: ${Deno.inspect(error)}`);
  }
  return tally;
}

/** Lets faults happen in turn. */
export const nats: Suite = {
  name: "nats",
  title: "logs on servers that fail",
  unit: "rounds of all faults",
  small: 0,
  quick: 1,
  long: 20,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(...HARMS, "failed");
    await using grounds = new Grounds();
    await inTurns(size * NATS_STORIES.length, AT_ONCE, async (i) => {
      if (tally.unavailable !== undefined) return;
      const story = NATS_STORIES[i % NATS_STORIES.length]!; // one of them
      const round = Math.floor(i / NATS_STORIES.length);
      const played = await playStory(story, grounds, seed + round, RUSHED);
      tally.add(played);
      tally.unavailable ??= played.unavailable;
    });
    return tally;
  },
};
