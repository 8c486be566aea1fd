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
import { isFound, type Run, type Suite } from "./suite.ts";
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
  small: 0.125,
  quick: 0.5,
  long: 20,
  untraced: true,
  async run(run: Run): Promise<Tally> {
    const { size, seed, sabotage } = run;
    const tally = new Tally(
      "resolved and not there",
      "wrong state",
      "refused",
      "changed though refused",
      "written or synced after a failed sync",
      "hung",
      "untyped error",
    );
    // Of less than a whole one each course has calls of its own.
    const step = Math.max(1, Math.round(1 / size));
    for (let i = 0; i < size; i++) {
      let first = 0;
      for (const course of courses(seed + i, sabotage)) {
        first = first % step + 1;
        for (let call = first, calls = first; call <= calls; call += step) {
          calls = await new Trial(course, call, tally).run();
          tally.most("calls at most", calls);
          tally.count("failures");
        }
        if (isFound(tally, run)) return tally;
      }
    }
    return tally;
  },
};
