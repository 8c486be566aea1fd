/**
 * How long does it take to open a new database?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Child, type OpenStage } from "./harness/child.ts";
import { contest } from "./harness/contest.ts";
import { freshly } from "./harness/fresh.ts";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";

/** The child's half: opens `count` new databases, one after the other. */
export const openStage: OpenStage<{ folder: string }> = ({ folder }) =>
  Promise.resolve({
    async run(count) {
      let ms = 0;
      for (let index = 0; index < count; index++) {
        const path = `${folder}/${crypto.randomUUID()}.kantadb`;
        const start = performance.now();
        const db = await Kanta.open(path, {});
        ms += performance.now() - start;
        await db.close();
      }
      return { ms };
    },
  });

/** Starts `count` workers that answer one message and do no more. */
export const workerStage: OpenStage<unknown> = () =>
  Promise.resolve({
    async run(count) {
      let ms = 0;
      for (let index = 0; index < count; index++) {
        const start = performance.now();
        const worker = new Worker(
          new URL("./peers/idle_worker.ts", import.meta.url),
          { type: "module" },
        );
        const answer = Promise.withResolvers<void>();
        worker.onmessage = () => answer.resolve();
        worker.postMessage("there?");
        await answer.promise;
        ms += performance.now() - start;
        worker.terminate();
      }
      return { ms };
    },
  });

/** The question. */
export const emptyOpen: Question = {
  name: "empty_open",
  title: "Opening a new database",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const options = { folder: folder.path };
    terms.say("opening new databases");
    await using kanta = await Child.stage(
      import.meta.url,
      "openStage",
      options,
    );
    await using worker = await Child.stage(import.meta.url, "workerStage", {});
    const warm = await contest(
      [kanta, worker].map((child) => ({
        name: "",
        setting: "",
        round: async (count) => (await child.run(count))["ms"]!,
      })),
      // A round has three openings: one that meets other work counts for much.
      { rounds: 3 * terms.rounds, roundMs: terms.roundMs },
    );
    // A start that meets other work counts for much here, too.
    const cold = await contest([
      freshly("kanta", import.meta.url, "openStage", options),
      freshly("worker", import.meta.url, "workerStage", options),
    ], { rounds: 3 * terms.rounds, most: 1 });
    const [warmOpen, warmStart] = warm.map((one) => 1000 / one.perSecond);
    const [coldOpen, coldStart] = cold.map((one) => 1000 / one.perSecond);
    const row = (text: string, open: number, start: number) => [
      text,
      formatTime(open),
      formatTime(start),
      formatTime(open - start),
    ];
    return {
      tables: [{
        title: "Time until a new database can be used",
        head: ["", "open", "start of an idle worker", "beside it"],
        rows: [
          row("first in a process", coldOpen!, coldStart!),
          row("one more", warmOpen!, warmStart!),
        ],
      }],
      verdicts: [
        atMost(
          "empty open beside a worker's start, first in a process",
          10,
          coldOpen! - coldStart!,
          "ms",
        ),
        atMost(
          "empty open beside a worker's start, one more",
          10,
          warmOpen! - warmStart!,
          "ms",
        ),
      ],
      figures: { warm, cold },
    };
  },
};
