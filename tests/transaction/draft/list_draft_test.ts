import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { committed, rolledBack } from "../../support/recorded.ts";

interface Item {
  id: number;
  tags?: string[] | undefined;
}

type List = (Item | string | number | null)[];

const seed = (): List => [{ id: 1 }, "b", { id: 3, tags: ["x"] }, 4, null, "b"];

/** What a call gave and what the list is then, as text; errors by their class. */
function outcome(list: List, call: (list: List) => unknown): string {
  let given: unknown;
  try {
    given = call(list);
    if (given === list) given = "the list itself";
    else if (given instanceof Iterator) given = [...given];
  } catch (error) {
    given = (error as Error).constructor.name;
  }
  const holes = Array.from({ length: list.length }, (_, i) => i in list);
  return JSON.stringify({ given, undefined: given === undefined, list, holes });
}

const id = (item: unknown) => (item as Item | null)?.id ?? 0;

/** Every method of a list, and everything else that is done with one. */
const CALLS: Record<string, (list: List) => unknown> = {
  at: (list) => [list.at(0), list.at(-1), list.at(99), list.at(-99)],
  concat: (list) => list.concat([7], list, 8),
  "concat onto another": (list) => [1].concat(list as number[]),
  copyWithin: (list) => list.copyWithin(0, 2),
  "copyWithin from the end": (list) => list.copyWithin(-2, -4, -2),
  entries: (list) => list.entries(),
  every: (list) => list.every((item) => item !== 9),
  fill: (list) => list.fill(0),
  "fill a range": (list) => list.fill("x", 1, -1),
  "fill nothing": (list) => list.fill("x", 4, 2),
  filter: (list) => list.filter((item) => item === "b"),
  find: (list) => list.find((item) => id(item) === 3),
  findIndex: (list) => list.findIndex((item) => id(item) === 3),
  findLast: (list) => list.findLast((item) => item === "b"),
  findLastIndex: (list) => list.findLastIndex((item) => item === "b"),
  flat: (list) => [list, [list]].flat(2),
  flatMap: (list) => list.flatMap((item) => [item, item]),
  forEach: (list) => {
    let text = "";
    list.forEach((item, index, all) =>
      text += `${id(item)}${index}${all.length}`
    );
    return text;
  },
  includes: (list) => [list.includes("b"), list.includes(9)],
  "includes from": (list) => list.includes("b", -1),
  indexOf: (
    list,
  ) => [list.indexOf("b"), list.indexOf(list[2]!), list.indexOf(9)],
  "indexOf from": (list) => [list.indexOf("b", 2), list.indexOf("b", -1)],
  join: (list) => list.map(id).join("-"),
  keys: (list) => list.keys(),
  lastIndexOf: (list) => [list.lastIndexOf("b"), list.lastIndexOf("b", -2)],
  map: (list) => list.map(id),
  pop: (list) => [list.pop(), list.pop(), list.pop()],
  "pop all": (list) => {
    while (list.length > 0) list.pop();
    return list.pop();
  },
  push: (list) => list.push({ id: 9 }, "z"),
  "push nothing": (list) => list.push(),
  reduce: (list) => list.reduce((sum: number, item) => sum + id(item), 0),
  reduceRight: (list) =>
    list.reduceRight((text: string, item) => text + id(item), ""),
  reverse: (list) => list.reverse(),
  shift: (list) => [list.shift(), list.shift()],
  slice: (list) => [list.slice(), list.slice(-2), list.slice(1, 3)],
  some: (list) => list.some((item) => item === 4),
  sort: (list) => list.sort(),
  "sort by": (list) => list.sort((a, b) => id(b) - id(a)),
  "sort by nonsense": (list) => list.sort(1 as never),
  splice: (list) => list.splice(1, 2, "new", { id: 8 }, 5),
  "splice without arguments": (list) => list.splice(...[] as unknown as [0]),
  "splice to the end": (list) => list.splice(-2),
  "splice undefined": (list) => list.splice(undefined as never),
  "splice too much": (list) => list.splice(3, 99),
  "splice less than nothing": (list) => list.splice(3, -1, "x"),
  "splice past the end": (list) => list.splice(99, 1, "x"),
  "splice a fraction": (list) => list.splice(1.9, 1.9),
  toReversed: (list) => list.toReversed(),
  toSorted: (list) => list.toSorted((a, b) => id(a) - id(b)),
  toSpliced: (list) => list.toSpliced(1, 2, "new"),
  unshift: (list) => list.unshift("first", { id: 0 }),
  "unshift nothing": (list) => list.unshift(),
  values: (list) => list.values(),
  with: (list) => list.with(-1, "last"),
  "with out of range": (list) => list.with(99, "last"),
  toString: (list: List) => list.toString(),
  toLocaleString: (list: List) => list.toLocaleString(),
  iteration: (list) => [...list],
  destructuring: (list) => {
    const [first, , third, ...rest] = list;
    return [first, third, rest];
  },
  "swap by destructuring": (list) => {
    [list[0], list[3]] = [list[3]!, list[0]!];
  },
  "Array.from": (list) => Array.from(list, id),
  "Array.isArray": (list) => Array.isArray(list),
  instanceof: (list) => list instanceof Array,
  constructor: (list: List) => list.constructor === Array,
  "Object.keys": (list) => Object.keys(list),
  "Object.entries": (list) => Object.entries(list),
  "Object.assign": (list) => Object.assign(list, ["x", "y"]),
  "Object.getOwnPropertyNames": (list) => Object.getOwnPropertyNames(list),
  JSON: (list) => JSON.stringify(list),
  in: (list) => [0 in list, 9 in list, "length" in list, "push" in list],
  hasOwn: (list) => [Object.hasOwn(list, 0), Object.hasOwn(list, 9)],
  "an item": (list) => list[1] = { id: 2 },
  "an item at the end": (list) => list[list.length] = "end",
  "an item past the end": (list) => list[list.length + 2] = "far",
  "an index as text": (list) => (list as unknown as Record<string, 1>)["2"] = 1,
  "within an item": (list) => (list[2] as Item).tags?.push("y"),
  "delete an item": (list) => delete list[1],
  "delete what is not there": (list) => delete list[99],
  "delete the length": (list) => delete (list as { length?: number }).length,
  "delete, then filter": (list) => {
    delete list[1];
    return list.filter(() => true);
  },
  "a shorter length": (list) => list.length = 2,
  "a longer length": (list) => list.length = 8,
  "a length of text": (list) => list.length = "3" as never,
  "a length that is none": (list) => list.length = -1,
  "a length that is no number": (list) => list.length = 1.5,
  defineProperty: (list) =>
    Object.defineProperty(list, 1, {
      value: "defined",
      writable: true,
      enumerable: true,
      configurable: true,
    }),
  descriptors: (list) => Object.getOwnPropertyDescriptors(list),
  "push while going": (list) => {
    let count = 0;
    for (const item of list) if (count++ < 3) list.push(item);
    return count;
  },
  "shift while going": (list) => {
    const seen = [];
    for (const item of list) {
      seen.push(item);
      list.shift();
    }
    return seen;
  },
  "many edits": (list) => {
    list.splice(1, 1);
    list.unshift("a", "b");
    list.push(list.shift() as string);
    list.reverse();
    list[2] = { id: 77 };
    list.splice(3, 0, ...list.slice(0, 2));
    return list.pop();
  },
};

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`a list in a draft and a plain one agree: ${name}`, () => {
    const wanted = outcome(seed(), call);
    // As it stands in the state, and as it was assigned just now.
    rolledBack({ list: seed() }, (data) => {
      assertEquals(outcome(data.list, call), wanted);
    });
    rolledBack({ list: [] as List }, (data) => {
      data.list = seed();
      assertEquals(outcome(data.list, call), wanted);
    });
    const state = { list: seed() };
    const before = JSON.stringify(state);
    const objects = state.list.slice();
    rolledBack(state, (data) => outcome(data.list, call));
    assertEquals(JSON.stringify(state), before);
    state.list.forEach((item, i) => assertStrictEquals(item, objects[i]));
  });
}

