import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  Tagged,
  type TypeCodec,
  TypeRegistry,
} from "../../src/values/kinds.ts";
import { committed, rolledBack } from "../support/recorded.ts";

type Any = Record<string, unknown>;

class Money {
  cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

const money: TypeCodec<Money> = {
  tag: "money",
  class: Money,
  encode: ({ cents }) => cents,
  decode: (data) => new Money(data as number),
};
const types = new TypeRegistry([money]);

const seed = () => ({
  date: new Date(1),
  bytes: new Uint8Array([1, 2]),
  url: new URL("https://a.example/"),
  money: new Money(5),
  list: [new Date(10), new Date(20), new Date(30)],
});

Deno.test("a change from within is a change of the place", () => {
  const state = seed();
  const before = { ...state };
  const { diff } = committed(state, (data) => {
    data.date.setTime(9);
    data.bytes[0] = 9;
    data.url.searchParams.set("q", "1");
    data.money.cents++;
    data.list[1]!.setTime(9);
  }, types);
  assertEquals(diff, {
    date: new Date(9),
    bytes: new Uint8Array([9, 2]),
    url: new URL("https://a.example/?q=1"),
    money: new Money(6),
    list: { 1: new Date(9) },
  });
  assertEquals(state.list, [new Date(10), new Date(9), new Date(30)]);
  // Who holds the old value keeps it.
  assertEquals(before.date, new Date(1));
  assert(state.date !== before.date);
});

Deno.test("a value of a type that is not known is lent like any", () => {
  const state = { at: new Tagged("point", { x: 1 }) };
  const { at } = state;
  const { diff } = committed(state, (data) => {
    (data.at.data as Any)["x"] = 2;
  });
  assertEquals(diff, { at: new Tagged("point", { x: 2 }) });
  assertEquals(at, new Tagged("point", { x: 1 }));
  rolledBack(state, (data) => (data.at.data as Any)["x"] = 3);
  assertEquals(state, { at: new Tagged("point", { x: 2 }) });
});

Deno.test("looking is no change", () => {
  const state = seed();
  const { date, list: [first] } = state;
  const { diff } = committed(state, (data) => {
    data.date.getTime();
    data.list.forEach((one) => one.toISOString());
    data.list.sort((a, b) => a.getTime() - b.getTime());
    data.date.setTime(data.date.getTime() + 1);
    data.date.setTime(data.date.getTime() - 1);
  }, types);
  assertEquals(diff, undefined);
  assertStrictEquals(state.date, date);
  assertStrictEquals(state.list[0], first);
});

Deno.test("rollback leaves the values as they were", () => {
  const state = seed();
  const { date, list } = state;
  rolledBack(state, (data) => {
    data.date.setTime(9);
    data.list.shift()?.setTime(9);
    data.bytes.fill(7);
    data.money.cents = 0;
  }, types);
  assertEquals(state, seed());
  assertStrictEquals(state.date, date);
  assertStrictEquals(state.list, list);
});

Deno.test("the same value is the same copy, wherever it is met and put", () => {
  const state: Any = seed();
  committed(state, (data) => {
    const date = data["date"] as Date;
    assertStrictEquals(data["date"], date);
    data["other"] = date;
    assertStrictEquals(data["other"], date);
    const list = data["list"] as Date[];
    const [first] = list;
    list.push(list.shift() as Date);
    assertStrictEquals(list[2], first);
    assertEquals(list.indexOf(first!), 2);
    list[2]!.setTime(11);
    assertEquals(first!.getTime(), 11);
    data["nested"] = { within: [first] };
    assertStrictEquals((data["nested"] as { within: Date[] }).within[0], first);
    date.setTime(12);
  }, types);
  assertEquals(state["date"], new Date(12));
  assertEquals(state["other"], new Date(12));
  assertEquals(state["list"], [new Date(20), new Date(30), new Date(11)]);
  assertEquals(state["nested"], { within: [new Date(11)] });
  const all = [state["date"], state["other"], ...state["list"] as Date[]];
  assertEquals(new Set(all).size, all.length); // each place has its own
});

Deno.test("a live value is recognised in a list", () => {
  const state = seed();
  const [, second] = state.list;
  committed(state, (data) => {
    assertEquals(data.list.indexOf(second!), 1);
    assertEquals(data.list.indexOf(data.list[1]!), 1);
    data.list.reverse();
    assertEquals(data.list.indexOf(second!), 1);
    data.list = data.list.filter((one) => one.getTime() !== 10);
    assert(data.list.includes(second!));
    data.list.splice(data.list.indexOf(second!), 1);
  }, types);
  assertEquals(state.list, [new Date(30)]);
});

Deno.test("a value changed from within twice in a list changes in both places", () => {
  const state = seed();
  committed(state, (data) => {
    data.list.push(data.list[0]!);
    data.list[0]!.setTime(77);
  }, types);
  assertEquals(
    state.list.map((one) => one.getTime()),
    [77, 20, 30, 77],
  );
});

Deno.test("a change to what is gone or replaced is lost, as it should be", () => {
  const state: Any = seed();
  committed(state, (data) => {
    const { date, money } = data as unknown as ReturnType<typeof seed>;
    date.setTime(9);
    data["date"] = new Date(100);
    money.cents = 9;
    delete data["money"];
  }, types);
  assertEquals(state["date"], new Date(100));
  assertEquals("money" in state, false);
});

Deno.test("values within what the caller assigned change in the copy alone", () => {
  const mine = Object.freeze({ date: new Date(1), list: [new Date(2)] });
  const state: { at?: typeof mine } = {};
  committed(state, (data) => {
    data.at = mine;
    data.at.date.setTime(5);
    data.at.list[0]!.setTime(6);
  });
  assertEquals(state.at, { date: new Date(5), list: [new Date(6)] });
  assertEquals(mine, { date: new Date(1), list: [new Date(2)] });
});

Deno.test("an own value may be changed by its owner after it was read", () => {
  class Bag {
    n = 0;
  }
  const codec: TypeCodec<Bag> = {
    tag: "bag",
    class: Bag,
    encode: ({ n }) => n,
    decode: (n) => Object.assign(new Bag(), { n }),
  };
  const own = {
    due: new Date(0),
    bytes: new Uint8Array(4),
    url: new URL("https://a.example/"),
    bag: new Bag(),
    list: [new Date(1)],
    map: new Map([["k", new Date(2)]]),
  };
  const state: { at?: typeof own } = {};
  committed(state, (data) => {
    data.at = own;
    const { due, bytes, list, map } = data.at;
    Deno.inspect([data.at.url.href, data.at.bag.n, list[0], map.get("k")]);
    due.setTime(1);
    own.due.setTime(5);
    bytes[0] = 1;
    own.bytes[1] = 2;
    assertEquals([...data.at.bytes], [1, 2, 0, 0]);
    own.bytes[2] = 3;
    data.at.bytes[3] = 4;
    own.url.hash = "x";
    own.bag.n = 7;
    own.list[0]?.setTime(6);
    own.map.get("k")?.setTime(7);
    data.at.due.setTime(data.at.due.getTime() + 1);
  }, new TypeRegistry([codec]));
  assertEquals(state.at, {
    due: new Date(6),
    bytes: new Uint8Array([1, 2, 3, 4]),
    url: new URL("https://a.example/#x"),
    bag: Object.assign(new Bag(), { n: 7 }),
    list: [new Date(6)],
    map: new Map([["k", new Date(7)]]),
  });
  assertEquals(own.due, new Date(5)); // what the draft did is not in it
});

Deno.test("an own object may be changed by its owner after the draft did", () => {
  const own = {
    o: { a: 1, b: 2, c: 3 } as Any,
    map: new Map<string, number>([["a", 1], ["b", 2]]),
    set: new Set(["a", "b"]),
    list: [1, 2, 3],
  };
  const state: { at?: typeof own } = {};
  const { diff } = committed(state, (data) => {
    data.at = own;
    const { at } = data;
    delete at.o["a"];
    own.o["a"] = 5;
    delete own.o["b"];
    at.o["b"] = 6;
    at.map.delete("a");
    own.map.set("a", 5);
    own.map.delete("b");
    at.set.delete("a");
    own.set.add("a");
    at.set.add("c");
    own.set.delete("c");
    at.list.pop();
    own.list.push(9);
    assertEquals(Object.entries(at.o), [["c", 3], ["a", 5], ["b", 6]]);
    assertEquals([at.map.size, at.map.has("b")], [1, false]);
  });
  const at = {
    o: { c: 3, a: 5, b: 6 },
    map: new Map([["a", 5]]),
    set: new Set(["b", "a"]),
    list: [1, 2, 9],
  };
  assertEquals(state.at, at);
  assertEquals(diff, { at });
});

Deno.test("values in a Map are lent like any", () => {
  const state = { map: new Map([["a", new Date(1)], ["b", new Date(2)]]) };
  const { diff } = committed(state, ({ map }) => {
    map.get("a")?.setTime(9);
    assertStrictEquals([...map.values()][0], map.get("a"));
  });
  assertEquals(diff, { map: { a: new Date(9) } });
});

Deno.test("an Instant can't change, so it is handed out as it is", () => {
  const state = { at: Temporal.Instant.fromEpochMilliseconds(1) };
  const { at } = state;
  committed(state, (data) => assertStrictEquals(data.at, at));
});

Deno.test("a value that became impossible is refused at its place", () => {
  const state = seed();
  let message = "";
  try {
    committed(state, (data) => data.list[2]!.setTime(NaN), types);
  } catch (error) {
    message = (error as Error).message;
  }
  assert(message.includes("an invalid Date at data.list[2]"), message);
});
