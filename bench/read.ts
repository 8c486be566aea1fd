/**
 * What does reading cost, three levels deep?
 *
 * Measured by Deno.bench in read_bench.ts, in short turns; run again for each
 * round, for another layout of the heap.
 *
 * @module
 */
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatRatio, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";

/** How many reads one call of a bench makes. */
export const READS = 1000;

/** The names of those who read. */
export const READERS = {
  plain: "plain object",
  data: "db.data",
  guarded: "db.data, guard: true",
  sqlite: "node:sqlite, prepared SELECT",
} as const;

interface BenchReport {
  readonly benches: readonly {
    readonly name: string;
    readonly results: readonly { readonly ok?: { readonly avg: number } }[];
  }[];
}

/** The question. */
export const read: Question = {
  name: "read",
  title: "Reading three levels deep",
  async answer(terms: Terms): Promise<Answer> {
    const times = new Map<string, number[]>();
    for (let round = 0; round < terms.pick(terms.rounds, 1); round++) {
      terms.say(`reading, round ${round + 1}`);
      for (const { name, results } of (await runBench()).benches) {
        const ns = results[0]!.ok?.avg ?? NaN;
        times.set(name, [...times.get(name) ?? [], ns / READS / 1e6]);
      }
    }
    const all = (name: string) => times.get(name) ?? [NaN];
    // Of each turn with itself: no second of the machine is like the next.
    const ratio = (name: string) =>
      median(all(name).map((ms, turn) => ms / all(READERS.plain)[turn]!));
    return {
      tables: [{
        title: "Time of reading one field, ids scattered",
        head: ["from", "time", "over a plain object"],
        rows: Object.values(READERS).map((name) => [
          name,
          formatTime(median(all(name))),
          formatRatio(ratio(name), 1),
        ]),
      }],
      verdicts: [
        // 1.0 as far as two runs of the same thing agree.
        atMost(
          "db.data over a plain object",
          1.05,
          ratio(READERS.data),
        ),
        atMost(
          "the guarded view over a plain object",
          10,
          ratio(READERS.guarded),
        ),
      ],
      figures: Object.fromEntries(times),
    };
  },
};

async function runBench(): Promise<BenchReport> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bench",
      "--allow-all",
      "--no-check",
      "--quiet",
      "--json",
      "--v8-flags=--expose-gc",
      new URL("./read_bench.ts", import.meta.url).href,
    ],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("deno bench read_bench.ts failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}
