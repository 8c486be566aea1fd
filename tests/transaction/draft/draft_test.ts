import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { NotStorableError } from "../../../src/errors.ts";
import { netChange } from "../../../src/transaction/net_change.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { committed, rolledBack } from "../../support/recorded.ts";

type Any = Record<string, unknown>;

interface State {
  a: { list: { n: number }[]; map: Map<string, Any> };
  other?: Any | undefined;
}

const seed = (): State => ({
  a: { list: [{ n: 1 }, { n: 2 }], map: new Map([["k", { deep: {} }]]) },
});

Deno.test("a draft that is kept after the end throws when written", () => {
  for (const end of [committed, rolledBack] as const) {
    const state = seed();
    let kept = seed();
    end(state, (data) => {
      kept = data;
      data.a.list[0]!.n = 5;
    });
    const writes: (() => unknown)[] = [
      () => kept.a = seed().a,
      () => kept.a.list[0]!.n++,
      () => kept.a.list.push({ n: 3 }),
      () => kept.a.list.sort(),
      () => kept.a.list.length = 0,
      () => kept.a.map.set("x", {}),
      () => kept.a.map.delete("k"),
      () => Object.assign(kept, { other: {} }),
    ];
    const before = JSON.stringify(state);
    for (const write of writes) {
      assertThrows(write, TypeError, "kept after its transaction");
    }
    assertEquals(JSON.stringify(state), before);
  }
});

Deno.test("of drafts from before those on the way are good again, others not", () => {
  const state = seed();
  const recorder = new Recorder(state, NO_TYPES);
  const first = recorder.root.proxy as State;
  const { a } = first;
  const item = a.list[0];
  item!.n = 5;
  recorder.rollback();
  recorder.forget();
  assertThrows(() => a.list = [], TypeError, "kept after its transaction");
  recorder.renew();
  assertStrictEquals((recorder.root.proxy as State).a, a);
  assertThrows(() => item!.n = 6, TypeError, "kept after its transaction");
  const second = recorder.root.proxy as State;
  second.a.list[0]!.n = 7; // another draft, though the old one was looked at
  assertEquals(item!.n, 7);
  const change = netChange(recorder);
  assertEquals(change?.diff, { a: { list: { 0: { n: 7 } } } });
  recorder.end();
});

Deno.test("what a draft from before leads to is no draft of this transaction", () => {
  interface Deep {
    a: { b: { c: { n: number } } };
  }
  const state: Deep = { a: { b: { c: { n: 1 } } } };
  const recorder = new Recorder(state, NO_TYPES);
  const kept = (recorder.root.proxy as Deep).a.b;
  recorder.end();
  recorder.forget();
  recorder.renew();
  assertThrows(() => kept.c.n = 2, TypeError, "kept after its transaction");
  (recorder.root.proxy as Deep).a.b.c.n = 3;
  assertEquals(netChange(recorder)?.diff, {
    a: { b: { c: { n: 3 } } },
  });
  recorder.end();
});

Deno.test("a message says where, however the place was reached", () => {
  rolledBack(seed(), (data) => {
    const bad = (write: () => unknown) =>
      (assertThrows(write, NotStorableError) as NotStorableError).path;
    const loose = data as unknown as { a: Any; other: Any };
    const f = () => 1;
    assertEquals(bad(() => loose.a["x"] = f), "data.a.x");
    assertEquals(bad(() => data.a.list.push(f as never)), "data.a.list[2]");
    assertEquals(bad(() => data.a.list[0]!.n = f as never), "data.a.list[0].n");
    data.a.list.unshift({ n: 0 });
    assertEquals(bad(() => data.a.list[1]!.n = f as never), "data.a.list[1].n");
    const [, first] = data.a.list;
    data.a.list.reverse();
    assertEquals(bad(() => first!.n = f as never), "data.a.list[1].n");
    const k = data.a.map.get("k") as { deep: Any };
    assertEquals(bad(() => k.deep["x"] = f), "data.a.map.k.deep.x");
    // In an object of the caller's own, too.
    data.other = { inner: { list: [{}] } };
    const { inner } = loose.other as { inner: { list: Any[] } };
    assertEquals(
      bad(() => inner.list[0]!["x"] = f),
      "data.other.inner.list[0].x",
    );
    assertEquals(
      bad(() => loose["not a name" as "other"] = f as never),
      'data["not a name"]',
    );
  });
});

