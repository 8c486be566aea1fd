import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ReplayError } from "../../src/errors.ts";
import { apply, applyAlong, applyDiff, isEdit } from "../../src/diff/apply.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { Tagged, TypeRegistry } from "../../src/values/kinds.ts";
import { setOwn } from "../../src/values/own.ts";
import { cloned, randomValue } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null &&
  Object.getPrototypeOf(value) === Object.prototype;

class Point {
  constructor(readonly x: number) {}
}

/** Applies a diff to the value of one key, as text to text. */
function applied(state: unknown, diff: unknown): unknown {
  return (applyDiff({ a: state }, { a: diff }) as { a: unknown }).a;
}

/** All that changes from within, and all plain objects, from the root on. */
function objectsIn(value: unknown, found: object[] = []): object[] {
  if (typeof value !== "object" || value === null) return found;
  found.push(value);
  const parts = value instanceof Map || value instanceof Set
    ? [...value.keys(), ...value.values()]
    : Object.values(value);
  for (const part of parts) objectsIn(part, found);
  return found;
}

Deno.test("no diff, no change", () => {
  const state = { a: 1 };
  assertStrictEquals(applyDiff(state, undefined), state);
});

Deno.test("rule 1: what is no object is the new value", () => {
  for (const old of [1, "x", [1], { b: 1 }, new Map(), new Set()]) {
    for (const value of [null, true, 5, "b", [], [{ $delete: [0] }]]) {
      assertEquals(applied(old, value), value);
    }
  }
  const date = new Date(0);
  assertEquals(applied({ b: 1 }, date), date);
  assertEquals(applied([1], new Set([2])), new Set([2]));
});

Deno.test("rule 2: $replace is the new value, whatever was there", () => {
  for (const old of [1, [1], { b: 1 }, new Map([[1, 2]]), new Set([1])]) {
    assertEquals(applied(old, { $replace: { c: 1 } }), { c: 1 });
  }
  assertEquals(applyDiff({ a: 1 }, { $replace: { b: 1 } }), { b: 1 });
  assertEquals(applyDiff({ a: 1 }, { $replace: 5 }), 5);
});

Deno.test("rule 3: a list edit deletes, inserts, then changes items", () => {
  assertEquals(
    applied(["a", "b", "c", { d: 1 }], {
      $delete: [2, 0],
      $insert: [[0, "x"], [3, "y"]],
      0: "z",
      2: { e: 2 },
    }),
    ["z", "b", { d: 1, e: 2 }, "y"],
  );
  assertEquals(applied([1, 2], { 1: 5 }), [1, 5]);
  assertEquals(applied([[1]], { 0: { $insert: [[1, "$$$"]] } }), [[1, "$$"]]);
});

Deno.test("rule 4: another object over a list or a scalar is the new value", () => {
  assertEquals(applied([1], { b: 1 }), { b: 1 });
  assertEquals(applied([1], { $delete: [0], b: 1 }), { $delete: [0], b: 1 });
  assertEquals(applied([1], { "01": 1 }), { "01": 1 });
  for (const old of [1, "a", null, true, new Date()]) {
    assertEquals(applied(old, { $delete: ["b"] }), { $delete: ["b"] });
    assertEquals(applied(old, { $$b: 1 }), { $b: 1 });
  }
});

Deno.test("rule 4: an empty object over anything but an object makes it one", () => {
  for (const old of [[1], [], 1, null, new Set([1])]) {
    assertEquals(applied(old, {}), {});
  }
  assertEquals(applied({ b: 1 }, {}), { b: 1 });
});

Deno.test("rule 5: keys are deleted, changed in place, or assigned", () => {
  const inner = { x: 1, y: 2 };
  const state = { a: 1, b: inner, c: 3 };
  const result = applyDiff(state, {
    $delete: ["a", "gone before"],
    b: { x: 5 },
    d: { e: 1 },
  });
  assertStrictEquals(result, state);
  assertStrictEquals(state.b, inner);
  assertEquals(
    JSON.stringify(state),
    '{"b":{"x":5,"y":2},"c":3,"d":{"e":1}}',
  );
});

