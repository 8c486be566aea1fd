import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { netChange } from "../../src/transaction/net_change.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { committed, rolledBack } from "../support/recorded.ts";

type Any = Record<string, unknown>;

Deno.test("every object has one draft, whatever way it is reached", () => {
  const state = { a: { x: {} }, list: [{ y: {} }] };
  const recorder = new Recorder(state, NO_TYPES);
  const data = recorder.root.proxy as typeof state;
  assertStrictEquals(recorder.root.proxy, data);
  assertStrictEquals(recorder.draftOf(state), recorder.root);
  assertStrictEquals(data.a.x, data.a.x);
  assertStrictEquals(data.list.slice()[0]!.y, data.list[0]!.y);
  assertStrictEquals<unknown>(recorder.original(data.a.x), state.a.x);
  assertStrictEquals(recorder.original(state.a), state.a);
  assertStrictEquals(recorder.original(5), 5);
});

Deno.test("the root within itself is the root, and can't be stored there", () => {
  const state: Any = {};
  rolledBack(state, (data) => {
    data["self"] = data;
    assertStrictEquals(data["self"], data);
  });
  assertEquals(state, {});
  assertThrows(() =>
    rolledBack(state, () => committed(state, (data) => data["self"] = { data }))
  );
});

Deno.test("what is returned from a transaction is the database's own", () => {
  const state: Any = { a: { n: 1 } };
  const mine = { n: 2 };
  const { result, recorder } = committed(state, (data) => {
    data["b"] = mine;
    (data["b"] as Any)["more"] = [1];
    return {
      kept: data["a"],
      fresh: data["b"],
      list: (data["b"] as Any)["more"],
    };
  });
  assertStrictEquals(recorder.revealed(result.kept), state["a"]);
  assertStrictEquals(recorder.revealed(result.fresh), state["b"]);
  assertStrictEquals(
    recorder.revealed(result.list),
    (state["b"] as Any)["more"],
  );
  assertEquals(state["b"], { n: 2, more: [1] });
  for (const value of [1, null, undefined, mine]) {
    assertStrictEquals(recorder.revealed(value), value);
  }
});

Deno.test("what was written to the caller's objects is taken out again", () => {
  const state: { list: Any[] } = { list: [] };
  const mine: Any = { a: 1, inner: { list: [1, 2] } };
  committed(state, ({ list }) => {
    list.push(mine);
    const [draft] = list;
    delete draft!["a"];
    draft!["b"] = 2;
    ((draft!["inner"] as Any)["list"] as number[]).splice(0, 1);
  });
  assertEquals(state.list, [{ inner: { list: [2] }, b: 2 }]);
  assertEquals(Object.entries(mine), [["a", 1], ["inner", { list: [1, 2] }]]);
});

Deno.test("rollback goes on although the caller froze an object meanwhile", () => {
  const state: Any = { a: 1, b: { n: 1 } };
  const mine: Any = { list: [1] };
  rolledBack(state, (data) => {
    data["x"] = mine;
    (data["x"] as Any)["more"] = 1;
    ((data["x"] as Any)["list"] as number[]).push(2);
    Object.freeze(mine);
    Object.freeze(mine["list"]);
    data["a"] = 2;
    (data["b"] as Any)["n"] = 2;
  });
  assertEquals(state, { a: 1, b: { n: 1 } });
});

Deno.test("rollback is exact at every stage of a commit", () => {
  for (const stage of [0, 1, 2]) {
    const state: Any = {
      a: { n: 1 },
      list: [{ n: 1 }, { n: 2 }],
      map: new Map<string, unknown>([["k", { n: 1 }], ["l", 1]]),
      set: new Set([1, 2]),
      date: new Date(5),
    };
    const before = structuredClone(state);
    const objects = [
      state["a"],
      state["list"],
      state["map"],
      state["set"],
      state["date"],
    ];
    const [first, second] = state["list"] as Any[];
    const recorder = new Recorder(state, NO_TYPES);
    const data = recorder.root.proxy as typeof state;
    delete data["a"];
    (data["list"] as Any[]).reverse();
    (data["list"] as Any[])[0]!["n"] = 9;
    data["list"] = [...data["list"] as Any[], { n: 3 }];
    (data["map"] as Map<string, unknown>).delete("k");
    (data["map"] as Map<string, unknown>).set("k", 1);
    (data["set"] as Set<number>).delete(1);
    (data["date"] as Date).setTime(7);
    data["a"] = 1;
    if (stage > 0) assert(netChange(recorder) !== undefined);
    if (stage > 1) recorder.settle(true);
    recorder.rollback();
    assertEquals(Object.keys(state), Object.keys(before));
    assertEquals(state, before);
    assertEquals([...state["map"] as Map<string, unknown>][0]![0], "k");
    assertEquals([...state["set"] as Set<number>], [1, 2]);
    const now = [
      state["a"],
      state["list"],
      state["map"],
      state["set"],
      state["date"],
    ];
    now.forEach((one, i) => assertStrictEquals(one, objects[i]));
    assertStrictEquals((state["list"] as Any[])[0], first);
    assertStrictEquals((state["list"] as Any[])[1], second);
  }
});

Deno.test("a state that nobody changed is shared, not copied", () => {
  const state = { a: { n: 1 }, b: { n: 1 } };
  const recorder = new Recorder(state, NO_TYPES);
  const data = recorder.root.proxy as typeof state;
  data.b.n = 2;
  assertStrictEquals(recorder.before(state.a), state.a);
  assertStrictEquals(recorder.after(state.a), state.a);
  assertEquals(recorder.before(state), { a: { n: 1 }, b: { n: 1 } });
  assertStrictEquals((recorder.before(state) as typeof state).a, state.a);
  assertEquals(recorder.after(state), { a: { n: 1 }, b: { n: 2 } });
});

Deno.test("a preview is the live state, whatever its size, and drafts are locked", () => {
  const small: Any = { a: 1, b: 2 };
  const large: Any = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]),
  );
  const state = { small, large };
  for (const name of ["small", "large"] as const) {
    const recorder = new Recorder(state, NO_TYPES);
    const data = recorder.root.proxy as typeof state;
    const [first] = Object.keys(data[name]);
    delete data[name][first!];
    netChange(recorder);
    assertStrictEquals(recorder.preview(), state);
    assertEquals(first! in state[name], false);
    assertThrows(() => data.large["x"] = 1, TypeError, "only looks");
    assertThrows(() => delete data.small["b"], TypeError, "only looks");
    recorder.rollback();
    assertEquals(Object.keys(state[name])[0], first);
  }
});
