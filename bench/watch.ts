/**
 * What do watchers and indexes cost a commit?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { contest, type Contestant } from "./harness/contest.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { inTurns } from "./harness/turn.ts";
import { formatCount, formatTime } from "./harness/unit.ts";
import { type Data, makeData, Scatter, userId } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

/** The data, and places beside it that others watch. */
interface Watched extends Data {
  readonly others: Record<string, number>;
}

type Prepare = (db: Kanta<Watched>) => Promise<unknown> | unknown;

const SETTINGS: Readonly<Record<string, Prepare>> = {
  "nobody watches": () => {},
  "1,000 watchers of other places": (db) => watchers(db, (i) => `others.o${i}`),
  "1,000 watchers of one place that is not touched": (db) =>
    watchers(db, () => "others"),
  "a watcher of `**.none`": (db) => watchers(db, () => "**.none", 1),
  "a watcher of the place": (db) => watchers(db, () => "users", 1),
  "100 watchers of the place": (db) => watchers(db, () => "users", 100),
  "an index of other places": (db) => db.index("others.*", (value) => value),
  "an index by another property": (db) =>
    db.index("users.*", "email", { unique: true }),
  "an index by the property that changes": (db) =>
    db.index("users.*", "visits"),
};

/** Begins to watch, and waits until each was greeted. */
async function watchers(
  db: Kanta<Watched>,
  place: (index: number) => string,
  count = 1_000,
): Promise<void> {
  const greeted = Array.from({ length: count }, (_, i) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    db.watch(place(i), () => resolve());
    return promise;
  });
  await Promise.all(greeted);
}

/** The question. */
export const watch: Question = {
  name: "watch",
  title: "A commit beside watchers and indexes",
  async answer(terms: Terms): Promise<Answer> {
    const size = terms.pick(100_000, 1_000);
    terms.say(`watchers at ${formatCount(size)} users`);
    await using open = new AsyncDisposableStack();
    const contestants: Contestant[] = [];
    const enter = async (name: string, users: number, prepare: Prepare) => {
      const data = { ...makeData(users), others: { o0: 0 } };
      const db = open.use(
        await Kanta.memory<Watched>(data, { snapshot: false }),
      );
      await prepare(db);
      contestants.push({ name, setting: "", round: rounds(db, users) });
    };
    for (const [setting, prepare] of Object.entries(SETTINGS)) {
      await enter(setting, size, prepare);
    }
    const small = terms.pick(1_000, 100);
    const changing = SETTINGS["an index by the property that changes"];
    await enter(`nobody watches, ${formatCount(small)} users`, small, () => {});
    await enter(
      `an index by the property that changes, ${formatCount(small)} users`,
      small,
      changing ?? (() => {}),
    );
    const scores = await contest(contestants, {
      rounds: terms.rounds,
      roundMs: terms.roundMs,
      most: 100_000,
    });
    const times = scores.map(({ perSecond }) => 1000 / perSecond);
    const [bare = NaN, elsewhere = NaN] = times;
    const large = times[Object.keys(SETTINGS).length - 1] ?? NaN;
    const [bareSmall = NaN, indexSmall = NaN] = times.slice(-2);
    return {
      tables: [{
        title: `Time of a change of one of ${
          formatCount(size)
        } users, in memory`,
        head: ["", "time", "over nobody"],
        rows: scores.map(({ name }, i) => [
          name,
          formatTime(times[i] ?? NaN),
          formatTime(
            (times[i] ?? NaN) - (name.endsWith("users") ? bareSmall : bare),
          ),
        ]),
      }],
      verdicts: [
        atMost(
          "1,000 watchers elsewhere, a commit",
          0.001,
          elsewhere - bare,
          "ms",
        ),
        atMost(
          `an index of ${formatCount(size)} over one of ${formatCount(small)}`,
          2,
          (large - bare) / (indexSmall - bareSmall),
        ),
      ],
      figures: scores,
    };
  },
};

function rounds(
  db: Kanta<Watched>,
  size: number,
): (count: number) => Promise<number> {
  const scatter = new Scatter(size);
  return async (count) => {
    const start = performance.now();
    await inTurns(count, () => {
      const id = userId(scatter.next());
      db.transaction("visit", ({ users }) => void users[id]!.visits++);
    });
    return performance.now() - start;
  };
}
