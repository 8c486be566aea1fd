/**
 * What does one more database cost where there are a thousand already?
 *
 * @module
 */
import { Kanta, SharedWriter } from "@kanta/core";
import { Child, type Figures, type OpenStage } from "./harness/child.ts";
import { Folder } from "./harness/folder.ts";
import { writeLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { median } from "./harness/statistic.ts";
import { syncDisk } from "./harness/sync_disk.ts";
import { formatCount, formatMegabytes, formatTime } from "./harness/unit.ts";
import { type Data, makeData } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

/** How many users each database has. */
const USERS = 100;
/** How many more are opened one after the other, for a median. */
const MORE = 20;

interface Options {
  readonly folder: string;
  readonly databases: number;
}

function collectAndMeasure(): number {
  // Twice: what the first one finalises, the second one frees.
  for (let pass = 0; pass < 2; pass++) {
    (globalThis as { gc?: () => void }).gc?.();
  }
  return Deno.memoryUsage().rss;
}

/** The child's half: opens all that `count` says through one writer. */
export const manyStage: OpenStage<Options> = ({ folder, databases }) => {
  const writer = new SharedWriter();
  const open: Kanta<Data>[] = [];
  // A program begins with little; what it gives is kept for opening it again.
  const openOne = async (name: string, data: Data = { users: {} }) => {
    const start = performance.now();
    const db = await Kanta.open<Data>(`${folder}/${name}`, data, { writer });
    open.push(db);
    return performance.now() - start;
  };
  return Promise.resolve({
    async run() {
      const start = performance.now();
      for (let index = 0; index < databases; index++) {
        await openOne(`${index}.kantadb`);
      }
      const ms = performance.now() - start;
      const rss = collectAndMeasure();
      const there: number[] = [];
      const created: number[] = [];
      for (let index = 0; index < MORE; index++) {
        there.push(await openOne(`${databases + index}.kantadb`));
        const name = `new-${Deno.pid}-${index}.kantadb`;
        created.push(await openOne(name, makeData(USERS)));
      }
      return { ms, rss, there: median(there), created: median(created) };
    },
    async close() {
      await Promise.all(open.map((db) => db.close()));
    },
  });
};

/** The same states as plain objects. */
export const plainStage: OpenStage<Options> = ({ databases }) => {
  const states = Array.from({ length: databases }, () => makeData(USERS));
  return Promise.resolve({
    run: () =>
      Promise.resolve({
        ms: 0,
        rss: collectAndMeasure(),
        databases: states.length,
      }),
  });
};

/** The question. */
export const manyDatabases: Question = {
  name: "many_databases",
  title: "Many databases through one shared writer",
  async answer(terms: Terms): Promise<Answer> {
    using folder = new Folder();
    const databases = terms.pick(1000, 30);
    terms.say(`${formatCount(databases)} databases`);
    const options = (count: number) => ({
      folder: folder.path,
      databases: count,
    });
    // The rounds open what is there: copies of one file.
    const first = folder.file("0.kantadb");
    writeLog(first, { size: USERS, changes: 0 });
    for (let index = 1; index < databases + MORE; index++) {
      Deno.copyFileSync(first, folder.file(`${index}.kantadb`));
    }
    await syncDisk();
    const many: Figures[] = [];
    const plain: Figures[] = [];
    for (let round = 0; round < terms.rounds; round++) {
      many.push(await runOnce("manyStage", options(databases)));
      plain.push(await runOnce("plainStage", options(databases)));
    }
    const middle = (name: string) => median(many.map((run) => run[name]!));
    const plainRss = median(plain.map((run) => run["rss"]!));
    const beside = middle("rss") - plainRss;
    return {
      tables: [{
        title: `${formatCount(databases)} databases of ${USERS} objects each`,
        head: ["", "median"],
        rows: [
          ["opening one more that is there", formatTime(middle("there"))],
          ["opening one more that is new", formatTime(middle("created"))],
          [
            "opening all, each",
            formatTime(middle("ms") / databases),
          ],
          ["memory of the process (RSS)", formatMegabytes(middle("rss"))],
          ["the same with plain states", formatMegabytes(plainRss)],
          ["beside the plain states", formatMegabytes(beside)],
        ],
      }],
      verdicts: [
        atMost("opening one more", 2, middle("there"), "ms"),
        atMost("opening one more that is new", 2, middle("created"), "ms"),
        atMost("memory beside the plain states", 60, beside / 1e6, "MB"),
      ],
      figures: { many, plain },
    };
  },
};

async function runOnce(stage: string, options: Options) {
  await using child = await Child.stage(import.meta.url, stage, options, [
    "--expose-gc",
  ]);
  return await child.run(1);
}
