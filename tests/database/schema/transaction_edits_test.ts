import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { SchemaEdit } from "../../../src/database/schema/normal_form.ts";
import { TransactionEdits } from "../../../src/database/schema/transaction_edits.ts";
import { netChange } from "../../../src/transaction/net_change.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

interface Data {
  users: Record<string, { name: string; at?: { x: number } }>;
  list: { n: number; more?: object }[];
}

const seed = (): Data => ({
  users: { a: { name: "A", at: { x: 1 } } },
  list: [{ n: 0 }, { n: 1 }],
});

/** The state and diff after an edit of a program and those of a schema. */
function edited(
  data: Data,
  edit: (data: Data) => void,
  edits: readonly SchemaEdit[],
): { recorder: Recorder; diff: unknown } {
  const recorder = new Recorder(data, NO_TYPES);
  edit(recorder.root.proxy as Data);
  const diff = netChange(recorder, false, {
    normaliseTouched(recorder) {
      const made = new TransactionEdits(recorder);
      for (const one of edits) made.apply(one);
      return true;
    },
  })?.diff;
  return { recorder, diff };
}

const replace = (steps: unknown[], value: unknown): SchemaEdit => ({
  kind: "replace",
  steps,
  value,
});

Deno.test("what stood there before is edited by its draft, which notes it", () => {
  const data = seed();
  const { a } = data.users;
  const { recorder, diff } = edited(
    data,
    (data) => data.users["a"]!.name = "B",
    [
      replace(["users", "a", "at", "x"], 2),
      { kind: "remove", steps: ["users", "a", "name"] },
    ],
  );
  assertEquals(diff, { users: { a: { $delete: ["name"], at: { x: 2 } } } });
  assertStrictEquals(data.users["a"], a);
  recorder.rollback();
  assertEquals(data, seed());
  assertStrictEquals(data.users["a"], a);
});

Deno.test("what was assigned is edited as the database's own copy", () => {
  const data = seed();
  const own = { name: "B", at: { x: 1 } };
  const { recorder, diff } = edited(data, (data) => data.users["b"] = own, [
    replace(["users", "b", "at", "x"], 2),
  ]);
  assertEquals(diff, { users: { b: { name: "B", at: { x: 2 } } } });
  assertEquals(own, { name: "B", at: { x: 1 } });
  recorder.rollback();
  assertEquals(data, seed());
});

Deno.test("an item that stayed in a new list is restored as it was", () => {
  for (
    const edit of [
      (data: Data) => void (data.list = [{ n: 9 }, ...data.list]),
      (data: Data) => void data.list.reverse(),
      (data: Data) => void data.list.unshift({ n: 9 }),
    ]
  ) {
    const data = seed();
    const { list } = data;
    const [first] = list;
    const { recorder } = edited(data, edit, [
      replace(["list", 1, "more"], { x: [1] }),
    ]);
    assertEquals(data.list[1]?.more, { x: [1] });
    recorder.rollback();
    assertEquals(data, seed());
    assertStrictEquals(data.list, list);
    assertStrictEquals(data.list[0], first);
  }
});

Deno.test("the record is told of values that JSON has no type for", () => {
  const data = seed();
  const recorder = new Recorder(data, NO_TYPES);
  (recorder.root.proxy as Data).users["a"]!.name = "B";
  const change = netChange(recorder, true, {
    normaliseTouched(recorder) {
      const edits = new TransactionEdits(recorder);
      edits.apply(replace(["users", "a", "at"], new Date(5)));
      edits.apply({ kind: "add", steps: ["users", "a", "$key"], value: "$$" });
      return true;
    },
  });
  assert(change !== undefined && !change.plain && change.text === undefined);
  assertEquals(change.diff, {
    users: { a: { name: "B", at: { $replace: new Date(5) }, $$key: "$$$" } },
  });
});
