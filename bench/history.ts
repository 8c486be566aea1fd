/**
 * Does opening cost more for the history before the last snapshot?
 *
 * @module
 */
import { contest } from "./harness/contest.ts";
import { freshly } from "./harness/fresh.ts";
import { Folder } from "./harness/folder.ts";
import { writeLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatMegabytes, formatRatio, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";

const OPEN = new URL("./open.ts", import.meta.url).href;

/** The question. */
export const history: Question = {
  name: "history",
  title: "Opening with a long history before the last snapshot",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const size = terms.pick(100_000, 1_000);
    const shape = { size, changes: terms.pick(1_000, 100) };
    const long = folder.file("long.kantadb");
    const short = folder.file("short.kantadb");
    const bytes = terms.pick(1e9, 1e7);
    terms.say(`opening after ${formatMegabytes(bytes)} of history`);
    const lengths = [
      writeLog(long, { ...shape, history: bytes }),
      writeLog(short, shape),
    ];
    const scores = await contest([
      freshly("with", OPEN, "openStage", { path: long }),
      freshly("without", OPEN, "openStage", { path: short }),
    ], { rounds: terms.rounds, most: 1 });
    const [withIt, without] = scores.map(({ perSecond }) => 1000 / perSecond);
    return {
      tables: [{
        title: "Time to open",
        head: ["history", "file", "time", "over without"],
        rows: [
          ["with", formatMegabytes(lengths[0]!), formatTime(withIt!), ""],
          ["without", formatMegabytes(lengths[1]!), formatTime(without!), ""],
        ].map((row, index) => [
          ...row.slice(0, 3),
          formatRatio([withIt, without][index]!, without!),
        ]),
      }],
      verdicts: [
        atMost(
          `opening with ${formatMegabytes(bytes)} of history over without`,
          1.2,
          withIt! / without!,
        ),
      ],
      figures: scores,
    };
  },
};
