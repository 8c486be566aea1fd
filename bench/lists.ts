/**
 * Does a change of a list, or of the keys of an object, cost more where it is
 * long?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Child, type OpenStage } from "./harness/child.ts";
import { contest, type Score } from "./harness/contest.ts";
import { Folder } from "./harness/folder.ts";
import { largeShape, readyLog } from "./harness/log.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { sideBySide } from "./harness/side_by_side.ts";
import { inTurns } from "./harness/turn.ts";
import { formatCount, formatRatio, formatTime } from "./harness/unit.ts";
import { type Data, makeData, makeUser, type User } from "./harness/users.ts";
import { atMost, type Verdict } from "./harness/verdict.ts";

interface Lists extends Data {
  lists: User[][];
}

/** What is done to which half of the data: each half has a process of its own. */
const ACTIONS = {
  push: "lists",
  pop: "lists",
  insert: "lists",
  "set key": "users",
  "delete key": "users",
} as const;
type Action = keyof typeof ACTIONS;
type Half = typeof ACTIONS[Action];
const ALL_ACTIONS = Object.keys(ACTIONS) as Action[];

/** So much is done between two undoings, so that lengths stay what they are. */
const SEGMENT = 500;
/** Short lists are many, so that a segment lengthens each by little. */
const SHORT_LISTS = 500;

/** What each action does to the n-th piece of work, and what undoes or prepares it. */
const EDITS: Readonly<
  Record<Action, readonly [Edit, Edit]>
> = {
  push: [push, pop],
  pop: [pop, push],
  insert: [
    (data, n) => middle(data, n, (list, at) => list.splice(at, 0, makeUser(n))),
    (data, n) => middle(data, n, (list, at) => list.splice(at, 1)),
  ],
  "set key": [
    (data, n) => void (data.users[`new${n}`] = makeUser(n)),
    (data, n) => void delete data.users[`new${n}`],
  ],
  "delete key": [
    (data, n) => void delete data.users[`new${n}`],
    (data, n) => void (data.users[`new${n}`] = makeUser(n)),
  ],
};

type Edit = (data: Lists, n: number) => void;

function push(data: Lists, n: number): void {
  data.lists[n % data.lists.length]!.push(makeUser(n));
}

function pop(data: Lists, n: number): void {
  data.lists[n % data.lists.length]!.pop();
}

function middle(
  data: Lists,
  n: number,
  edit: (list: User[], at: number) => void,
): void {
  const list = data.lists[n % data.lists.length];
  edit(list!, list!.length >> 1);
}

function makeLists(half: Half, length: number): Lists {
  if (half === "users") return { lists: [], ...makeData(length) };
  const count = length <= 100 ? SHORT_LISTS : 1;
  const lists = Array.from({ length: count }, () => {
    return Array.from({ length }, (_, index) => makeUser(index));
  });
  return { lists, users: {} };
}

interface Options {
  readonly path: string;
  readonly half: Half;
  readonly length: number;
  readonly plain: boolean;
  /** A log of so many users that is there already, to be copied. */
  readonly ready?: string | undefined;
}

/** The child's half: lists or keys of one length, in Kanta or plain. */
export const listStage: OpenStage<Options> = async (
  { path, half, length, plain, ready },
) => {
  if (ready !== undefined) Deno.copyFileSync(ready, path);
  const seed = makeLists(half, ready === undefined ? length : 0);
  if (plain) {
    return { run: (count, work) => measure(count, work, (act) => act(seed)) };
  }
  const db = await Kanta.open<Lists>(path, seed, { snapshot: false });
  await db.flush();
  return {
    run: (count, work) =>
      measure(
        count,
        work,
        (act) => db.transaction("edit", act),
        () => db.flush(),
      ),
    close: () => db.close(),
  };
};

/** The number of the next piece of work: no key is ever set again. */
let next = 0;

async function measure(
  count: number,
  work: string,
  commit: (act: (data: Lists) => void) => void,
  flush: () => Promise<void> = () => Promise.resolve(),
): Promise<{ ms: number }> {
  const [act, other] = EDITS[work as Action];
  // What is to be deleted must be there first.
  const after = work !== "delete key";
  let ms = 0;
  for (let done = 0; done < count; done += SEGMENT) {
    const from = next;
    const length = Math.min(SEGMENT, count - done);
    next += length;
    const all = async (edit: Edit) => {
      await inTurns(length, (n) => commit((data) => edit(data, from + n)));
      await flush();
    };
    if (!after) await all(other);
    const start = performance.now();
    await all(act);
    ms += performance.now() - start;
    if (after) await all(other);
  }
  return { ms };
}

