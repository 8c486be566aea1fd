import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { isDeepStrictEqual, types } from "node:util";
import { NotStorableError } from "../../../src/errors.ts";
import { committed, rolledBack } from "../../support/recorded.ts";

type Entries = Map<unknown, unknown>;

const seed = (): Entries =>
  new Map<unknown, unknown>([
    ["a", 1],
    [2, { n: 2 }],
    ["c", [3]],
    [NaN, "nan"],
    ["e", null],
  ]);

/** The entries as text, which tells keys of different types apart. */
function text(map: Entries): string {
  return [...map].map(([key, value]) =>
    `${typeof key} ${String(key)}: ${JSON.stringify(value)}`
  ).join("\n");
}

/** What a call gave and what the Map is then. */
function outcome(map: Entries, call: (map: Entries) => unknown): string {
  const given = call(map);
  const shown = given === map
    ? "the map itself"
    : given instanceof Iterator
    ? [...given]
    : given;
  return `${JSON.stringify(shown)} ${map.size}\n${text(map)}`;
}

const CALLS: Record<string, (map: Entries) => unknown> = {
  get: (map) => [map.get("a"), map.get(2), map.get("2"), map.get(NaN)],
  has: (map) => [map.has("a"), map.has("z"), map.has(NaN), map.has(0)],
  size: (map) => map.size,
  set: (map) => map.set("new", { fresh: true }),
  "set what is there": (map) => map.set("a", 9),
  "set the same": (map) => map.set("a", 1),
  "set zero": (map) => map.set(-0, "zero").get(0),
  "set in a chain": (map) => map.set("x", 1).set("y", 2).size,
  delete: (map) => [map.delete("a"), map.delete("a"), map.delete("z")],
  "delete and set again": (map) => {
    map.delete("a");
    const gone = [map.has("a"), map.get("a"), map.size, [...map.keys()].length];
    map.set("a", "again");
    return gone;
  },
  "set and delete": (map) => map.set("x", 1).delete("x"),
  clear: (map) => [map.clear(), map.size, map.has("a")],
  "clear and fill": (map) => {
    map.clear();
    map.set("c", 1).set("a", 2);
  },
  forEach: (map) => {
    const seen: unknown[] = [];
    const self = { name: "self" };
    map.forEach(function (this: unknown, value, key, all) {
      seen.push([String(key), value, this === self, all === map]);
    }, self);
    return seen;
  },
  keys: (map) => [...map.keys()].map(String),
  values: (map) => map.values(),
  entries: (map) => [...map.entries()].map(([key]) => String(key)),
  iteration: (map) => [...map].length,
  "Iterator helpers": (map) => map.values().filter((v) => v !== null).toArray(),
  next: (map) => map.entries().next(),
  getOrInsert: (map) => {
    const upsert = map as Entries & {
      getOrInsert(key: unknown, value: unknown): unknown;
      getOrInsertComputed(key: unknown, f: (key: unknown) => unknown): unknown;
    };
    return upsert.getOrInsert === undefined ? [] : [
      upsert.getOrInsert("a", 5),
      upsert.getOrInsert("new", 5),
      upsert.getOrInsertComputed("more", (key) => `${key}!`),
      upsert.getOrInsertComputed("e", () => "not made"),
    ];
  },
  instanceof: (map) => [map instanceof Map, map.constructor === Map],
  "Object.prototype.toString": (map) => Object.prototype.toString.call(map),
  JSON: (map) => JSON.stringify(map),
  "Object.keys": (map) => Object.keys(map),
  "Map of it": (map) => text(new Map(map)),
  "Object.fromEntries": (map) => Object.fromEntries(map),
  "within a value": (map) => {
    (map.get(2) as { n: number }).n++;
    (map.get("c") as number[]).push(4);
    return map.get(2);
  },
  "delete while going": (map) => {
    const seen = [];
    for (const key of map.keys()) {
      seen.push(String(key));
      map.delete("c");
      map.delete(key);
    }
    return seen;
  },
  "add while going": (map) => {
    const seen = [];
    for (const [key] of map) {
      seen.push(String(key));
      if (seen.length < 4) map.set(`more ${seen.length}`, 0);
    }
    return seen;
  },
  "put last while going": (map) => {
    const seen = [];
    for (const [key, value] of map) {
      seen.push(String(key));
      if (seen.length > 3) continue;
      map.delete(key);
      map.set(key, value);
    }
    return seen;
  },
  "move a value": (map) => {
    map.set("moved", map.get(2));
    map.delete(2);
    (map.get("moved") as { n: number }).n = 7;
  },
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`a Map in a draft and a plain one agree: ${name}`, () => {
    const plain = seed();
    const wanted = outcome(plain, call);
    rolledBack({ map: seed() }, (data) => {
      assertEquals(outcome(data.map, call), wanted);
    });
    rolledBack({ map: new Map() as Entries }, (data) => {
      data.map = seed();
      assertEquals(outcome(data.map, call), wanted);
    });
    const state = { map: seed() };
    rolledBack(state, (data) => call(data.map));
    assertEquals(text(state.map), text(seed()));
    committed(state, (data) => call(data.map));
    assertEquals(text(state.map), text(plain));
    // The same on a Map that was assigned just now.
    const other = { map: new Map() as Entries };
    committed(other, (data) => {
      data.map = seed();
      call(data.map);
    });
    assertEquals(text(other.map), text(plain));
  });
}

Deno.test("every method of a Map is among them", () => {
  const own = Object.getOwnPropertyNames(Map.prototype)
    .filter((name) => name !== "constructor");
  const calls = [...Object.keys(CALLS), "getOrInsertComputed"];
  assertEquals(own.filter((name) => !calls.includes(name)), []);
});

