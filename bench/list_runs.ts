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

/** What one transaction does; `round` makes each one change something. */
interface Run {
  edit(data: Data, round: number): void;
  /** What brings back what the edit used up, outside of the time measured. */
  renew?(data: Data): void;
}

/** How many items are changed within, where it is not all. */
const SEVERAL = 100;

const RUNS: Readonly<Record<string, Run>> = {
  "set each": {
    edit({ numbers }, round) {
      for (let i = 0; i < numbers.length; i++) numbers[i] = 2 * i + round;
    },
  },
  "pop until empty": {
    edit({ numbers }) {
      while (numbers.length > 0) numbers.pop();
    },
    renew(data) {
      data.numbers = Array.from({ length: data.items.length }, (_, i) => i);
    },
  },
  shuffle: {
    edit({ numbers }) {
      for (let i = numbers.length - 1; i > 0; i--) {
        const other = (i * 7919) % (i + 1);
        const item = numbers[i]!; // within the list
        numbers[i] = numbers[other]!;
        numbers[other] = item;
      }
    },
  },
  sort: {
    edit({ items }, round) {
      const key = ({ id }: Item) => (id * (7919 + round)) % 1_000_003;
      items.sort((a, b) => key(a) - key(b));
    },
  },
  "100 within": {
    edit({ items }) {
      for (let i = 0; i < SEVERAL; i++) items[7 * i]!.n++;
    },
  },
};
/** The same as `100 within`, in an object. */
const IN_OBJECT = "100 in an object";
const ALL: Readonly<Record<string, Run>> = {
  ...RUNS,
  [IN_OBJECT]: {
    edit({ named }) {
      for (let i = 0; i < SEVERAL; i++) named[`k${7 * i}`]!.n++;
    },
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

/** Edits, and only them, are measured; they go on from one another. */
function contestant(
  name: string,
  run: Run,
  renew: (by: (data: Data) => void) => Promise<void>,
  edit: (by: (data: Data) => void) => void,
): Contestant {
  let round = 0;
  return {
    name,
    setting: "",
    round: async (count) => {
      let ms = 0;
      for (let done = 0; done < count; done++) {
        round++;
        if (run.renew) await renew((data) => run.renew?.(data));
        const start = performance.now();
        edit((data) => run.edit(data, round));
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
    for (const [name, run] of Object.entries(ALL)) {
      const path = folder.file(`${name.replaceAll(" ", "_")}.kantadb`);
      await using db = await Kanta.open<Data>(path, makeData(size), {
        snapshot: false,
      });
      // The draft of it is as good as the data.
      const change = (by: (data: Data) => void) =>
        void db.transaction("edit", (data) => by(data as Data));
      const kanta = contestant("kanta", run, async (by) => {
        change(by);
        await db.flush();
      }, change);
      let frozen = makeData(size);
      const immer = contestant("immer", run, (by) => {
        frozen = produceWithPatches(frozen, by)[0];
        return Promise.resolve();
      }, (by) => {
        const [next, patches] = produceWithPatches(frozen, by);
        JSON.stringify(patches);
        frozen = next;
      });
      const objects = makeData(size);
      const plain = contestant("plain", run, (by) => {
        by(objects);
        return Promise.resolve();
      }, (by) => by(objects));
      const of = await contest([kanta, immer, plain], {
        rounds: terms.rounds,
        roundMs: terms.roundMs / 4,
      });
      scores.push([name, of]);
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
