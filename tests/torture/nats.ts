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
import { type Fault, HARMS, type Pace, play, RUSHED } from "./nats/scene.ts";
import { STREAM_FAULTS } from "./nats/stream_faults.ts";
import { TAKEOVERS } from "./nats/takeovers.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** So many at a time: they wait for servers to elect a leader. */
export const AT_ONCE = 4;

/** All faults. */
export const NATS_FAULTS: readonly Fault[] = [
  ...OUTAGES,
  ...TAKEOVERS,
  ...FOLLOWINGS,
  ...STREAM_FAULTS,
  ...ENDINGS,
];

/** Lets one of them happen; counts what comes of it. */
export async function playFault(
  fault: Fault,
  grounds: Grounds,
  seed: number,
  pace: Pace,
): Promise<Tally> {
  const tally = new Tally(...HARMS, "failed");
  const where = `seed ${seed}, ${fault.holds}`;
  const random = new Random(seed);
  try {
    const parts = { random, tally, where, pace };
    const played = await play(fault, grounds, parts);
    if (played === undefined) tally.unavailable = "there is no nats-server";
    else tally.count("faults");
  } catch (error) {
    tally.fault("failed", `${where}: ${Deno.inspect(error)}`);
  }
  return tally;
}

/** Lets faults happen in turn. */
export const nats: Suite = {
  name: "nats",
  title: "logs on servers that fail",
  unit: "rounds of all faults",
  small: 0,
  long: 20,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally(...HARMS, "failed");
    await using grounds = new Grounds();
    await inTurns(size * NATS_FAULTS.length, AT_ONCE, async (i) => {
      if (tally.unavailable !== undefined) return;
      const fault = NATS_FAULTS[i % NATS_FAULTS.length]!; // one of them
      const round = Math.floor(i / NATS_FAULTS.length);
      const played = await playFault(fault, grounds, seed + round, RUSHED);
      tally.add(played);
      tally.unavailable ??= played.unavailable;
    });
    return tally;
  },
};
