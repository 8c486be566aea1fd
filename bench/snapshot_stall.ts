/**
 * How long does a snapshot of a large state hold up those who commit?
 *
 * @module
 */
import { COMMITS, GENTLE_MS } from "./harness/load.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatCount, formatMegabytes, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import { measureLargeState } from "./peers/large_state.ts";

/** The question; its processes are those that `open` measures. */
export const snapshotStall: Question = {
  name: "snapshot_stall",
  title: "Stalls and waits while a snapshot is made",
  async answer(terms: Terms): Promise<Answer> {
    const { shape, fullMs, snapshots: runs } = await measureLargeState(terms);
    const middle = (name: string) => median(runs.map((run) => run[name]!));
    const gentle = runs.reduce((sum, run) => sum + run["gentle"]!, 0);
    const refused = runs.reduce((sum, run) => sum + run["refused"]!, 0);
    return {
      tables: [{
        title: `${formatCount(shape.size)} objects, snapshot of ${
          formatMegabytes(middle("bytes"))
        }, commits at full speed`,
        head: ["", "median", "each round"],
        rows: [
          ["snapshot takes", "ms"],
          ["cores kept by the host meanwhile, in all", "stolen"],
          ["main isolate's longest stall", "gap"],
          ["the same without a snapshot", "quietGap"],
          ["longest wait of a durable commit", "wait"],
          ["middle wait of a durable commit", "middleWait"],
          ["longest wait without a snapshot", "quietWait"],
          ["append + sync of the snapshot's bytes", "raw"],
        ].map(([text, name]) => [
          text!,
          formatTime(middle(name!)),
          runs.map((run) => formatTime(run[name!]!)).join(", "),
        ]),
      }],
      verdicts: [
        atMost("main isolate's longest stall", 10, middle("gap"), "ms"),
        atMost(
          "longest durable wait over append + sync of the snapshot",
          2,
          median(runs.map((run) => run["wait"]! / run["raw"]!)),
        ),
        atMost("commits refused", 0, refused, ""),
      ],
      figures: runs,
      notes: gentle === 0 ? [] : [
        `${gentle} of ${runs.length} snapshots were not done after ` +
        `${formatTime(fullMs)} of commits at full speed. From then on there ` +
        `were ${COMMITS} every ${GENTLE_MS} ms, and one that waits to be ` +
        "durable: at full speed a snapshot gains on the commits too slowly. " +
        "Stalls and waits were measured until it was done.",
      ],
    };
  },
};
