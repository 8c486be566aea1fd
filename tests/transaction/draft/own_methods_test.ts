import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { types } from "node:util";
import {
  DataIntegrityError,
  type Kanta,
  type KantaOptions,
} from "../../../mod.ts";
import type { KeyedDraft } from "../../../src/transaction/draft/keyed_draft.ts";
import { hasOwnMethods } from "../../../src/transaction/draft/own_methods.ts";
import { committed } from "../../support/recorded.ts";
import { MemoryDatabase } from "../../support/memory_database.ts";

interface Item {
  tags: Set<string>;
}

interface Data {
  m: Map<string, { n: number }>;
  s: Set<string>;
  list: Item[];
  by: Map<string, Map<string, number>>;
}

const seed = (): Data => ({
  m: new Map([["a", { n: 1 }], ["b", { n: 2 }]]),
  s: new Set(["a", "b"]),
  list: [{ tags: new Set(["x"]) }],
  by: new Map([["k", new Map([["n", 1]])]]),
});

const open = (options?: KantaOptions<Data>): Promise<Kanta<Data>> =>
  new MemoryDatabase().open<Data>(seed(), options);

Deno.test("a Map of the state is its own draft, one after the other", () => {
  const state = seed();
  const before = Deno.inspect(state);
  for (let turn = 1; turn < 4; turn++) {
    const { diff } = committed(state, (data) => {
      assertStrictEquals(data.m, state.m);
      data.m.get("a")!.n += 1;
      data.by.get("k")!.set("n", turn + 1);
    });
    assertEquals(diff, {
      m: { a: { n: turn + 1 } },
      by: { k: { n: turn + 1 } },
    });
  }
  assertEquals(
    Deno.inspect(state),
    before.replaceAll("n: 1", "n: 4").replace('"n" => 1', '"n" => 4'),
  );
});

Deno.test("outside of a transaction it hands out what it holds", () => {
  const state = seed();
  const inner = state.m.get("a");
  committed(state, (data) => assert(data.m.get("a") !== inner));
  assertStrictEquals(state.m.get("a"), inner);
  assertStrictEquals([...state.m.values()][0], inner);
  assertEquals([...state.s], ["a", "b"]);
  assertEquals(Object.keys(state.m), []);
  assert(hasOwnMethods(state.m) && !hasOwnMethods(state.s));
});

Deno.test("what stands in the state is not written to outside of a transaction", () => {
  const state = seed();
  const kept = committed(state, ({ m, list, by }) => [
    m,
    list[0]!.tags,
    by.get("k"),
  ]).result;
  for (const one of kept) {
    const message = "outside of a transaction";
    if (one instanceof Map) {
      for (
        const write of [
          () => one.set("x", 1 as never),
          () => one.delete("a"),
          () => one.clear(),
        ]
      ) assertThrows(write, TypeError, message);
    }
    if (one instanceof Set) {
      assertThrows(() => one.add("y"), TypeError, "data.list[0].tags");
      assertThrows(() => one.delete("x"), TypeError, message);
      assertThrows(() => one.clear(), TypeError, message);
    }
  }
  assertEquals(state, seed());
});

Deno.test("what stands there no more is its owner's", () => {
  const state = seed();
  const { result } = committed(state, (data) => {
    data.list[0]!.tags.add("y");
    const { by } = data;
    const inner = by.get("k");
    by.delete("k");
    return { item: data.list.pop()!, inner };
  });
  const { tags } = result.item;
  tags.add("z").delete("x");
  assertEquals([...tags], ["y", "z"]);
  result.inner?.set("more", 5);
  assertEquals(result.inner?.get("more"), 5);
});

Deno.test("a validator and a listener get plain data", async () => {
  const seen: string[] = [];
  const look = (
    data: { readonly m: ReadonlyMap<string, { readonly n: number }> },
    who: string,
  ) => {
    const value = data.m.get("a");
    structuredClone(data);
    seen.push(
      `${who} ${types.isMap(data.m)} ${types.isProxy(value)} ${value?.n}`,
    );
  };
  await using db = await open({ validate: (data) => look(data, "validator") });
  db.addEventListener("change", () => look(db.data, "listener"));
  seen.length = 0;
  db.transaction("edit", (data) => void data.m.get("a")!.n++);
  assertEquals(seen, ["validator true false 2", "listener true false 2"]);
});

Deno.test("a validator can't write to it", async () => {
  await using db = await open();
  let kept: Data["m"] | undefined;
  await using strict = await open({
    validate: () => void kept?.set("x", { n: 9 }),
  });
  assertThrows(
    () =>
      strict.transaction("edit", (data) => {
        kept = data.m;
        data.m.delete("a");
      }),
    TypeError,
    "only looks",
  );
  assertEquals([...strict.data.m.keys()], ["a", "b"]);
  assertEquals(db.data.m.size, 2);
});

Deno.test("the draft that it keeps lets go of what was before", () => {
  const state = { m: new Map([["a", { n: 1 }], ["b", { n: 2 }]]) };
  const { recorder } = committed(state, ({ m }) => {
    m.clear();
    m.set("c", { n: 3 });
  });
  const draft = recorder.draftOf(state.m) as KeyedDraft<unknown>;
  assertEquals([...draft.notes()].length, 3);
  recorder.handOver();
  assertEquals([...draft.notes()], []);
  assertEquals([draft.gone.size, draft.late.size], [0, 0]);
});

Deno.test("what came or went past its methods is refused at the commit", async () => {
  await using db = await open();
  const past: ((data: Data) => unknown)[] = [
    ({ m }) => Map.prototype.set.call(m, "x", { n: 1 }),
    ({ m }) => Map.prototype.delete.call(m, "x"),
    ({ s }) => Set.prototype.add.call(s, "x"),
    ({ s }) => Set.prototype.delete.call(s, "x"),
  ];
  for (const write of past) {
    const error = assertThrows(
      () => db.transaction("past", write),
      DataIntegrityError,
      "past its own methods",
    );
    assert(/^data\.[ms]$/.test(error.path ?? ""));
  }
  await db.verify(); // each took back what the one before it did
});

Deno.test("with a guard a Map that is returned is guarded", async () => {
  await using db = await open({ guard: true });
  const found = db.transaction("get", (data) => [data.m, data] as const);
  assertStrictEquals<unknown>(found[0], db.data.m);
  const [map, { s }] = found as unknown as [Data["m"], Data]; // as if not read-only
  assertThrows(() => map.set("x", { n: 1 }), DataIntegrityError, "outside");
  assertThrows(() => map.get("a")!.n = 1, DataIntegrityError, "outside");
  assertThrows(() => s.add("x"), DataIntegrityError, "outside");
});

Deno.test("a Map of one database is copied into another, as it is seen", async () => {
  await using db = await open();
  await using other = await open();
  assertThrows(() =>
    db.transaction("edit", (data) => {
      data.m.delete("a");
      data.m.get("b")!.n = 5;
      other.transaction("take", (its) => {
        its.m = data.m;
        its.s = db.data.s as Set<string>;
      });
      throw new Error("taken back");
    })
  );
  assertEquals(other.data.m, new Map([["b", { n: 5 }]]));
  assertEquals(db.data.m, seed().m);
  other.transaction("edit", ({ m, s }) => {
    m.get("b")!.n = 6;
    s.add("c");
  });
  assertEquals([db.data.m, db.data.s], [seed().m, seed().s]);
  await other.verify();
});
