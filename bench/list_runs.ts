/**
 * Does a run of edits of a list, in one transaction, cost what its edits cost?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { produceWithPatches } from "./peers/immer.ts";
import { contest, type Contestant, type Score } from "./harness/contest.ts";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { formatCount, formatTime } from "./harness/unit.ts";
import { atMost } from "./harness/verdict.ts";

interface Item {
  id: number;
  name: string;
  n: number;
}

/** Numbers, items in a list, and the same items by name. */
interface Data {
  numbers: number[];
  items: Item[];
  named: Record<string, Item>;
}

type Edit = (data: Data) => void;

/** How many items are changed within, where it is not all. */
const SEVERAL = 100;

/** What one transaction does. */
const RUNS: Readonly<Record<string, Edit>> = {
  "set each": ({ numbers }) => {
    for (let i = 0; i < numbers.length; i++) numbers[i] = 2 * i + 1;
  },
  "pop until empty": ({ numbers }) => {
    while (numbers.length > 0) numbers.pop();
  },
  shuffle: ({ numbers }) => {
    for (let i = numbers.length - 1; i > 0; i--) {
      const other = (i * 7919) % (i + 1);
      const item = numbers[i]!;
      numbers[i] = numbers[other]!;
      numbers[other] = item;
    }
  },
  sort: ({ items }) => void items.sort((a, b) => a.id - b.id),
  "100 within": ({ items }) => {
    for (let i = 0; i < SEVERAL; i++) items[7 * i]!.n++;
  },
};
/** The same as `100 within`, in an object. */
const IN_OBJECT = "100 in an object";
const ALL: Readonly<Record<string, Edit>> = {
  ...RUNS,
  [IN_OBJECT]: ({ named }) => {
    for (let i = 0; i < SEVERAL; i++) named[`k${7 * i}`]!.n++;
  },
};

/** How long a list is that takes as long as it is long to edit. */
function makeData(size: number): Data {
  const items = Array.from({ length: size }, (_, i) => ({
    id: (7919 * i) % 1_000_003,
    name: `item ${i}`,
    n: 0,
  }));
  return {
    numbers: Array.from({ length: size }, (_, i) => i),
    items,
    named: Object.fromEntries(items.map((item, i) => [`k${i}`, { ...item }])),
  };
}

/** Edits, and only them, are measured; each begins with data as they were made. */
function contestant(
  name: string,
  size: number,
  edit: (data: Data) => Promise<void>,
): Contestant {
  return {
    name,
    setting: "",
    round: async (count) => {
      let ms = 0;
      for (let done = 0; done < count; done++) {
        const data = makeData(size);
        const start = performance.now();
        await edit(data);
        ms += performance.now() - start;
      }
      return ms;
    },
  };
}

/** The question. */
export const listRuns: Question = {
  name: "list_runs",
  title: "A run of edits of a list in one transaction",
  async answer(terms: Terms): Promise<Answer> {
    const size = terms.pick(2e4, 2e3);
    terms.say(`runs of edits of lists of ${formatCount(size)}`);
    using folder = new Folder();
    const scores: [run: string, of: Score[]][] = [];
    for (const [run, edit] of Object.entries(ALL)) {
      const path = folder.file(`${run.replaceAll(" ", "_")}.kantadb`);
      await using db = await Kanta.open<Data>(
        path,
        { numbers: [], items: [], named: {} },
        { snapshot: false },
      );
      const kanta: Contestant = {
        name: "kanta",
        setting: "",
        round: async (count) => {
          let ms = 0;
          for (let done = 0; done < count; done++) {
            db.transaction(
              "make",
              (data) => Object.assign(data, makeData(size)),
            );
            await db.flush();
            const start = performance.now();
            db.transaction("edit", (data) => edit(data as Data)); // a draft of it
            ms += performance.now() - start;
          }
          return ms;
        },
      };
      const immer = contestant("immer", size, (data) => {
        const [, patches] = produceWithPatches(data, edit);
        JSON.stringify(patches);
        return Promise.resolve();
      });
      const plain = contestant("plain", size, (data) => {
        edit(data);
        return Promise.resolve();
      });
      const of = await contest([kanta, immer, plain], {
        rounds: terms.rounds,
        roundMs: terms.roundMs / 4,
      });
      scores.push([run, of]);
    }
    const cost = (run: string, who: string) => {
      const of = scores.find(([name]) => name === run)?.[1] ?? [];
      return 1000 / (of.find(({ name }) => name === who)?.perSecond ?? NaN);
    };
    return {
      tables: [{
        title: `Time of one transaction on a list of ${formatCount(size)}`,
        head: ["run", "kanta", "immer", "plain"],
        rows: scores.map(([run]) => [
          run,
          ...["kanta", "immer", "plain"].map((who) =>
            formatTime(cost(run, who))
          ),
        ]),
      }],
      verdicts: [
        ...Object.keys(RUNS).map((run) =>
          atMost(
            `${run} over immer's`,
            run === "sort" ? 2 : 10,
            cost(run, "kanta") / cost(run, "immer"),
          )
        ),
        atMost(
          `${SEVERAL} items within over in an object`,
          2,
          cost("100 within", "kanta") / cost(IN_OBJECT, "kanta"),
        ),
      ],
      figures: scores,
      notes: [
        "immer makes patches, which are stringified; plain is the same to " +
        "plain objects. Shifts are left out: at this length immer takes a " +
        "quarter of a minute.",
      ],
    };
  },
};
