import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { DataIntegrityError } from "../../src/errors.ts";
import { Guard } from "../../src/database/guard.ts";
import {
  NO_TYPES,
  type TypeCodec,
  TypeRegistry,
} from "../../src/values/kinds.ts";

const seed = () => ({
  name: "a",
  users: { alice: { tags: ["x", "y"] } },
  list: [{ n: 1 }, { n: 2 }],
  map: new Map<string, { n: number }>([["k", { n: 1 }]]),
  set: new Set([1, 2]),
  date: new Date(1),
  bytes: new Uint8Array([1]),
});

Deno.test("every write throws, with the path, and changes nothing", () => {
  const raw = seed();
  const data = new Guard(NO_TYPES).view(raw);
  const writes: [() => unknown, string][] = [
    [() => data.name = "b", "data.name"],
    [() => delete (data as { name?: string }).name, "data.name"],
    [() => data.users.alice.tags.push("z"), "data.users.alice.tags[2]"],
    [() => data.users.alice.tags.length = 0, "data.users.alice.tags.length"],
    [() => data.list.sort((a, b) => b.n - a.n), "data.list"],
    [() => data.list.splice(0, 1), "data.list"],
    [() => data.list[1]!.n = 5, "data.list[1].n"],
    [() => Object.assign(data.users, { bob: {} }), "data.users.bob"],
    [() => Object.defineProperty(data, "x", { value: 1 }), "data.x"],
    [() => Object.setPrototypeOf(data.users, null), "data.users"],
    [() => Object.freeze(data.list), "data.list"],
    [() => data.map.set("x", { n: 1 }), "data.map"],
    [() => data.map.delete("k"), "data.map"],
    [() => data.map.clear(), "data.map"],
    [() => data.map.get("k")!.n = 2, "data.map.k.n"],
    [() => data.set.add(3), "data.set"],
    [() => data.set.delete(1), "data.set"],
    [() => data.set.clear(), "data.set"],
  ];
  for (const [write, path] of writes) {
    const error = assertThrows(write, DataIntegrityError, "outside");
    assert((error as DataIntegrityError).path?.startsWith(path), path);
  }
  assertEquals(raw, seed());
});

Deno.test("reading gives what is there", () => {
  const raw = seed();
  const data = new Guard(NO_TYPES).view(raw);
  assertEquals(JSON.stringify(data), JSON.stringify(raw));
  assertEquals(Object.keys(data), Object.keys(raw));
  assertEquals(data.list.map(({ n }) => n), [1, 2]);
  assertEquals([...data.map].map(([key, { n }]) => [key, n]), [["k", 1]]);
  assertEquals([...data.map.values()].map(({ n }) => n), [1]);
  assertEquals([...data.map.keys()], ["k"]);
  assertEquals([data.map.size, data.map.has("k"), data.set.has(2)], [
    1,
    true,
    true,
  ]);
  assertEquals([...data.set.union(new Set([3]))], [1, 2, 3]);
  assert(Array.isArray(data.list) && data.map instanceof Map);
  assert(data.set instanceof Set && data.set.constructor === Set);
  const seen: unknown[] = [];
  const self = {};
  data.map.forEach(function (this: unknown, value, key, map) {
    seen.push([value.n, key, map === data.map, this === self]);
  }, self);
  data.set.forEach((one, same, set) =>
    seen.push([one, same, set === data.set])
  );
  assertEquals(seen, [[1, "k", true, true], [1, 1, true], [2, 2, true]]);
});

Deno.test("the same place read twice is the same, and follows the state", () => {
  const raw = seed();
  const data = new Guard(NO_TYPES).view(raw);
  assertStrictEquals(data.users, data.users);
  assertStrictEquals(data.list[0], data.list[0]);
  assertStrictEquals(data.map.get("k"), [...data.map.values()][0]);
  const view = data.users.alice;
  raw.users.alice.tags.push("z");
  assertEquals(view.tags.length, 3);
  const [first] = data.list;
  raw.list.reverse();
  assertStrictEquals(data.list[1], first);
});

Deno.test("the path is where a list's item stands now, or last stood", () => {
  const raw = seed();
  const [first] = new Guard(NO_TYPES).view(raw).list;
  const pathOf = (write: () => unknown) =>
    assertThrows(write, DataIntegrityError).path;
  assertEquals(pathOf(() => first!.n = 5), "data.list[0].n");
  raw.list.reverse();
  assertEquals(pathOf(() => first!.n = 5), "data.list[1].n");
  raw.list.pop();
  assertEquals(pathOf(() => first!.n = 5), "data.list[0].n");
});

Deno.test("a path begins with the steps to what the guard was given", () => {
  const raw = seed();
  const guard = new Guard(NO_TYPES);
  const alice = guard.view(raw.users.alice, ["users", "alice"]);
  const error = assertThrows(() => alice.tags[0] = "z", DataIntegrityError);
  assertEquals(error.path, "data.users.alice.tags[0]");
  assertStrictEquals(guard.view(raw).users.alice, alice);
});

Deno.test("what is inherited is no part of the state", () => {
  const raw = { list: [1], own: JSON.parse('{"__proto__":{"n":1}}') };
  const data = new Guard(NO_TYPES).view(raw);
  assertStrictEquals(Object.getPrototypeOf(data), Object.prototype);
  assertStrictEquals(
    Reflect.get(data.list, Symbol.unscopables),
    Array.prototype[Symbol.unscopables],
  );
  const error = assertThrows(
    () => data.own["__proto__"].n = 2,
    DataIntegrityError,
  );
  assertEquals(error.path, "data.own.__proto__.n");
});

