/**
 * Every call of the disk fails, one after the other, once or for ever: whatever
 * promise was kept in spite of it is on the disk.
 *
 * @module
 */
import type { SyncPolicy } from "../../src/store/store.ts";
import { EIO, ENOSPC } from "../support/simulated_disk.ts";
import type { FormatName } from "./history.ts";
import type { Sabotage } from "./sabotage.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";
import { type Course, ENDINGS, type Failure, Trial } from "./trial.ts";

const FAILURES: readonly Failure[] = [
  { message: EIO },
  { message: EIO, forever: true },
  { message: ENOSPC },
  { message: ENOSPC, forever: true },
];
const FORMATS: readonly FormatName[] = ["json", "msgpack"];
const SYNCS: readonly SyncPolicy[] = ["always", 1000, "never"];
function* courses(seed: number, sabotage?: Sabotage): Generator<Course> {
  for (const format of FORMATS) {
    for (const sync of SYNCS) {
      for (const failure of FAILURES) {
        for (const ending of ENDINGS) {
          yield { format, sync, failure, ending, seed, sabotage };
        }
      }
    }
  }
}

/** Lets each call fail, in all its ways. */
export const failingCalls: Suite = {
  name: "failing-calls",
  title: "nth call fails, once and for ever",
  unit: "seeds",
  small: 1,
  long: 20,
  async run({ size, seed, sabotage }: Run): Promise<Tally> {
    const tally = new Tally(
      "resolved and not there",
      "wrong state",
      "refused",
      "changed though refused",
      "written or synced after a failed sync",
      "hung",
      "untyped error",
    );
    for (let i = 0; i < size; i++) {
      for (const course of courses(seed + i, sabotage)) {
        for (let call = 1, calls = 1; call <= calls; call++) {
          calls = await new Trial(course, call, tally).run();
          tally.most("calls at most", calls);
          tally.count("failures");
        }
        const found = tally.faults.get("written or synced after a failed sync");
        if (sabotage !== undefined && found) return tally;
      }
    }
    return tally;
  },
};
