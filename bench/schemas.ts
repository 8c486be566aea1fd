/**
 * What does a schema cost a commit?
 *
 * @module
 */
import { Kanta, type KantaOptions, type StandardSchema } from "@kanta/core";
import { contest } from "./harness/contest.ts";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { inTurns } from "./harness/turn.ts";
import { formatCount, formatTime } from "./harness/unit.ts";
import { Scatter } from "./harness/users.ts";
import { atMost } from "./harness/verdict.ts";

interface Bookmark {
  readonly url: string;
  readonly title: string;
  readonly tags: readonly string[];
  visits: number;
}

interface Data {
  readonly bookmarks: Record<string, Bookmark>;
}

/** A check of one value: what it makes of the value, or throws. */
type Check = (value: unknown, path: readonly string[]) => unknown;

function fail(message: string, path: readonly string[]): never {
  throw Object.assign(new TypeError(message), { path });
}

const text: Check = (value, path) =>
  typeof value === "string" ? value.trim() : fail("a text is wanted", path);

const whole: Check = (value, path) =>
  Number.isInteger(value) ? value : fail("a whole number is wanted", path);

function list(item: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((one, index) => item(one, [...path, String(index)]))
      : fail("a list is wanted", path);
}

function object(fields: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== "object" || value === null) {
      return fail("an object is wanted", path);
    }
    const entries = Object.entries(fields).map(([key, check]) =>
      [key, check(Reflect.get(value, key), [...path, key])] as const
    );
    return Object.fromEntries(entries);
  };
}

function record(entry: Check): Check {
  return (value, path) =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(
        Object.entries(value)
          .map(([key, one]) => [key, entry(one, [...path, key])]),
      )
      : fail("an object is wanted", path);
}

/** A schema that goes from field to field, as those of the libraries do. */
function schemaOf<T>(check: Check): StandardSchema<unknown, T> {
  return {
    "~standard": {
      version: 1,
      vendor: "bench",
      validate: (value) => {
        try {
          return { value: check(value, []) as T }; // what it checks for
        } catch (error) {
          return { issues: [{ message: String(error) }] };
        }
      },
    },
  };
}

const bookmark = object({
  url: text,
  title: text,
  tags: list(text),
  visits: whole,
});
const ENTRY = schemaOf<Bookmark>(bookmark);
const DATA = schemaOf<Data>(object({ bookmarks: record(bookmark) }));

function makeBookmarks(count: number): Data {
  const entries = Array.from({ length: count }, (_, index) => {
    const url = `https://example.com/${index}`;
    const tags = ["read", `t${index % 10}`];
    return [`b${index}`, {
      url,
      title: `Page ${index}`,
      tags,
      visits: 0,
    }] as const;
  });
  return { bookmarks: Object.fromEntries(entries) };
}

const SETTINGS: Readonly<Record<string, KantaOptions<Data>>> = {
  "without a schema": {},
  "schema of the entries": { schemas: { "bookmarks.*": ENTRY } },
  "schema of the whole": { schema: DATA },
};

/** The question. */
export const schemas: Question = {
  name: "schemas",
  title: "A commit beside a schema",
  async answer(terms: Terms): Promise<Answer> {
    const size = terms.pick(10_000, 1_000);
    terms.say(`schemas at ${formatCount(size)} entries`);
    using folder = new Folder();
    await using open = new AsyncDisposableStack();
    const contestants = [];
    for (const [setting, options] of Object.entries(SETTINGS)) {
      const path = folder.file(`${setting}.kantadb`);
      const db = open.use(
        await Kanta.open(path, makeBookmarks(size), {
          snapshot: false,
          ...options,
        }),
      );
      await db.flush();
      contestants.push({ name: "commit", setting, round: rounds(db, size) });
    }
    const setting = "the schema itself";
    contestants.push({ name: "one entry", setting, round: alone(size) });
    const scores = await contest(contestants, {
      rounds: terms.rounds,
      roundMs: terms.roundMs,
      most: 100_000,
    });
    const [bare = NaN, entries = NaN, , own = NaN] = scores.map(
      ({ perSecond }) => 1000 / perSecond,
    );
    return {
      tables: [{
        title: `Time of a change of one of ${
          formatCount(size)
        } entries, until written`,
        head: ["", "", "time"],
        rows: scores.map(({ name, setting, perSecond }) => [
          name,
          setting,
          formatTime(1000 / perSecond),
        ]),
      }],
      verdicts: [
        atMost(
          "commit with a schema of the entries over one without and twice the schema's own time",
          1,
          entries / (bare + 2 * own),
        ),
      ],
      figures: scores,
      notes: [
        "The schema is one that goes from field to field and makes a new object, " +
        "as those of the libraries do.",
      ],
    };
  },
};

function rounds(
  db: Kanta<Data>,
  size: number,
): (count: number) => Promise<number> {
  const scatter = new Scatter(size);
  let visits = 0;
  return async (count) => {
    const start = performance.now();
    await inTurns(count, () => {
      const key = `b${scatter.next()}`;
      db.transaction("visit", ({ bookmarks }) => {
        bookmarks[key]!.visits = ++visits;
      });
    });
    await db.flush();
    return performance.now() - start;
  };
}

/** The schema alone, of entries all over the data as transactions touch them. */
function alone(size: number): (count: number) => Promise<number> {
  const { bookmarks } = makeBookmarks(size);
  const { validate } = ENTRY["~standard"];
  const scatter = new Scatter(size);
  return (count) => {
    const start = performance.now();
    for (let done = 0; done < count; done++) {
      validate(bookmarks[`b${scatter.next()}`]);
    }
    return Promise.resolve(performance.now() - start);
  };
}