Deno.test("searches find objects of either side", () => {
  const raw = seed();
  const data = new Guard(NO_TYPES).view(raw);
  assertEquals(data.list.indexOf(raw.list[1]!), 1);
  assertEquals(data.list.indexOf(data.list[1]!), 1);
  assertEquals(data.list.lastIndexOf(data.list[0]!), 0);
  assert(data.list.includes(data.list[0]!));
  assert(!data.list.includes({ n: 1 }));
});

Deno.test("what changes from within throws when it is written to", () => {
  const raw = {
    date: new Date(1),
    bytes: new Uint8Array([3, 1, 2]),
    url: new URL("https://a.example/?q=1"),
    days: new Set([new Date(5)]),
    by: new Map([[new Date(6), new Date(7)]]),
    list: [new Date(8)],
  };
  const data = new Guard(NO_TYPES).view(raw);
  const [day] = data.days;
  const [[key, value] = []] = data.by;
  const [same] = data.days.union(new Set<Date>());
  const writes: [() => unknown, string][] = [
    [() => data.date.setTime(9), "data.date"],
    [() => data.date.setUTCFullYear(9), "data.date"],
    [() => data.bytes.fill(9), "data.bytes"],
    [() => data.bytes.set([9]), "data.bytes"],
    [() => data.bytes.sort(), "data.bytes"],
    [() => data.bytes.reverse(), "data.bytes"],
    [() => data.bytes.copyWithin(0, 1), "data.bytes"],
    [() => data.url.hash = "x", "data.url"],
    [() => data.url.href = "https://b.example/", "data.url"],
    [() => data.url.searchParams.set("q", "2"), "data.url"],
    [() => day?.setTime(9), "data.days"],
    [() => same?.setTime(9), "data.days"],
    [() => data.days.forEach((one) => one.setTime(9)), "data.days"],
    [() => key?.setTime(9), "data.by"],
    [() => value?.setTime(9), "data.by"],
    [() => data.list[0]?.setTime(9), "data.list[0]"],
  ];
  const before = Deno.inspect(raw);
  for (const [write, path] of writes) {
    const error = assertThrows(write, DataIntegrityError, "outside");
    assert(error.path?.startsWith(path), `${error.path} is not ${path}`);
  }
  assertEquals(Deno.inspect(raw), before);
});

Deno.test("what such a value says is what it is", () => {
  const raw = {
    date: new Date(1),
    bytes: new Uint8Array([3, 1, 2]),
    url: new URL("https://a.example/p?q=1#h"),
  };
  const data = new Guard(NO_TYPES).view(raw);
  assertEquals([data.date.getTime(), data.date.toJSON()], [
    1,
    raw.date.toJSON(),
  ]);
  assertEquals([...data.bytes.subarray(1)], [1, 2]);
  assertEquals(new TextDecoder().decode(data.bytes), "\x03\x01\x02");
  assertEquals(data.url.href, raw.url.href);
  assertEquals([data.url.hash, data.url.searchParams.get("q")], ["#h", "1"]);
  assertEquals(String(data.url), raw.url.href);
  assertEquals(structuredClone(data.bytes), raw.bytes);
  assertEquals(structuredClone(data.date), raw.date);
  assertStrictEquals(data.date, data.date);
  raw.date = new Date(2);
  assertEquals(data.date, new Date(2));
});

Deno.test("what was written to a copy all the same is not seen again", () => {
  class Money {
    cents = 5;
  }
  const money: TypeCodec<Money> = {
    tag: "money",
    class: Money,
    encode: ({ cents }) => cents,
    decode: (cents) => Object.assign(new Money(), { cents }),
  };
  const raw = { bytes: new Uint8Array([1]), money: new Money() };
  const data = new Guard(new TypeRegistry([money])).view(raw);
  const { bytes } = data;
  bytes[0] = 99;
  data.money.cents = 99;
  assertEquals([data.bytes[0], data.money.cents], [1, 5]);
  assertEquals([raw.bytes[0], raw.money.cents], [1, 5]);
  assertStrictEquals(data.bytes, data.bytes);
  assertEquals(bytes[0], 99);
});

Deno.test("keys and members that were handed out are found", () => {
  const raw = {
    days: new Set([new Date(5)]),
    by: new Map([[new Date(6), { n: 1 }]]),
    list: [new Date(7), new Date(8)],
  };
  const data = new Guard(NO_TYPES).view(raw);
  const [day] = data.days;
  const [key] = data.by.keys();
  assert(day !== undefined && key !== undefined);
  assert(data.days.has(day) && data.by.has(key));
  assertStrictEquals(data.by.get(key), [...data.by.values()][0]);
  assertEquals(data.list.indexOf(data.list[1]!), 1);
  assert(data.list.includes(raw.list[0]!));
  assert(!data.days.has(new Date(5))); // as in any Set
});

Deno.test("scalars and Instants are themselves", () => {
  const guard = new Guard(NO_TYPES);
  const instant = Temporal.Instant.fromEpochMilliseconds(1);
  for (const value of [1, "x", null, undefined, 1n, instant]) {
    assertStrictEquals(guard.view(value), value);
  }
});
