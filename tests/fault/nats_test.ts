/**
 * Each fault of a log on real servers once: nothing that was acknowledged is lost,
 * doubled or reordered, and whoever is refused knows how far he came.
 *
 * `deno task torture --only nats` lets them happen again and again.
 *
 * @module
 */
import { leftOut } from "../support/system.ts";
import { inTurns } from "../torture/child.ts";
import { NATS_FAULTS, playFault } from "../torture/nats.ts";
import type { Tally } from "../torture/tally.ts";

/** The first seed; `KANTA_SEED` tries others. */
const SEED = Number(Deno.env.get("KANTA_SEED") ?? 1);
/** So many at a time: they wait for servers to elect a leader. */
const AT_ONCE = 4;

const tallies = NATS_FAULTS.map(() => Promise.withResolvers<Tally>());
let begun = false;

/** Begins them all with the first that is asked for. */
function begin(): void {
  if (begun) return;
  begun = true;
  void inTurns(NATS_FAULTS.length, AT_ONCE, async (i) => {
    const fault = NATS_FAULTS[i]!; // there are so many
    tallies[i]?.resolve(await playFault(fault, SEED));
  });
}

for (const [i, { holds }] of NATS_FAULTS.entries()) {
  Deno.test(`servers: ${holds}`, async () => {
    begin();
    const tally = await tallies[i]!.promise; // one each
    tally.assertSound();
    if (tally.unavailable !== undefined) leftOut(holds, tally.unavailable);
  });
}
