/**
 * What the compiler says of the public types. That this file compiles is the
 * test; `@ts-expect-error` marks what must not.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type DeepReadonly, Kanta, type ReadonlyList } from "../../mod.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

function holds<_T extends true>(): void {}

interface Task {
  title: string;
  due?: Date;
  state: "open" | { doneBy: string };
  tags: string[];
  at: [number, number];
  grid: number[][];
}

interface Data {
  tasks: Task[];
  byName: Record<string, Task>;
  seen: Set<string>;
  scores: Map<string, { best: number }>;
  note?: string;
}

declare const db: Kanta<Data>;
declare const data: Data;

Deno.test("the data is read-only at every depth, the draft is not", () => {
  function compiles() {
    // @ts-expect-error a write outside of a transaction
    db.data.note = "x";
    // @ts-expect-error deep down, too
    db.data.byName.a.title = "x";
    // @ts-expect-error in a list
    db.data.tasks[0].tags.push("x");
    // @ts-expect-error in a nested list
    db.data.tasks[0].grid[0][0] = 1;
    // @ts-expect-error in a tuple
    db.data.tasks[0].at[0] = 1;
    // @ts-expect-error in a set
    db.data.seen.add("x");
    // @ts-expect-error in a map
    db.data.scores.set("x", { best: 1 });
    // @ts-expect-error in what a map holds
    db.data.scores.get("x")!.best = 1;
    // @ts-expect-error an optional field
    delete db.data.note;
    db.transaction("all", (data) => {
      data.note = "x";
      delete data.note;
      data.byName["a"] = data.tasks[0]!;
      data.tasks[0]!.tags.push("x");
      data.tasks[0]!.grid[0]![0] = 1;
      data.tasks[0]!.at[0] = 1;
      data.tasks[0]!.state = { doneBy: "me" };
      data.tasks[0]!.due = new Date();
      data.seen.add("x");
      data.scores.set("x", { best: 1 });
      // @ts-expect-error no such field
      data.nothing = 1;
      // @ts-expect-error a wrong type
      data.tasks[0].title = 1;
      // @ts-expect-error not in the union
      data.tasks[0].state = "done";
    });
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("types are inferred from the data and from what is returned", () => {
  async function compiles() {
    const counter = await Kanta.open("x", { visits: 0, by: {} as Data });
    holds<Same<typeof counter, Kanta<{ visits: number; by: Data }>>>();
    const count = counter.transaction("visit", (data) => ++data.visits);
    holds<Same<typeof count, number>>();
    const tags = db.data.tasks[0]!.tags;
    holds<Same<typeof tags, ReadonlyList<string>>>();
    const asList: readonly string[] = tags;
    const due = db.data.tasks[0]!.due;
    const asDate: Date | undefined = due;
    holds<
      Same<
        DeepReadonly<[number, string[]]>,
        readonly [number, ReadonlyList<string>]
      >
    >();
    holds<
      Same<
        DeepReadonly<Record<string, { a?: 1 | 2 }>>,
        { readonly [x: string]: { readonly a?: 1 | 2 } }
      >
    >();
    using tx = counter.begin("visit");
    holds<Same<typeof tx.data.visits, number>>();
    return { asList, asDate };
  }
  assertEquals(typeof compiles, "function");
});

Deno.test("functions that are to be synchronous and return nothing are so by type", () => {
  function compiles() {
    new Kanta<Data>("x", data, {
      validate: ({ note }) => {
        if (note === "") throw new Error("a note says something");
      },
      bootstrap: async (data) => {
        await Promise.resolve();
        data.note = "x";
      },
      migrations: {
        migrate_v1: (data: Data) => data.tasks.length = 0,
        migrate_v2(_data: Data) {},
        helper: () => ({}),
      },
    });
    const waits = async () => {};
    const state = () => ({});
    function* generator() {}
    // @ts-expect-error a validator throws; an answer is easily forgotten
    new Kanta<Data>("x", data, { validate: ({ note }) => note !== "" });
    // @ts-expect-error a validator is synchronous
    new Kanta<Data>("x", data, { validate: waits });
    // @ts-expect-error and no generator
    new Kanta<Data>("x", data, { validate: generator });
    // @ts-expect-error a bootstrap edits in place
    new Kanta<Data>("x", data, { bootstrap: state });
    // @ts-expect-error and is no generator
    new Kanta<Data>("x", data, { bootstrap: generator });
    // @ts-expect-error a migration edits in place
    new Kanta<Data>("x", data, { migrations: { migrate_v1: state } });
    // @ts-expect-error is synchronous
    new Kanta<Data>("x", data, { migrations: { migrateV2: waits } });
    // @ts-expect-error and no generator
    new Kanta<Data>("x", data, { migrations: { v3: generator } });
    // @ts-expect-error a list of steps has no versions
    new Kanta<Data>("x", data, { migrations: [() => {}] });
    // @ts-expect-error nor has a Map
    new Kanta<Data>("x", data, { migrations: new Map() });
  }
  assertEquals(typeof compiles, "function");
});
