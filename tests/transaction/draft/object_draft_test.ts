import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { committed, rolledBack } from "../../support/recorded.ts";

type Any = Record<string, unknown>;

const seed = (): Any => ({
  name: "a",
  7: "seven",
  nested: { deep: { n: 1 } },
  list: [1, { x: 2 }],
  none: null,
  __proto: 1,
});

/** Everything that is done with a plain object, and what it gives. */
const CALLS: Record<string, (data: Any) => unknown> = {
  read: (data) => [data["name"], data[7], data["none"], data["missing"]],
  in: (data) => ["name" in data, "missing" in data, "toString" in data],
  keys: (data) => Object.keys(data),
  values: (data) => Object.values(data),
  entries: (data) => Object.entries(data),
  names: (data) => Object.getOwnPropertyNames(data),
  symbols: (data) => Object.getOwnPropertySymbols(data),
  "own keys": (data) => Reflect.ownKeys(data),
  "for in": (data) => {
    const keys = [];
    for (const key in data) keys.push(key);
    return keys;
  },
  spread: (data) => ({ ...data, more: 1 }),
  destructuring: (data) => {
    const { name, ...rest } = data;
    return [name, rest];
  },
  JSON: (data) => JSON.parse(JSON.stringify(data)),
  hasOwn: (data) => [Object.hasOwn(data, "name"), Object.hasOwn(data, "zz")],
  "a borrowed method": (data) =>
    Object.prototype.hasOwnProperty.call(data, "name"),
  descriptor: (data) => Object.getOwnPropertyDescriptor(data, "name"),
  "no descriptor": (data) => Object.getOwnPropertyDescriptor(data, "missing"),
  instanceof: (data) => [data instanceof Object, data["list"] instanceof Array],
  prototype: (data) => Object.getPrototypeOf(data) === Object.prototype,
  "Array.isArray": (data) => [Array.isArray(data), Array.isArray(data["list"])],
  text: (data) => [String(data), `${data["nested"]}`],
  "Object.assign to it": (data) => Object.keys(Object.assign(data, { z: 1 })),
  "Object.assign from it": (data) => Object.assign({}, data),
  "Object.groupBy": (data) => Object.groupBy(Object.keys(data), (k) => k[0]!),
  isExtensible: (data) => [Object.isExtensible(data), Object.isFrozen(data)],
  set: (data) => {
    data["name"] = "b";
    data["fresh"] = { a: 1 };
    (data["fresh"] as Any)["b"] = 2;
    return data;
  },
  "set undefined": (data) => {
    data["name"] = undefined;
    return ["name" in data, Object.keys(data)];
  },
  delete: (data) => [delete data["name"], delete data["missing"], data],
  "delete and set again": (data) => {
    delete data["name"];
    const gone = ["name" in data, data["name"], Object.keys(data)];
    data["name"] = "again";
    return [gone, Object.entries(data)];
  },
  "delete an index and set it again": (data) => {
    delete data[7];
    data[7] = "again";
    return Object.entries(data);
  },
  "names of what all objects have": (data) => {
    Object.assign(data, { toString: "own", constructor: { own: true } });
    const own = [data.toString, data.constructor];
    Reflect.deleteProperty(data, "toString");
    return [own, typeof data.toString, "toString" in data, Object.keys(data)];
  },
  defineProperty: (data) => {
    Object.defineProperty(data, "__proto__", {
      value: { x: 1 },
      writable: true,
      enumerable: true,
      configurable: true,
    });
    return [
      Object.keys(data),
      Object.getPrototypeOf(data) === Object.prototype,
    ];
  },
  "defineProperty of what is there": (data) => {
    Object.defineProperty(data, "name", { value: "b" });
    return Object.getOwnPropertyDescriptor(data, "name");
  },
  "Reflect.set": (data) => [Reflect.set(data, "name", "b"), data["name"]],
  "Reflect.deleteProperty": (data) => Reflect.deleteProperty(data, "name"),
  swap: (data) => {
    [data["name"], data["none"]] = [data["none"], data["name"]];
    return data;
  },
  "move a part": (data) => {
    data["moved"] = data["nested"];
    delete data["nested"];
    ((data["moved"] as Any)["deep"] as Any)["n"] = 2;
    return data;
  },
  "add up": (data) => {
    const deep = (data["nested"] as { deep: { n: number } }).deep;
    deep.n += 5;
    deep.n++;
    data["more"] ??= [];
    (data["more"] as number[]).push(deep.n);
    return data;
  },
  "all keys anew": (data) => {
    for (const key of Object.keys(data)) delete data[key];
    Object.assign(data, { only: [1] });
    return data;
  },
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`an object in a draft and a plain one agree: ${name}`, () => {
    const plain = seed();
    const wanted = JSON.stringify([call(plain), plain]);
    rolledBack(seed(), (data) => {
      assertEquals(JSON.stringify([call(data), data]), wanted);
    });
    rolledBack<{ at?: Any }, void>({}, (data) => {
      data.at = seed();
      assertEquals(JSON.stringify([call(data.at), data.at]), wanted);
    });
    const state = seed();
    const before = JSON.stringify(state);
    rolledBack(state, call);
    assertEquals(JSON.stringify(state), before);
    committed(state, call);
    assertEquals(JSON.stringify(state), JSON.stringify(plain));
  });
}