Deno.test("a message ends although objects were found within one another", () => {
  const inner: Any = {};
  const state = { top: { inner } as Any, p: undefined as unknown as Any };
  rolledBack(state, (data) => {
    data.p = inner; // the state's own, past the draft
    data.p["x"] = {};
    (data.p["x"] as Any)["t"] = state.top;
    const t = (data.p["x"] as Any)["t"] as Any;
    const round = t["inner"] as Any;
    const error = assertThrows(() => round["y"] = () => 1, NotStorableError);
    assert((error as Error).message.length < 1000);
  });
});

Deno.test("what can be told at no cost is refused at the assignment", () => {
  rolledBack({} as Any, (data) => {
    class Point {}
    const refused: [unknown, string][] = [
      [() => 1, "a function"],
      [function named() {}, "the function named"],
      [Symbol("s"), "a symbol"],
      [new Point(), "an instance of Point"],
      [new WeakMap(), "an instance of WeakMap"],
      [Promise.resolve(), "an instance of Promise"],
      [/x/, "an instance of RegExp"],
      [new Error("x"), "an instance of Error"],
      [new (class extends Array {})(), "an instance of"],
      [new Float64Array(1), "an instance of Float64Array"],
      [Object.create({ a: 1 }), "an instance of Object"],
    ];
    for (const [value, found] of refused) {
      assertThrows(() => data["x"] = value, NotStorableError, found);
      assertThrows(
        () => Object.assign(data, { x: value }),
        NotStorableError,
        "data.x",
      );
      assertEquals("x" in data, false);
    }
    for (
      const value of [null, 1, "s", true, 1n, NaN, -0, undefined, new Date(), {
        f: () => 1,
      }]
    ) data["x"] = value; // what is within is looked at later
  });
});

Deno.test("drafts know where their objects stood when all began", () => {
  const state = seed();
  const recorder = new Recorder(state, NO_TYPES);
  const data = recorder.root.proxy as State;
  const draft = (raw: object) => recorder.draftOf(raw);
  assertEquals(draft(state.a), undefined); // nobody looked yet
  data.a.list[1]!.n = 3;
  const item = draft(state.a.list[1]!);
  assertStrictEquals(item?.parent, draft(state.a.list));
  assertEquals(item?.located, true);
  assertEquals(item?.depth, 3);
  assertEquals(item?.key, 1);
  const mine = { x: {} };
  data.other = mine;
  (data.other["x"] as Any)["y"] = 1;
  assertEquals(draft(mine)?.parent, undefined);
  assertEquals(draft(mine)?.located, false);
  assertEquals(draft(mine.x)?.located, false);
  assertEquals(draft(mine.x)?.steps(), ["other", "x"]);
});

Deno.test("an object met elsewhere first is located where it is found later", () => {
  const state: Any = { a: { n: 1 } };
  const raw = state["a"] as Any;
  const { diff } = committed(state, (data) => {
    data["b"] = raw; // the live object, past the draft
    (data["b"] as Any)["n"] = 2;
    assertEquals((data["a"] as Any)["n"], 2); // they are one until the end
  });
  assertEquals(diff, { a: { n: 2 }, b: { n: 2 } });
  assertEquals(state, { a: { n: 2 }, b: { n: 2 } });
  assertStrictEquals(state["a"], raw);
});

Deno.test("the dirty children are those on the way to what was written", () => {
  const state = { a: { b: { c: 1 } }, x: { y: { z: 1 } } };
  const { recorder } = committed(state, (data) => {
    data.x.y.z;
    data.a.b.c = 2;
    data.a.b.c = 3;
  });
  assertEquals(recorder.root.dirty.map(({ key }) => key), ["a"]);
  assertEquals(recorder.root.dirty[0]!.dirty.map(({ key }) => key), ["b"]);
  assertEquals(recorder.noted.map((draft) => draft.path()), ["data.a.b"]);
});