Deno.test("a key that is deleted and set again goes to the end", () => {
  const state = { a: { b: 1 }, c: 1 };
  applyDiff(state, { $delete: ["a"], a: { d: 1 } });
  assertEquals(JSON.stringify(state), '{"c":1,"a":{"d":1}}');
  const integers = { 1: "old", b: 1 };
  applyDiff(integers, JSON.parse('{"1":"new","$delete":["1"]}'));
  assertEquals(integers, { 1: "new", b: 1 });
});

Deno.test("what stands under a new key is no command", () => {
  assertEquals(
    applyDiff({}, { a: { $replace: 1 }, b: { $delete: ["c"] } }),
    { a: { $replace: 1 }, b: { $delete: ["c"] } },
  );
  assertEquals(
    applyDiff({}, { toString: { $replace: 1 }, constructor: { a: 1 } }),
    { toString: { $replace: 1 }, constructor: { a: 1 } },
  );
});

Deno.test("commands are told from keys before an escape is taken off", () => {
  assertEquals(
    applyDiff({ $delete: 1, $x: 1, $replace: 2, b: 1 }, {
      $delete: ["$$delete", "$$x"],
      $$replace: 5,
      $$insert: "$$$",
    }),
    { $replace: 5, b: 1, $insert: "$$" },
  );
  assertEquals(applied({}, { $replace: { $$replace: "$$x" } }), {
    $replace: "$x",
  });
  assertEquals(applied({ $y: 1 }, { $y: 2 }), { $y: 2 });
});

Deno.test("a Map takes diffs that are Maps, and plain ones", () => {
  const map = () => new Map<unknown, unknown>([["$a", { b: 1 }], [1, 2]]);
  assertEquals(
    applied(map(), new Map<unknown, unknown>([["$$a", { c: 2 }], [5, "$$$"]])),
    new Map<unknown, unknown>([["$a", { b: 1, c: 2 }], [1, 2], [5, "$$"]]),
  );
  assertEquals(
    applied(map(), { $delete: [1], $$a: { $replace: {} }, d: 1 }),
    new Map<unknown, unknown>([["$a", {}], ["d", 1]]),
  );
  assertEquals(
    applied(map(), new Map([["$delete", ["$$a"]]])),
    new Map([[1, 2]]),
  );
  assertEquals(applied(map(), new Map([["$replace", 5]])), 5);
});

Deno.test("a Map over an object merges with it; over anything else it is new", () => {
  assertEquals(
    applied(
      { b: { c: 1 } },
      new Map<unknown, unknown>([["b", { d: 2 }], [1, 2]]),
    ),
    new Map<unknown, unknown>([["b", { c: 1, d: 2 }], [1, 2]]),
  );
  const map = new Map([["$$b", 1]]);
  for (const old of [[1], 5, null, new Set([1])]) {
    assertEquals(applied(old, map), new Map([["$b", 1]]));
  }
});

Deno.test("a Set is edited by member", () => {
  const day = () => new Date(1e12);
  assertEquals(
    applied(new Set<unknown>(["$$", day(), 3]), {
      $delete: ["$$$", day()],
      $add: [4, 3],
    }),
    new Set([3, 4]),
  );
  assertEquals(applied(new Set([1]), { $add: [2], b: 1 }), { $add: [2], b: 1 });
});

Deno.test("keys of a Map are found by content", () => {
  const key = new Date(5);
  const map = new Map<unknown, unknown>([[key, { a: 1 }]]);
  applied(map, new Map([[new Date(5), { a: 2 }]]));
  assertEquals(map, new Map([[key, { a: 2 }]]));
  applied(map, { $delete: [new Date(5)] });
  assertEquals(map.size, 0);
});

Deno.test("values of own types are taken as they are", () => {
  const types = new TypeRegistry([{
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => x,
    decode: (x) => new Point(Number(x)),
  }]);
  const point = new Point(1);
  const tagged = new Tagged("t", { $$a: "$$$" });
  const state = applyDiff({ a: {} }, { a: point, b: [tagged] }, types);
  assertEquals(state, { a: point, b: [tagged] });
});

