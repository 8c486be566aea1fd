/**
 * Several writers of one log on simulated servers, over a network that fails, while
 * they take over, nap and die.
 *
 * @module
 */
import { runOnce } from "../store/stream/writer/simulation.ts";
import { Random } from "../support/random.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** Lets writers meet. */
export const streams: Suite = {
  name: "streams",
  title: "writers of a stream, simulated",
  unit: "runs",
  small: 10,
  quick: 20,
  long: 20_000,
  untraced: true,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally("lost, doubled, reordered or miscounted");
    for (let i = 0; i < size; i++) {
      try {
        const found = await runOnce(new Random(seed + i));
        tally.count("runs");
        tally.count("commits", found.changes);
        tally.count("taken over", found.takenOver);
        tally.count("snapshots", found.snapshots);
      } catch (error) {
        const said = error instanceof Error ? error.message : `${error}`;
        const [what = ""] = tally.faults.keys();
        tally.fault(what, `seed ${seed + i}: ${said}`);
      }
    }
    return tally;
  },
};