Deno.test("every method of a list is among them", () => {
  const names = Object.getOwnPropertyNames(Array.prototype)
    .filter((name) => name !== "length");
  const calls = Object.keys(CALLS);
  assertEquals(names.filter((name) => !calls.includes(name)), []);
});

Deno.test("a hole can't be stored, and no trace of it stays", () => {
  const state = { list: [1, 2, 3] };
  assertThrows(
    () => committed(state, (data) => delete data.list[1]),
    TypeError,
    "data.list[1]",
  );
});

Deno.test("what is no item is refused", () => {
  rolledBack({ list: [1] }, (data) => {
    const loose = data.list as unknown as Record<string, unknown>;
    assertThrows(() => loose["name"] = "x", TypeError, "a list has items only");
    assertThrows(() => loose["-1"] = "x", TypeError, "a list has items only");
    assertThrows(
      () => Object.defineProperty(data.list, 0, { get: () => 1 }),
      TypeError,
      "only ordinary items",
    );
    for (
      const [at, descriptor] of [
        [1, { value: 1 }],
        [0, { value: 1, writable: false }],
        [0, { enumerable: false }],
        ["length", { value: 0, writable: false }],
        ["length", { writable: false }],
      ] as const
    ) {
      assertThrows(
        () => Object.defineProperty(data.list, at, descriptor),
        TypeError,
        "only ordinary items",
      );
    }
    assertEquals([...data.list], [1]);
  });
});