Deno.test("parts of a diff become parts of the state only where nobody else has it", () => {
  const diff = () => ({ a: { b: [1, { c: "$" }] } });
  const [given, own] = [diff(), diff()];
  const [copied, taken] = [applyDiff({}, given), apply({}, own)] as Record<
    string,
    unknown
  >[];
  assertNotStrictEquals(copied!["a"], given.a);
  assertStrictEquals(taken!["a"], own.a);
});

Deno.test("a diff serves again and again, for one state or several", () => {
  const types = new TypeRegistry([{
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => x,
    decode: (x) => new Point(Number(x)),
  }]);
  const values = () => [
    [1, { b: ["x"] }],
    new Map([["k", { a: 1 }]]),
    new Set([new Date(0)]),
    new Date(1),
    new Uint8Array([1]),
    new URL("https://a.example/"),
    new Point(5),
  ];
  const diffs: [state: () => unknown, diff: (value: unknown) => unknown][] = [
    [() => ({}), (value) => ({ new: value })],
    [() => ({ a: 1 }), (a) => ({ a })],
    [() => ({ a: { b: 1 } }), (value) => ({ a: { $replace: value } })],
    [() => [0], (value) => ({ $insert: [[0, value], [1, value]] })],
    [() => [0], (value) => ({ 0: value })],
    [() => new Map(), (value) => new Map([["k", value]])],
    [() => 1, (value) => value],
  ];
  for (const [state, diffOf] of diffs) {
    for (const value of values()) {
      const diff = diffOf(value);
      const [one, other] = [
        applyDiff(state(), diff, types),
        applyDiff(state(), diff, types),
      ];
      assertEquals(one, other);
      const seen = new Set([...objectsIn(diff), ...objectsIn(one)]);
      const shared = objectsIn(other).filter((part) => seen.has(part));
      assertEquals(shared, []);
    }
  }
});

Deno.test("keys never reach a prototype", () => {
  const hostile = [
    '{"__proto__":{"polluted":1}}',
    '{"a":{"__proto__":{"polluted":1}}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"a":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"$delete":["__proto__","toString","constructor"]}',
    '{"l":{"__proto__":1}}',
    '{"l":{"length":1000000}}',
  ];
  for (const text of hostile) {
    const state = { a: {}, l: [1] };
    applyDiff(state, JSON.parse(text));
    assertStrictEquals(Object.getPrototypeOf(state), Object.prototype);
    assertStrictEquals(Object.getPrototypeOf(state.a), Object.prototype);
    assert(!("polluted" in {}), text);
    assert("toString" in {}, text);
    const shown = JSON.parse(JSON.stringify(state));
    const twice = applyDiff(shown, JSON.parse(text));
    assertEquals(JSON.stringify(twice), JSON.stringify(state), text);
  }
});

Deno.test("a list never grows by a position, nor loses what is not there", () => {
  const hostile: [unknown, string][] = [
    [{ 4294967294: 1 }, "item 4294967294 of a list of 2"],
    [{ 99999999999999999999: 1 }, "item 100000000000000000000 of a list of 2"],
    [{ 2: 1 }, "item 2 of a list of 2"],
    [{ $insert: [[4e9, 1]] }, "position 4000000000 of a list of 2 items"],
    [{ $insert: [[-1, 1]] }, "position -1 of a list of 2 items"],
    [{ $delete: [2] }, "position 2 of a list of 2 items"],
    [{ $delete: ["0"] }, 'position "0" of a list of 2 items'],
    [{ $delete: { length: 1e9 } }, "wants a list of positions"],
    [{ $insert: [5] }, "wants a list of positions with values"],
  ];
  for (const [diff, message] of hostile) {
    const list = [1, 2];
    const error = assertThrows(() => {
      applyDiff({ users: { list } }, { users: { list: diff } });
    }, ReplayError);
    assert(error.message.includes("data.users.list: "), error.message);
    assert(error.message.includes(message), error.message);
    assertEquals(list, [1, 2]);
  }
});