Deno.test("the same value read twice is the same object", () => {
  rolledBack({ map: seed() }, ({ map }) => {
    assertStrictEquals(map.get(2), map.get(2));
    assertStrictEquals([...map.values()][1], map.get(2));
    const { map: other } = { map };
    assertStrictEquals(other.get("c"), map.get("c"));
  });
});

Deno.test("a change within a value is one edit by its key", () => {
  const state = { map: seed() };
  const { diff } = committed(state, ({ map }) => {
    (map.get(2) as { n: number }).n = 5;
  });
  assertEquals(diff, { map: new Map([[2, { n: 5 }]]) });
});

Deno.test("a Date as a key is found by its content", () => {
  const day = (n: number) => new Date(n * 86_400_000);
  const state = { map: new Map([[day(1), "one"], [day(2), "two"]]) };
  const [first] = state.map.keys();
  const mine = day(3);
  committed(state, ({ map }) => {
    assertEquals(map.get(day(1)), "one");
    map.set(day(1), "uno");
    assertEquals(map.size, 2);
    map.set(mine, "three");
    assertEquals(map.get(mine), "three");
    assert(map.has(day(3)));
    assert(map.delete(day(2)));
    map.set(day(2), "last");
    map.set(day(4), "gone").delete(day(4));
    map.set(day(4), "four");
  });
  mine.setTime(0); // the database has a key of its own
  assertEquals([...state.map.values()], ["uno", "three", "last", "four"]);
  assertStrictEquals([...state.map.keys()][0], first);
  assertEquals([...state.map.keys()], [day(1), day(3), day(2), day(4)]);
});

Deno.test("a key that is handed out can't change the one in the state", () => {
  const state = { map: new Map([[new Date(5), 1]]) };
  const { diff } = committed(state, ({ map }) => {
    const [key] = map.keys();
    assertStrictEquals([...map.keys()][0], key);
    key!.setTime(99);
    map.forEach((_, date) => date.setTime(99));
  });
  assertEquals(diff, undefined);
  assertEquals([...state.map.keys()], [new Date(5)]);
});

Deno.test("keys that no file can keep are refused", () => {
  rolledBack({ map: new Map() as Entries }, ({ map }) => {
    for (
      const key of [{}, [], () => 1, Symbol("s"), new Map(), undefined]
    ) {
      assertThrows(() => map.set(key, 1), TypeError, "Cannot store");
      assertEquals(map.has(key), false);
    }
    assertThrows(() => map.set("x", () => 1), TypeError, "data.map.x");
    assertEquals(map.size, 0);
  });
});

Deno.test("a Map has entries, not properties", () => {
  rolledBack({ map: new Map() as Entries }, (data) => {
    assertThrows(() => Object.assign(data.map, { x: 1 }), TypeError);
    assertThrows(
      () => Object.defineProperty(data.map, "x", { value: 1 }),
      TypeError,
    );
    data.map = new Map();
    assertThrows(
      () => Object.assign(data.map, { x: 1 }),
      TypeError,
      "use its set()",
    );
    assertThrows(
      () => Object.defineProperty(data.map, "x", { value: 1 }),
      TypeError,
      "use its set()",
    );
  });
});

Deno.test("who asks for a real Map gets one, as the transaction sees it", () => {
  rolledBack({ map: seed() }, ({ map }) => {
    map.delete("a");
    map.set("new", { n: 1 });
    (map.get(2) as { n: number }).n = 3;
    const expected = new Map<unknown, unknown>([
      [2, { n: 3 }],
      ["c", [3]],
      [NaN, "nan"],
      ["e", null],
      ["new", { n: 1 }],
    ]);
    assert(types.isMap(map));
    assertEquals(text(structuredClone(map)), text(expected));
    assert(isDeepStrictEqual(map, expected));
    assertEquals(Map.prototype.get.call(map, "e"), null);
    assertEquals(Deno.inspect(map), Deno.inspect(expected));
    assertEquals(Reflect.ownKeys(map).filter((key) => key in {}), []);
    assertEquals(Object.keys(map), []);
  });
});

Deno.test("one that was assigned is a proxy, and says so to who wants a real one", () => {
  rolledBack({ map: seed() }, (data) => {
    data.map = seed();
    assertThrows(() => Map.prototype.get.call(data.map, "a"), TypeError);
    assertThrows(() => structuredClone(data.map), DOMException);
  });
});

Deno.test("undefined as a value is refused where it is set, and never lost", () => {
  const state = { map: seed() };
  const refused = (run: (map: Entries) => unknown, path = "data.map.a") => {
    const error = assertThrows(
      () => rolledBack(state, ({ map }) => void run(map)),
      NotStorableError,
      "undefined",
    );
    assertEquals(error.path, path);
    assertEquals(text(state.map), text(seed()));
  };
  refused((map) => map.set("a", undefined));
  refused((map) => map.set("new", undefined), "data.map.new");
  assertThrows(
    () =>
      committed({ at: null as unknown }, (data) => {
        data.at = new Map([["x", [new Map([["y", undefined]])]]]);
      }),
    NotStorableError,
    "data.at.x[0].y",
  );
});

Deno.test("a new Map with two keys of one content loses both, one after the other", () => {
  const made = () => new Map([[new Date(1), "a"], [new Date(1), "b"]]);
  committed({ map: new Map<unknown, unknown>() }, (root) => {
    root.map = made();
    assertEquals(
      [...root.map.keys()].map((key) => root.map.delete(key)),
      [true, true],
    );
    assertEquals(root.map.size, 0);
    root.map = made();
    root.map.clear();
    assertEquals(root.map.size, 0);
  });
});