Deno.test("the same place read twice is the same object", () => {
  rolledBack(seed(), (data) => {
    assertStrictEquals(data["nested"], data["nested"]);
    assertStrictEquals(Object.values(data)[2], data["nested"]);
    const { nested } = data;
    data["alias"] = nested;
    assertStrictEquals(data["alias"], data["nested"]);
    const fresh = {};
    data["fresh"] = fresh;
    assertStrictEquals(data["fresh"], data["fresh"]);
  });
});

Deno.test("what an object inherits from a draft is read, its own is its own", () => {
  const state: Any = { name: "a" };
  committed(state, (data) => {
    const heir = Object.create(data);
    assertEquals(heir.name, "a");
    heir.name = "mine";
    heir.other = 1;
    assertEquals([heir.name, data["name"], data["other"]], [
      "mine",
      "a",
      undefined,
    ]);
  });
  assertEquals(state, { name: "a" });
});

Deno.test("symbols, accessors, prototypes and freezing are refused", () => {
  const key = Symbol("key");
  const state = seed();
  const { diff } = committed(state, (data) => {
    const loose = data as Record<symbol, unknown>;
    assertThrows(() => loose[key] = 1, TypeError, "symbol");
    assertEquals(loose[key], undefined);
    assertEquals(key in loose, false);
    assertThrows(
      () => Object.defineProperty(data, "x", { get: () => 1 }),
      TypeError,
      "only ordinary properties",
    );
    assertThrows(
      () => Object.defineProperty(data, "x", { value: 1 }),
      TypeError,
      "data.x",
    );
    assertThrows(
      () => Object.defineProperty(data, key, { value: 1 }),
      TypeError,
    );
    assertThrows(() => Object.setPrototypeOf(data, null), TypeError, "data");
    assertThrows(() => Object.freeze(data["nested"]), TypeError, "data.nested");
    assertThrows(() => Object.seal(data), TypeError);
    assertThrows(() => Object.preventExtensions(data), TypeError);
  });
  assertEquals(diff, undefined);
});

Deno.test("a clone of a draft is refused by the engine, of its data it is not", () => {
  rolledBack(seed(), (data) => {
    assertThrows(() => structuredClone(data), DOMException, "cloned");
    assertEquals(structuredClone(data["name"]), "a");
    assertEquals(
      structuredClone(JSON.parse(JSON.stringify(data["nested"]))),
      { deep: { n: 1 } },
    );
  });
});

Deno.test("getters of an assigned object are read once, at the end", () => {
  let reads = 0;
  const state: Any = {};
  committed(state, (data) => {
    data["x"] = {
      get now() {
        return ++reads;
      },
    };
  });
  assertEquals(state, { x: { now: 1 } });
  assertEquals(Object.getOwnPropertyDescriptor(state["x"], "now")?.value, 1);
});

Deno.test("a frozen object can be assigned, and what is within can be changed", () => {
  const state: Any = {};
  committed(state, (data) => {
    data["x"] = Object.freeze({ list: [1], fixed: Object.freeze({ n: 1 }) });
    const x = data["x"] as { list: number[]; fixed: { n: number } };
    x.list.push(2);
    assertEquals(Object.keys(x), ["list", "fixed"]);
    assertStrictEquals(x.fixed, x.fixed);
    assertThrows(() => x.fixed.n = 2, TypeError, "frozen");
    assertThrows(() => (x as Any)["other"] = 2, TypeError, "frozen");
    assertThrows(() => delete (x as Any)["list"], TypeError, "frozen");
  });
  assertEquals(state, { x: { list: [1, 2], fixed: { n: 1 } } });
  assert(!Object.isFrozen(state["x"]));
});

Deno.test("an object without a prototype is as good as any", () => {
  const state: Any = {};
  committed(state, (data) => {
    const bare = Object.assign(Object.create(null), {
      toString: 1,
      a: { b: 1 },
    });
    data["bare"] = bare;
    Reflect.deleteProperty(data["bare"] as Any, "toString");
    assertEquals("toString" in (data["bare"] as Any), false);
    ((data["bare"] as Any)["a"] as Any)["b"] = 2;
    data["frozen"] = Object.freeze(
      Object.assign(Object.create(null), { a: 1 }),
    );
    assertEquals(Object.getPrototypeOf(data["frozen"]), null);
  });
  assertEquals(state, { bare: { a: { b: 2 } }, frozen: { a: 1 } });
});
