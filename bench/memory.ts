/**
 * How much memory does a large state take, beside the plain objects?
 *
 * @module
 */
import type { Figures } from "./harness/child.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatCount, formatMegabytes } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";
import { measureLargeState } from "./peers/large_state.ts";

/** The question; its processes are those that `open` measures. */
export const memory: Question = {
  name: "memory",
  title: "Memory of a large state",
  async answer(terms: Terms): Promise<Answer> {
    const { shape, memory } = await measureLargeState(terms);
    const middle = (runs: readonly Figures[], name: string) =>
      median(runs.map((run) => run[name]!));
    const main = middle(memory.calm, "main");
    const after = middle(memory.calm, "rest");
    const plain = {
      main: middle(memory.plain, "main"),
      rest: middle(memory.plain, "rest"),
    };
    const row = (who: string, ...bytes: number[]) => [
      who,
      ...bytes.map(formatMegabytes),
    ];
    return {
      tables: [{
        title: `Memory of ${formatCount(shape.size)} objects, beside a Deno ` +
          `that does nothing`,
        head: [
          "who",
          "main isolate's objects",
          "rest after a snapshot",
          "rest after one under load",
        ],
        rows: [
          row(
            "kanta",
            main,
            after,
            middle(memory.later, "rest"),
          ),
          row("plain", plain.main, plain.rest, plain.rest),
        ],
      }],
      verdicts: [
        atMost(
          "main isolate's memory over the plain state",
          1.15,
          main / plain.main,
        ),
        atMost("rest of the process after a snapshot", 40, after / 1e6, "MB"),
        atMost(
          "the same beyond what plain objects have",
          40,
          (after - plain.rest) / 1e6,
          "MB",
        ),
      ],
      figures: memory,
      notes: [
        "The rest is the process's resident memory less the main isolate's " +
        "heap. V8 keeps its table of strings there, 17 MB for the keys, and " +
        `what its collector works with, for plain objects too. A Deno that does nothing has ${
          formatMegabytes(middle(memory.plain, "empty"))
        } of it, which is taken off. V8 gives the pages of an ended worker ` +
        `back after 8 s; the bench has it do so after 1 s, to wait less. The ` +
        "load is that of `snapshot_stall`: after it the writer's isolate has a " +
        "large space for young objects, which V8 keeps until there are more.",
      ],
    };
  },
};
