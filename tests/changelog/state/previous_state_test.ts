import { assertEquals } from "@std/assert";
import { formatDiff } from "../../../src/changelog/format_diff.ts";
import { previousState } from "../../../src/changelog/state/previous_state.ts";
import { netChange } from "../../../src/transaction/net_change.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

interface Commit {
  readonly before: unknown;
  readonly lines: string[];
}

/** Commits a change as the database does, and shows it as its log would. */
// deno-lint-ignore no-explicit-any -- states of any shape
function commit(state: object, change: (data: any) => void): Commit {
  const recorder = new Recorder(state, NO_TYPES);
  change(recorder.root.proxy);
  const taken = netChange(recorder);
  recorder.settle(false);
  recorder.end();
  const before = previousState(recorder, taken?.diff);
  const options = { previous: before, current: state };
  return { before, lines: formatDiff(taken?.diff, options) };
}

Deno.test("what was added is told from what was updated", () => {
  const name = "A name so long that no edit is written as a $replace";
  const state = { users: { bob: { name, seen: null, age: 5 } }, n: 1 };
  const { before, lines } = commit(state, (data) => {
    data.users.alice = { name: "Alice" };
    data.users.bob.seen = { at: 5, by: "x" };
    delete data.users.bob.age;
    data.n = 2;
  });
  assertEquals(before, { n: 1, users: { bob: { seen: null, age: 5 } } });
  assertEquals(lines, [
    "n = 2",
    "users.bob.age ✗",
    "users.bob.seen = {at: 5, by: x}",
    "users.alice",
    "  name:       Alice",
  ]);
});

Deno.test("items of lists are found at their places", () => {
  const state = {
    todos: [{ t: "a", done: false }, { t: "b", done: false }],
    tags: ["x"],
  };
  const { lines } = commit(state, (data) => {
    data.todos[1].done = true;
    data.todos[1].by = "me";
    data.tags.push("y");
  });
  assertEquals(lines.toSorted(), [
    "tags = [x, y]",
    "todos[1].by = me",
    "todos[1].done = true",
  ]);
});

Deno.test("an item that is pushed is added, one put in between inserted", () => {
  const make = () => ({ l: [{ a: 1 }, { a: 2 }, { a: 3 }] });
  assertEquals(commit(make(), (data) => data.l.push({ a: 4 })).lines, [
    "l[3]",
    "  a:          4",
  ]);
  assertEquals(commit(make(), (data) => data.l.splice(1, 0, { a: 4 })).lines, [
    "l[1] +",
    "  a:          4",
  ]);
});

Deno.test("maps and sets are seen as what they held", () => {
  const many = ["one member", "another member", "and a third member"];
  const state = {
    m: new Map<unknown, unknown>([[5, null]]),
    s: new Set(["a", ...many]),
  };
  const { before, lines } = commit(state, (data) => {
    data.m.set(5, "x").set(6, { y: 1 });
    data.s.delete("a");
    data.s.add("b");
  });
  assertEquals(before, { m: new Map([[5, null]]), s: new Set(["a"]) });
  assertEquals(lines, [
    "m[5] = x",
    "m[6]",
    "  y:          1",
    "s.a ✗",
    "s + b",
  ]);
});

Deno.test("a large state costs no more than what was touched of it", () => {
  let reads = 0;
  const list = Array.from({ length: 100_000 }, (_, i) => ({ i }));
  const state = { list, many: {} as Record<string, unknown>, n: 0 };
  for (let i = 0; i < 1000; i++) {
    Object.defineProperty(state.many, `k${i}`, {
      enumerable: true,
      configurable: true,
      get: () => reads++,
      set: () => {},
    });
  }
  const { before } = commit(state, (data) => {
    data.list.push({ i: 5 });
    data.n = 1;
  });
  assertEquals(reads, 0);
  assertEquals(Object.keys((before as typeof state).list).length, 0);
  assertEquals((before as typeof state).list.length, 100_000);
});
