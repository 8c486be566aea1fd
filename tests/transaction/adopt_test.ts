import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { NotStorableError } from "../../src/errors.ts";
import { committed, rolledBack } from "../support/recorded.ts";

type Any = Record<string, unknown>;

Deno.test("an assigned object may be changed until the end, in either way", () => {
  const state: Any = { list: [] };
  const task: Any = { title: "a", tags: [] as string[] };
  const { diff } = committed(state, (data) => {
    const list = data["list"] as Any[];
    list.push(task);
    task["due"] = "directly";
    (task["tags"] as string[]).push("directly");
    list[0]!["done"] = true;
    (list[0]!["tags"] as string[]).push("by the draft");
  });
  const stored = {
    title: "a",
    tags: ["directly", "by the draft"],
    due: "directly",
    done: true,
  };
  assertEquals(state, { list: [stored] });
  assertEquals(diff, { list: [stored] });
});

Deno.test("from the end on the database has its own", () => {
  const state: Any = {};
  const mine = { a: { b: [1] }, map: new Map([["k", { n: 1 }]]) };
  committed(state, (data) => data["x"] = mine);
  mine.a.b.push(2);
  mine.map.set("more", { n: 2 });
  (mine.map.get("k") as { n: number }).n = 9;
  assertEquals(state, {
    x: { a: { b: [1] }, map: new Map([["k", { n: 1 }]]) },
  });
});

Deno.test("an object that is assigned in two places is two", () => {
  const state: Any = {};
  const mine = { n: 1, inner: {} };
  committed(state, (data) => {
    data["a"] = mine;
    data["b"] = [mine, mine];
    data["c"] = data["a"];
  });
  const { a, b, c } = state as { a: Any; b: Any[]; c: Any };
  const all = [a, ...b, c];
  assertEquals(new Set(all).size, 4);
  assertEquals(new Set(all.map(({ inner }) => inner)).size, 4);
  for (const one of all) assertEquals(one, mine);
  committed(state, (data) => (data["a"] as Any)["n"] = 2);
  assertEquals([a["n"], b[0]!["n"], b[1]!["n"], c["n"]], [2, 1, 1, 1]);
});

Deno.test("a part of the draft assigned elsewhere is a copy, the part stays", () => {
  const state: Any = { a: { deep: { n: 1 } } };
  const { a } = state;
  committed(state, (data) => {
    data["b"] = data["a"];
    ((data["b"] as Any)["deep"] as Any)["n"] = 2; // one object until the end
    data["c"] = { within: [(data["a"] as Any)["deep"]] };
  });
  assertStrictEquals(state["a"], a);
  assertEquals(state, {
    a: { deep: { n: 2 } },
    b: { deep: { n: 2 } },
    c: { within: [{ n: 2 }] },
  });
  assertNotStrictEquals(state["b"], a);
});

Deno.test("a part can be moved, and moved back", () => {
  const state: Any = { a: { n: 1 }, z: 0 };
  const { a } = state;
  const { diff } = committed(state, (data) => {
    data["tmp"] = data["a"];
    delete data["a"];
    (data["tmp"] as Any)["n"] = 5;
    data["a"] = data["tmp"];
    delete data["tmp"];
  });
  assertStrictEquals(state["a"], a);
  assertEquals(Object.entries(state), [["z", 0], ["a", { n: 5 }]]);
  assertEquals(diff, { $delete: ["a"], a: { n: 5 } });
});

Deno.test("the keys of the root can all be set anew", () => {
  const root: Any = { a: { n: 1 }, b: { n: 2 } };
  committed(root, (data) => {
    [data["a"], data["b"]] = [data["b"], data["a"]];
    data["c"] = { ...data };
  });
  assertEquals(root, {
    a: { n: 2 },
    b: { n: 1 },
    c: { a: { n: 2 }, b: { n: 1 } },
  });
});

Deno.test("a list in the place of another keeps the objects that stay", () => {
  const state = { list: [{ n: 1 }, { n: 2 }, { n: 3 }] };
  const [one, two, three] = state.list;
  committed(state, (data) => {
    data.list[2]!.n = 33;
    data.list = [data.list[2]!, { n: 9 }, data.list[0]!, data.list[0]!];
    data.list[1]!.n = 99;
    data.list[2]!.n = 11;
  });
  assertEquals(state.list.map(({ n }) => n), [33, 99, 11, 11]);
  assertStrictEquals(state.list[0], three);
  assertStrictEquals(state.list[2], one);
  assertNotStrictEquals(state.list[3], one);
  assert(!state.list.includes(two!));
});

Deno.test("the diff of a list that was filtered says what went, not what stayed", () => {
  const state = { list: Array.from({ length: 50 }, (_, id) => ({ id })) };
  const { diff } = committed(state, (data) => {
    data.list = data.list.filter(({ id }) => id !== 20 && id !== 30);
  });
  assertEquals(diff, { list: { $delete: [30, 20] } });
});

Deno.test("what can't be stored is found wherever it hides, with its path", () => {
  const loop: Any = { list: [] };
  (loop["list"] as unknown[]).push(loop);
  const cases: [(data: Any) => void, string][] = [
    [(data) => data["x"] = { deep: [new WeakMap()] }, "data.x.deep[0]"],
    [(data) => data["x"] = { a: { f: () => 1 } }, "data.x.a.f"],
    [(data) => data["x"] = [1, undefined], "data.x[1]"],
    [(data) => data["x"] = "\ud800", "data.x"],
    [(data) => data["\udfff"] = 1, 'data["\\udfff"]'],
    [(data) => data["x"] = loop, "data.x.list[0]"],
    [
      (data) => (data["old"] as Any)["x"] = { "\ud800": 1 },
      'data.old.x["\\ud800"]',
    ],
    [(data) => data["x"] = new Map([["k", { f: Symbol() }]]), "data.x.k.f"],
    [(data) => data["x"] = data, "data.x.x"],
    [
      (data) => (data["list"] as unknown[]).push([NaN, [() => 1]]),
      "data.list[1][1][0]",
    ],
    [(data) => data["x"] = new Date(NaN), "data.x"],
  ];
  for (const [edit, path] of cases) {
    const state: Any = { old: {}, list: [0] };
    const error = assertThrows(
      () => rolledBack(state, () => committed(state, edit)),
      NotStorableError,
      "Cannot store",
    ) as NotStorableError;
    assertEquals(error.path, path);
  }
});