Deno.test("an item that is there can be defined as another value", () => {
  const state = { list: [1, { n: 1 }] as unknown[] };
  const { diff } = committed(state, ({ list }) => {
    Object.defineProperty(list, 0, { value: 5 });
    Object.defineProperty(list, 1, { value: [6], writable: true });
    Object.defineProperty(list, "length", { value: 3 });
    list[2] = 7;
  });
  assertEquals(state.list, [5, [6], 7]);
  assertEquals(diff === undefined, false);
});

Deno.test("a list can be emptied by its length", () => {
  rolledBack({ list: [1] }, (data) => {
    data.list.length = 0;
    assertEquals([...data.list], []);
  });
});

Deno.test("what only inherits from a list does not write to it", () => {
  const state = { list: [1, 2] };
  committed(state, (data) => {
    const heir = Object.create(data.list);
    heir[0] = 9;
    heir.note = "mine";
    assertEquals(heir[0], 9);
    assertEquals(heir.note, "mine");
  });
  assertEquals(state.list, [1, 2]);
});

Deno.test("an item read twice is the same, wherever it is read", () => {
  rolledBack({ list: [{ id: 1 }, { id: 2 }] }, (data) => {
    const [first] = data.list;
    assertStrictEquals(data.list[0], first);
    assertStrictEquals(data.list.at(-2), first);
    assertStrictEquals(data.list.find((item) => item.id === 1), first);
    data.list.reverse();
    assertStrictEquals(data.list[1], first);
    data.list = data.list.filter(() => true);
    assertStrictEquals(data.list[1], first);
    assertStrictEquals(data.list.pop(), first);
    data.list.unshift(first!);
    assertStrictEquals(data.list[0], first);
  });
});

Deno.test("an edit of a long list notes what it touches and no more", () => {
  const state = { list: Array.from({ length: 100_000 }, (_, id) => ({ id })) };
  const { diff, recorder } = committed(state, (data) => {
    data.list.push({ id: -1 });
    data.list.shift();
    data.list[50_000]!.id = -2;
  });
  assertEquals(diff, {
    list: { $delete: [0], $insert: [[99_999, { id: -1 }]], 50000: { id: -2 } },
  });
  const [list] = recorder.noted as unknown as {
    ranges: Iterable<{ before: unknown[] }>;
  }[];
  const kept = [...list!.ranges].reduce((sum, w) => sum + w.before.length, 0);
  assert(kept <= 2, `${kept} items were noted`);
});
