import { assertEquals } from "@std/assert";
import { DiffBuilder } from "../../src/transaction/diff_builder.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { committed } from "../support/recorded.ts";

type Any = Record<string, unknown>;

const wide = (size: number): Any =>
  Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i]));

Deno.test("nothing noted, no diff", () => {
  const recorder = new Recorder({ a: { b: 1 } }, NO_TYPES);
  const data = recorder.root.proxy as { a: { b: number } };
  data.a.b;
  const differ = new DiffBuilder(recorder);
  assertEquals(differ.diff(recorder.root), undefined);
});

Deno.test("an object is replaced where no key of before is left", () => {
  const state = { at: wide(5), keep: 1 };
  const { diff } = committed(state, ({ at }) => {
    for (const key of Object.keys(at)) delete at[key];
    at["only"] = 1;
  });
  assertEquals(diff, { at: { $replace: { only: 1 } } });
});

Deno.test("an object is edited where any key is left", () => {
  const state = { at: wide(10_000) };
  const { diff } = committed(state, ({ at }) => {
    delete at["k1"];
    delete at["k2"];
  });
  assertEquals(diff, { at: { $delete: ["k1", "k2"] } });
  const small = { at: { ["long".repeat(99)]: 1, b: 2 } as Any };
  const few = committed(small, ({ at }) => delete at["long".repeat(99)]);
  assertEquals(few.diff, { at: { $delete: ["long".repeat(99)] } });
});

Deno.test("an item of a list that moved and changed is one edit", () => {
  const text = "a text long enough to be worth an edit of the item by itself ";
  const state = {
    list: Array.from({ length: 9 }, (_, id) => ({ id, text: text + id, n: 0 })),
  };
  const { diff } = committed(state, ({ list }) => {
    list.shift();
    list[3]!.n = 7;
    list.push({ id: 9, text: "new", n: 0 });
  });
  assertEquals(diff, {
    list: {
      $delete: [0],
      $insert: [[8, { id: 9, text: "new", n: 0 }]],
      3: { n: 7 },
    },
  });
});

Deno.test("changes deep within are nested, on the way nothing is repeated", () => {
  const state = { a: { b: { c: [{ d: new Map([["e", { f: 1, g: 2 }]]) }] } } };
  const { diff } = committed(state, ({ a }) => {
    (a.b.c[0]!.d.get("e") as Any)["f"] = 9;
  });
  assertEquals(diff, { a: { b: { c: { 0: { d: { e: { f: 9 } } } } } } });
});

Deno.test("a key that was last and is set again is no change, in a large object as well", () => {
  const state = { at: wide(10_000) };
  const { diff } = committed(state, ({ at }) => {
    delete at["k9999"];
    at["k9999"] = 9999;
  });
  assertEquals(diff, undefined);
  const moved = committed(state, ({ at }) => {
    delete at["k9998"];
    at["k9998"] = 9998;
  });
  assertEquals(moved.diff, { at: { $delete: ["k9998"], k9998: 9998 } });
});

Deno.test("user keys that look like commands are escaped at every depth", () => {
  const state: { $delete: Any } = { $delete: { $insert: 1 } };
  const { diff } = committed(state, (data) => {
    data.$delete["$insert"] = 2;
    data.$delete["$replace"] = { $$: ["$$x"] };
  });
  assertEquals(diff, {
    $$delete: { $$insert: 2, $$replace: { $$$: ["$$$x"] } },
  });
});