Deno.test("a $delete or $add of another form is refused with its place", () => {
  for (const value of [{ b: 1 }, new Map(), new Set([1])]) {
    for (const gone of [5, "b", null, { 0: "b" }]) {
      assertThrows(
        () =>
          applyDiff({ "a b": [value] }, { "a b": { 0: { $delete: gone } } }),
        ReplayError,
        'Cannot apply a change to data["a b"][0]: "$delete"',
      );
    }
  }
});

Deno.test("a key of $delete that is no string goes by its name", () => {
  assertEquals(applied({ 1: 1, b: 2 }, { $delete: [1] }), { b: 2 });
  const odd = JSON.parse('[{"toString":1}]');
  assertThrows(
    () => applied({ b: 2 }, { $delete: odd }),
    ReplayError,
    "no key",
  );
});

Deno.test("nesting is bounded", () => {
  const nested = (depth: number): unknown =>
    JSON.parse('{"a":'.repeat(depth) + "1" + "}".repeat(depth));
  applyDiff({}, nested(1000));
  for (const depth of [1001, 100_000]) {
    assertThrows(() => applyDiff({}, nested(depth)), ReplayError, "1000 deep");
    assertThrows(
      () => applyDiff(nested(600), nested(depth)),
      ReplayError,
      "1000 deep",
    );
  }
});

Deno.test("a diff along a way is the diff with an object for each key", () => {
  const around = (way: readonly string[], diff: unknown) =>
    way.reduceRight<unknown>((inner, key) => {
      const outer = {};
      setOwn(outer, key, inner);
      return outer;
    }, diff);
  const result = (run: () => unknown) => {
    try {
      return run();
    } catch (error) {
      return String(error);
    }
  };
  forSeeds(500, (random) => {
    const names = ["a", "b", "__proto__", "constructor", "0"];
    const way = Array.from(
      { length: random.int(4) },
      () => random.pick(names),
    );
    // Often there is something along the way, of any kind.
    const inner = random.chance(0.7)
      ? around(way.slice(0, random.int(way.length + 1)), randomValue(random, 2))
      : randomValue(random, 2);
    const state = random.chance(0.9) && isObject(inner) ? inner : { a: inner };
    const diff = random.chance(0.5)
      ? randomValue(random, 2)
      : random.pick<unknown>([1, "$$x", { $delete: [0] }, { $add: [1] }]);
    const along = result(() => applyAlong(cloned(state), way, cloned(diff)));
    const wanted = result(() =>
      applyDiff(cloned(state), around(way, cloned(diff)))
    );
    assert(
      deepEqual(along, wanted),
      `${way}: ${Deno.inspect({ state, diff })}`,
    );
  });
});

Deno.test("a diff along a way reaches own properties alone", () => {
  const state = { a: 1 };
  applyAlong(state, ["__proto__", "polluted"], true);
  applyAlong(state, ["constructor", "prototype", "polluted"], true);
  assertEquals(Object.keys(state), ["a", "__proto__", "constructor"]);
  assertEquals((({}) as { polluted?: boolean }).polluted, undefined);
  const inherited = {};
  Object.defineProperty(Object.prototype, "inherited", {
    value: inherited,
    configurable: true,
    writable: true,
  });
  try {
    assertEquals(applyAlong({}, ["inherited", "n"], 1), {
      inherited: { n: 1 },
    });
    assertEquals(inherited, {});
  } finally {
    Reflect.deleteProperty(Object.prototype, "inherited");
  }
});

Deno.test("a diff that is no edit gives the same, whatever stood there", () => {
  const olds = () => [1, [1], { b: 1 }, new Map([["b", 1]]), new Set([1])];
  const whole = [1, null, [2], new Date(0), new Set([2]), {
    $replace: { b: 2 },
    c: 1,
  }, new Map<unknown, unknown>([["$replace", 3], [1, 2]])];
  for (const diff of whole) {
    assertEquals(isEdit(diff), false);
    const results = olds().map((old) => applied(old, cloned(diff)));
    for (const result of results) assert(deepEqual(result, results[0]));
  }
  for (const diff of [{}, { b: 2 }, { $delete: [] }, new Map([[1, 2]])]) {
    assertEquals(isEdit(diff), true);
  }
});
