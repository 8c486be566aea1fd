import { assert, assertEquals, assertThrows } from "@std/assert";
import { isDeepStrictEqual, types } from "node:util";
import { committed, rolledBack } from "../../support/recorded.ts";

type Members = Set<unknown>;

const seed = (): Members => new Set<unknown>(["a", 2, NaN, null, true]);

function text(set: Members): string {
  return [...set].map((one) => `${typeof one} ${String(one)}`).join(", ");
}

function outcome(set: Members, call: (set: Members) => unknown): string {
  const given = call(set);
  const shown = given === set
    ? "the set itself"
    : given instanceof Set
    ? text(given)
    : JSON.stringify(given);
  return `${shown} ${set.size} ${text(set)}`;
}

const CALLS: Record<string, (set: Members) => unknown> = {
  has: (set) => [set.has("a"), set.has("2"), set.has(NaN), set.has(-0)],
  size: (set) => set.size,
  add: (set) => set.add("new"),
  "add what is there": (set) => set.add("a").add(2),
  "add zero": (set) => set.add(-0).has(0),
  delete: (set) => [set.delete("a"), set.delete("a"), set.delete("z")],
  "delete and add again": (set) => {
    set.delete("a");
    const gone = [set.has("a"), set.size, [...set].length];
    set.add("a");
    return gone;
  },
  "add and delete": (set) => set.add("x").delete("x"),
  clear: (set) => [set.clear(), set.size],
  "clear and fill": (set) => {
    set.clear();
    set.add(true).add("a");
  },
  forEach: (set) => {
    const seen: unknown[] = [];
    const self = {};
    set.forEach(function (this: unknown, one, same, all) {
      seen.push([
        String(one),
        one === same || one !== one,
        this === self,
        all === set,
      ]);
    }, self);
    return seen;
  },
  keys: (set) => [...set.keys()].map(String),
  values: (set) => [...set.values()].map(String),
  entries: (set) => [...set.entries()].map(String),
  iteration: (set) => [...set].map(String),
  union: (set) => set.union(new Set(["x", "a"])),
  "union onto another": (set) => new Set<unknown>(["x", "a"]).union(set),
  intersection: (set) => set.intersection(new Set(["x", "a"])),
  difference: (set) => set.difference(new Set(["x", "a"])),
  symmetricDifference: (set) => set.symmetricDifference(new Set(["x", "a"])),
  isSubsetOf: (set) => set.isSubsetOf(new Set(["x", "a"])),
  isSupersetOf: (set) => set.isSupersetOf(new Set(["a", true])),
  isDisjointFrom: (set) => set.isDisjointFrom(new Set(["x"])),
  "set methods after a deletion": (set) => {
    set.delete("a");
    return [
      set.isSubsetOf(new Set([2, NaN, null, true])),
      [...set.union(new Set(["a"]))].map(String),
      [...new Set(["a", 2]).intersection(set)],
    ];
  },
  instanceof: (set) => [set instanceof Set, set.constructor === Set],
  "Object.prototype.toString": (set) => Object.prototype.toString.call(set),
  JSON: (set) => JSON.stringify(set),
  "Set of it": (set) => text(new Set(set)),
  "delete while going": (set) => {
    const seen = [];
    for (const one of set) {
      seen.push(String(one));
      set.delete(null);
      set.delete(one);
    }
    return seen;
  },
  "add while going": (set) => {
    const seen = [];
    for (const one of set) {
      seen.push(String(one));
      if (seen.length < 4) set.add(`more ${seen.length}`);
    }
    return seen;
  },
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`a Set in a draft and a plain one agree: ${name}`, () => {
    const plain = seed();
    const wanted = outcome(plain, call);
    rolledBack({ set: seed() }, (data) => {
      assertEquals(outcome(data.set, call), wanted);
    });
    const state = { set: seed() };
    rolledBack(state, (data) => call(data.set));
    assertEquals(text(state.set), text(seed()));
    committed(state, (data) => call(data.set));
    assertEquals(text(state.set), text(plain));
    // A deletion from a Set that was assigned just now counts, too.
    const other = { set: new Set() as Members };
    committed(other, (data) => {
      data.set = seed();
      assertEquals(outcome(data.set, call), wanted);
    });
    assertEquals(text(other.set), text(plain));
  });
}