interface Cell {
  readonly who: "kanta" | "plain";
  readonly action: Action;
  readonly length: number;
  readonly score: Score;
}

/** The question. */
export const lists: Question = {
  name: "lists",
  title: "A change of a list or of an object's keys, until written",
  async answer(terms: Terms): Promise<Answer> {
    const lengths = terms.pick([10, 1e4, 1e6], [10, 1e3]);
    const cells = await measureAll(terms, lengths);
    const cost = (who: Cell["who"], action: Action, length: number) => {
      const cell = cells.find((one) =>
        one.who === who && one.action === action && one.length === length
      );
      return 1000 / (cell?.score.perSecond ?? NaN);
    };
    const longest = lengths[lengths.length - 1];
    return {
      tables: [{
        title: "Time of one change by length",
        head: [
          "change",
          "who",
          ...lengths.map(formatCount),
          `${formatCount(longest!)} over 10`,
        ],
        rows: ALL_ACTIONS.flatMap((action) =>
          (["kanta", "plain"] as const).map((who) => [
            action,
            who,
            ...lengths.map((length) => formatTime(cost(who, action, length))),
            formatRatio(cost(who, action, longest!), cost(who, action, 10)),
          ])
        ),
      }],
      verdicts: [
        ...lengths.slice(1).flatMap((length) =>
          ALL_ACTIONS.filter((action) => action !== "insert").map((action) =>
            atMost(
              `${action} at ${formatCount(length)} over at 10`,
              2,
              cost("kanta", action, length) / cost("kanta", action, 10),
            )
          )
        ),
        judgeInsert(longest!, cost),
      ],
      figures: cells.map(({ who, action, length, score }) => ({
        who,
        action,
        length,
        rounds: score.rounds,
      })),
      notes: [
        "plain is the same change to plain objects in memory, with no record. " +
        "Snapshots are off, to see the change alone. Keys are new ones each " +
        "time: to add and delete the same ones over and over takes an engine " +
        "longer and longer.",
      ],
    };
  },
};

function judgeInsert(
  length: number,
  cost: (who: Cell["who"], action: Action, length: number) => number,
): Verdict {
  return atMost(
    `insert in the middle at ${formatCount(length)} over the plain array's own`,
    1.5,
    cost("kanta", "insert", length) / cost("plain", "insert", length),
  );
}

async function measureAll(
  terms: Terms,
  lengths: readonly number[],
): Promise<Cell[]> {
  using folder = new Folder();
  await using children = new AsyncDisposableStack();
  const ends = [lengths[0], lengths[lengths.length - 1]];
  // The longest first: they take longest to load.
  const seats = lengths.toReversed().flatMap((length) =>
    (["lists", "users"] as const).flatMap((half) =>
      (["kanta", "plain"] as const)
        // No target is about plain ones in between.
        .filter((who) => who === "kanta" || ends.includes(length))
        .map((who) => ({ who, half, length }))
    )
  );
  const large = largeShape(terms);
  const log = lengths.includes(large.size)
    ? await readyLog(terms, large)
    : undefined;
  terms.say(`lists of ${lengths.map(formatCount).join(", ")}`);
  const opened = await sideBySide(seats, async ({ who, half, length }) => {
    const options: Options = {
      path: folder.file(`${half}-${length}.kantadb`),
      half,
      length,
      plain: who === "plain",
      ready: who === "kanta" && half === "users" && length === large.size
        ? log
        : undefined,
    };
    return children.use(
      await Child.stage(import.meta.url, "listStage", options),
    );
  });
  const cells = seats.flatMap((seat, index) =>
    ALL_ACTIONS.filter((action) => ACTIONS[action] === seat.half)
      .map((action) => ({ ...seat, action, child: opened[index] }))
  );
  const scores = await contest(
    cells.map(({ who, action, length, child }) => ({
      name: `${action} ${length}`,
      setting: who,
      round: async (count) => (await child!.run(count, action))["ms"]!,
    })),
    { rounds: terms.rounds, roundMs: terms.roundMs * 0.4, most: 20_000 },
  );
  return cells.map(({ who, action, length }, index) => {
    return { who, action, length, score: scores[index]! };
  });
}
