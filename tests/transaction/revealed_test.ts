import { assertEquals, assertStrictEquals } from "@std/assert";
import { Revealed, type Show } from "../../src/transaction/revealed.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { committed } from "../support/recorded.ts";

type Any = Record<string, unknown>;

const seed = () => ({ a: { n: 1 }, list: [{ n: 2 }] as Any[], b: {} as Any });
type State = ReturnType<typeof seed>;

const itself: Show = (value) => value;

/** What a transaction returns, and the state after it. */
function returned<R>(
  run: (data: State) => R,
  show: Show = itself,
): { state: State; value: R } {
  const state = seed();
  const { result, recorder } = committed(state, run);
  return { state, value: new Revealed(recorder, show).value(result) as R };
}

Deno.test("drafts give way wherever they stand, in the object that holds them", () => {
  const holder: Any = {};
  const { state, value } = returned((data) => {
    holder["a"] = data.a;
    holder["all"] = [data.list, { deep: data.list[0] }];
    holder["map"] = new Map<unknown, unknown>([["x", data.a], [data.a, 1]]);
    holder["set"] = new Set<unknown>([1, data.a, data.list[0]]);
    return holder;
  });
  assertStrictEquals(value, holder);
  assertStrictEquals(holder["a"], state.a);
  const [list, { deep }] = holder["all"] as [unknown, Any];
  assertStrictEquals(list, state.list);
  assertStrictEquals(deep, state.list[0]);
  const map = holder["map"] as Map<unknown, unknown>;
  assertEquals([...map.keys()], ["x", state.a]);
  assertStrictEquals(map.get("x"), state.a);
  assertEquals(map.get(state.a), 1);
  assertEquals([...holder["set"] as Set<unknown>], [1, state.a, state.list[0]]);
});

Deno.test("new objects have all that was done to them, in the state or not", () => {
  const mine = { n: 1 };
  const { state, value } = returned((data) => {
    data.b["fresh"] = mine;
    const fresh = data.b["fresh"] as Any;
    fresh["n"] = 5;
    fresh["inner"] = { list: [1] };
    (fresh["inner"] as { list: number[] }).list.push(2);
    data.b["gone"] = { n: 1, inner: { n: 1 } };
    const gone = data.b["gone"] as { n: number; inner: { n: number } };
    gone.n++;
    gone.inner.n++;
    delete data.b["gone"];
    const popped = data.list.pop();
    return { fresh, inner: fresh["inner"], gone, popped };
  });
  assertStrictEquals(value.fresh, state.b["fresh"]);
  assertStrictEquals(value.inner, value.fresh["inner"]);
  assertEquals(value.fresh, { n: 5, inner: { list: [1, 2] } });
  assertEquals(value.gone, { n: 2, inner: { n: 2 } });
  assertEquals(value.popped, { n: 2 });
  assertEquals(mine, { n: 1 });
});

Deno.test("what is frozen is copied, and only then", () => {
  const plain = Object.freeze({ n: 1, list: [1] });
  class Reply {
    readonly at: unknown;
    constructor(at: unknown) {
      this.at = at;
    }
  }
  const { state, value } = returned((data) => ({
    plain,
    list: Object.freeze([1, data.a]),
    reply: Object.freeze(new Reply(data.a)),
    open: new Reply(data.list),
  }));
  assertStrictEquals(value.plain, plain);
  assertStrictEquals<unknown>(value.list[1], state.a);
  assertStrictEquals(value.reply.at, state.a);
  assertEquals(value.reply instanceof Reply, true);
  assertStrictEquals(value.open.at, state.list);
});

Deno.test("what an iterator comes to later has no drafts either", async () => {
  await using db = await new MemoryDatabase().open({
    map: new Map([["a", { n: 1 }]]),
    list: [{ n: 1 }, { n: 2 }],
  });
  const [values, entries, items, numbers] = db.transaction("get", (data) => [
    data.map.values(),
    data.map.entries(),
    data.list.values().filter(({ n }) => n > 1),
    [1, 2].values(),
  ]);
  db.transaction("next", (data) => data.list[1]!.n++);
  assertStrictEquals([...values][0], db.data.map.get("a"));
  assertStrictEquals([...entries][0]?.[1], db.data.map.get("a"));
  assertStrictEquals([...items][0], db.data.list[1]);
  assertEquals([...numbers], [1, 2]);
});

Deno.test("circles end, getters are not asked, and any depth is survived", () => {
  const { state, value } = returned((data) => {
    const circle: Any = { a: data.a };
    circle["self"] = circle;
    let deep: Any = { a: data.a };
    for (let i = 0; i < 100_000; i++) deep = { deep };
    return {
      circle,
      deep,
      bytes: new Uint8Array(9),
      get lazy(): never {
        throw new Error("asked");
      },
    };
  });
  assertStrictEquals(value.circle["a"], state.a);
  assertStrictEquals(value.circle["self"], value.circle);
});

Deno.test("each of the database's own is shown as it is asked for, with its place", () => {
  const steps: string[] = [];
  const { value } = returned(
    (data) => [data.list[0], { a: data.a }, 5],
    (_, at) => {
      steps.push(at().join("."));
      return "shown";
    },
  );
  assertEquals<unknown>(value, ["shown", { a: "shown" }, 5]);
  assertEquals(steps, ["list.0", "a"]);
});