Deno.test("every method of a Set is among them", () => {
  const own = Object.getOwnPropertyNames(Set.prototype)
    .filter((name) => name !== "constructor");
  const calls = Object.keys(CALLS);
  assertEquals(own.filter((name) => !calls.includes(name)), []);
});

Deno.test("a change is one edit by its members", () => {
  const state = { set: new Set(Array.from({ length: 100 }, (_, i) => i)) };
  const { diff } = committed(state, ({ set }) => {
    set.add(1000).delete(7);
  });
  assertEquals(diff, { set: { $delete: [7], $add: [1000] } });
});

Deno.test("a Date as a member is found by its content", () => {
  const state = { set: new Set([new Date(1), new Date(2)]) };
  committed(state, ({ set }) => {
    assert(set.has(new Date(1)));
    set.add(new Date(1));
    assertEquals(set.size, 2);
    for (const date of set) date.setTime(77); // a copy
    assert(set.delete(new Date(1)));
    const mine = new Date(3);
    set.add(mine);
    mine.setTime(4);
  });
  assertEquals([...state.set], [new Date(2), new Date(3)]);
});

Deno.test("Dates of one time are one member when a Set is assigned", () => {
  const state: { set?: Set<Date>; map?: Map<Date, string> } = {};
  committed(state, (data) => {
    data.set = new Set([new Date(1), new Date(2), new Date(1)]);
    data.map = new Map([[new Date(1), "a"], [new Date(2), "b"], [
      new Date(1),
      "c",
    ]]);
  });
  assertEquals([...state.set ?? []], [new Date(1), new Date(2)]);
  assertEquals([...state.map?.values() ?? []], ["c", "b"]);
});

Deno.test("members that no file can keep are refused", () => {
  rolledBack({ set: new Set() as Members }, ({ set }) => {
    for (const one of [{}, [], () => 1, Symbol("s"), undefined]) {
      assertThrows(() => set.add(one), TypeError, "Cannot store");
      assertEquals(set.has(one), false);
    }
    assertThrows(() => Object.assign(set, { x: 1 }), TypeError);
    assertThrows(
      () => Object.defineProperty(set, "x", { value: 1 }),
      TypeError,
    );
    assertEquals(set.size, 0);
  });
  rolledBack({ set: new Set() as Members }, (data) => {
    data.set = new Set();
    assertThrows(
      () => Object.assign(data.set, { x: 1 }),
      TypeError,
      "use its add()",
    );
    assertThrows(
      () => Object.defineProperty(data.set, "x", { value: 1 }),
      TypeError,
      "use its add()",
    );
  });
});

Deno.test("who asks for a real Set gets one, as the transaction sees it", () => {
  rolledBack({ set: new Set<unknown>([1, 2]) }, ({ set }) => {
    set.delete(1);
    set.add("x");
    const expected = new Set<unknown>([2, "x"]);
    assert(types.isSet(set));
    assertEquals(structuredClone(set), expected);
    assert(isDeepStrictEqual(set, expected));
    assertEquals([...new Set([5]).union(set)], [5, 2, "x"]);
    assert(Set.prototype.has.call(set, "x"));
  });
});

Deno.test("members of a Set that another is made of are copies, others are not", () => {
  const state = { set: new Set<unknown>([new Date(1), 2]) };
  const mine = new Date(9);
  const { diff } = committed(state, ({ set }) => {
    const all = set.union(new Set([mine]));
    assert(all.has(mine));
    for (const one of all) if (one instanceof Date) one.setTime(77);
    for (const one of set.difference(new Set())) {
      if (one instanceof Date) one.setTime(78);
    }
    assertEquals([...set.intersection(new Set([2]))], [2]);
  });
  assertEquals(diff, undefined);
  assertEquals([...state.set], [new Date(1), 2]);
});
