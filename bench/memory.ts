/**
 * How much memory does a large state take, beside the plain objects?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Child, type Figures, type OpenStage } from "./harness/child.ts";
import { Folder } from "./harness/folder.ts";
import { writeLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { formatCount, formatMegabytes } from "./harness/unit.ts";
import type { Data } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

interface Options {
  readonly path: string;
  /** How long workers get to end and to free what they had. */
  readonly pauseMs: number;
}

interface Memory {
  /** What the main isolate's objects take. */
  readonly main: number;
  /** The process's memory less the main isolate's heap. */
  readonly rest: number;
}

/** V8 keeps the pages of a worker that ended for 8 s; here for a second. */
const FLAGS = ["--expose-gc", "--memory-pool-timeout=1"];

async function settle(pauseMs: number): Promise<Memory> {
  for (let pass = 0; pass < 3; pass++) {
    (globalThis as { gc?: () => void }).gc?.();
    // Workers end and free what they had in their own time.
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const { rss, heapTotal, heapUsed } = Deno.memoryUsage();
  return { main: heapUsed, rest: rss - heapTotal };
}

/** The child's half: the state in Kanta, from a file. */
export const kantaStage: OpenStage<Options> = async ({ path, pauseMs }) => {
  const empty = await settle(pauseMs);
  const db = await Kanta.open<Data>(path, { users: {} });
  return {
    async run() {
      const loaded = await settle(pauseMs);
      await db.snapshot();
      await new Promise((resolve) => setTimeout(resolve, 25 * pauseMs));
      const after = await settle(pauseMs);
      return figures(empty, loaded, after);
    },
    close: () => db.close(),
  };
};

/** The same state as plain objects, and no more than its bytes to read it. */
export const plainStage: OpenStage<Options> = async ({ path, pauseMs }) => {
  const empty = await settle(pauseMs);
  const state = JSON.parse(
    Deno.readTextFileSync(path).slice("SNAPSHOT ".length).split("\n", 1)[0],
  ).state;
  return {
    async run() {
      const loaded = await settle(pauseMs);
      return {
        ...figures(empty, loaded, loaded),
        users: state.users === undefined ? 0 : 1,
      };
    },
  };
};

function figures(empty: Memory, loaded: Memory, after: Memory): Figures {
  return {
    ms: 0,
    main: loaded.main - empty.main,
    loaded: loaded.rest - empty.rest,
    after: after.rest - empty.rest,
    empty: empty.rest,
  };
}

/** The question. */
export const memory: Question = {
  name: "memory",
  title: "Memory of a large state",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const size = terms.pick(1_000_000, 10_000);
    const path = folder.file("memory.kantadb");
    const pauseMs = terms.pick(100, 10);
    writeLog(path, { size, changes: 0 });
    const runs: Record<string, Figures[]> = { kanta: [], plain: [] };
    for (let round = 0; round < terms.rounds; round++) {
      terms.say(`memory of ${formatCount(size)} objects, round ${round + 1}`);
      // A copy, since the snapshot is appended to it.
      const copy = folder.file("copy.kantadb");
      Deno.copyFileSync(path, copy);
      // Side by side, unlike elsewhere: they are not measured in time.
      const [kanta, plain] = await Promise.all([
        runOnce("kantaStage", { path: copy, pauseMs }),
        runOnce("plainStage", { path, pauseMs }),
      ]);
      runs.kanta.push(kanta);
      runs.plain.push(plain);
    }
    const middle = (who: string, name: string) =>
      median(runs[who].map((run) => run[name]));
    const row = (who: string) => [
      who,
      ...["main", "loaded", "after"].map((name) =>
        formatMegabytes(middle(who, name))
      ),
    ];
    return {
      tables: [{
        title:
          `Memory of ${formatCount(size)} objects, beside a Deno that does ` +
          `nothing`,
        head: [
          "who",
          "main isolate's objects",
          "rest after loading",
          "rest after a snapshot",
        ],
        rows: [row("kanta"), row("plain")],
      }],
      verdicts: [
        atMost(
          "main isolate's memory over the plain state",
          1.15,
          middle("kanta", "main") / middle("plain", "main"),
        ),
        atMost(
          "rest of the process after a snapshot",
          40,
          middle("kanta", "after") / 1e6,
          "MB",
        ),
        atMost(
          "the same beyond what plain objects have",
          40,
          (middle("kanta", "after") - middle("plain", "after")) / 1e6,
          "MB",
        ),
      ],
      figures: runs,
      notes: [
        "The rest is the process's resident memory less the main isolate's " +
        "heap. V8 keeps its table of strings there, 17 MB for the keys, and " +
        `what its collector works with, for plain objects too. A Deno that does nothing has ${
          formatMegabytes(middle("plain", "empty"))
        } of it, which is taken off. V8 gives the pages of an ended worker ` +
        `back after 8 s; the bench has it do so after 1 s, to wait less.`,
      ],
    };
  },
};

async function runOnce(stage: string, options: Options): Promise<Figures> {
  await using child = await Child.stage(
    import.meta.url,
    stage,
    options,
    FLAGS,
  );
  return await child.run(1);
}
