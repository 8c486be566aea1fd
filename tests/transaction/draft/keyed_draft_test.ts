import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { netChange } from "../../../src/transaction/net_change.ts";
import type { KeyedDraft } from "../../../src/transaction/draft/keyed_draft.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { committed, rolledBack } from "../../support/recorded.ts";
import { forSeeds } from "../../support/seeds.ts";

type Any = Record<string, unknown>;

const range = (size: number) => Array.from({ length: size }, (_, i) => `k${i}`);

const seed = (): Any => ({ a: 1, b: 2, c: { n: 3 }, d: 4 });

Deno.test("a key that is deleted and set again comes last, now and after replay", () => {
  const state = seed();
  const { diff } = committed(state, (data) => {
    delete data["b"];
    assertEquals(Object.keys(data), ["a", "c", "d"]);
    data["b"] = 2;
    assertEquals(Object.keys(data), ["a", "c", "d", "b"]);
  });
  assertEquals(Object.keys(state), ["a", "c", "d", "b"]);
  assertEquals(diff, { $delete: ["b"], b: 2 });
});

Deno.test("one that was last before is where it was: no change", () => {
  const state = seed();
  const { diff } = committed(state, (data) => {
    delete data["d"];
    data["d"] = 4;
  });
  assertEquals(diff, undefined);
  assertEquals(Object.keys(state), ["a", "b", "c", "d"]);
});

Deno.test("moved keys and new ones stand in the order they were set in", () => {
  const state = seed();
  committed(state, (data) => {
    delete data["a"];
    data["x"] = 1;
    data["a"] = 1;
    delete data["x"];
    data["y"] = 1;
    delete data["c"];
    data["x"] = 2;
    data["c"] = 5;
    delete data["a"];
    data["a"] = 6;
  });
  assertEquals(Object.entries(state), [
    ["b", 2],
    ["d", 4],
    ["y", 1],
    ["x", 2],
    ["c", 5],
    ["a", 6],
  ]);
});

Deno.test("keys that are numbers stand first, whatever is done to them", () => {
  const state: Any = { 5: "five", a: 1, 1: "one" };
  committed(state, (data) => {
    delete data[1];
    data[3] = "three";
    data[1] = "again";
    assertEquals(Object.keys(data), ["1", "3", "5", "a"]);
  });
  assertEquals(Object.keys(state), ["1", "3", "5", "a"]);
});

Deno.test("rollback brings the order back, before and after settling", () => {
  for (const stage of ["edits", "change", "settled"]) {
    const state = seed();
    const { c } = state;
    const recorder = new Recorder(state, NO_TYPES);
    const data = recorder.root.proxy as Any;
    delete data["a"];
    data["a"] = 9;
    delete data["c"];
    data["new"] = 1;
    data["c"] = { n: 3 };
    delete data["d"];
    if (stage !== "edits") netChange(recorder);
    if (stage === "settled") {
      recorder.settle(true);
      assertEquals(Object.keys(state), ["b", "a", "new", "c"]);
    }
    recorder.rollback();
    assertEquals(Object.entries(state), Object.entries(seed()), stage);
    assertStrictEquals(state["c"], c);
  }
});

Deno.test("undefined is a value until the commit, and none after it", () => {
  const state = seed();
  committed(state, (data) => {
    data["a"] = undefined;
    data["new"] = undefined;
    assertEquals(Object.keys(data), ["a", "b", "c", "d", "new"]);
    assert("a" in data);
  });
  assertEquals(Object.keys(state), ["b", "c", "d"]);
});

Deno.test("a draft that was kept shows what there is after the end", () => {
  const map = new Map([["a", 1], ["b", 2]]);
  const set = new Set(["a", "b"]);
  const edit = (data: { map: typeof map; set: typeof set; o: Any }) => {
    data.map.delete("a");
    data.map.set("c", 3);
    data.set.delete("a");
    delete data.o["a"];
    data.o["c"] = 1;
    return data;
  };
  const kept = committed({ map, set, o: { a: 1 } as Any }, edit).result;
  assertEquals([...kept.map.keys()], ["b", "c"]);
  assertEquals([kept.map.size, kept.set.size], [2, 1]);
  assertEquals(Object.keys(kept.o), ["c"]);
  const back = rolledBack({ map, set, o: { a: 1 } as Any }, edit);
  assertEquals([...back.map.keys()], ["b", "c"]);
  assertEquals([back.map.size, back.set.size], [2, 1]);
  assertEquals(Object.keys(back.o), ["a"]);
});

Deno.test("what was there before can be told before and after settling", () => {
  const state = seed();
  const recorder = new Recorder(state, NO_TYPES);
  const data = recorder.root.proxy as Any;
  delete data["a"];
  data["b"] = 9;
  data["e"] = 1;
  (data["c"] as Any)["n"] = 4;
  assertEquals(recorder.root.before(), seed());
  assertEquals(recorder.root.after(), { b: 9, c: { n: 4 }, d: 4, e: 1 });
  recorder.settle(false);
  assertEquals(recorder.root.before(), seed()); // assertEquals minds no order
  recorder.end();
});

Deno.test("what is deleted is gone at once from the object itself", () => {
  const date = new Date(5);
  const state = {
    o: { a: 1, b: 2 } as Any,
    m: new Map<unknown, unknown>([["a", 1], [date, 2], ["c", 3]]),
    s: new Set<unknown>(["a", date]),
  };
  const looks = () => [
    Object.keys(state.o).join(),
    "a" in state.o,
    [...state.m.values()].join(),
    state.m.has("a"),
    [...state.s].length,
  ];
  const edit = ({ o, m, s }: typeof state) => {
    delete o["a"];
    m.delete("a");
    m.delete(new Date(5));
    s.delete("a");
    s.clear();
    assertEquals(looks(), ["b", false, "3", false, 0]);
    assertEquals(Deno.inspect(o), "{ b: 2 }");
    o["a"] = 3;
    m.set("a", 4);
    m.set(new Date(5), 5);
    assertEquals(looks(), ["b,a", true, "3,4,5", true, 0]);
  };
  rolledBack(state, edit);
  assertEquals(looks(), ["a,b", true, "1,2,3", true, 2]);
  assertStrictEquals([...state.m.keys()][1], date);
  committed(state, edit);
  assertEquals(looks(), ["b,a", true, "3,4,5", true, 0]);
  assertStrictEquals([...state.m.keys()][2], date);
});

Deno.test("rollback puts back the keys behind the first that went, and no others", () => {
  const state: Any = {};
  for (let i = 0; i < 100; i++) state[`k${i}`] = i;
  const recorder = new Recorder(state, NO_TYPES);
  delete (recorder.root.proxy as Any)["k90"];
  const { root } = recorder;
  let written = 0;
  const { writeRaw } = root;
  root.writeRaw = (key: string, value: unknown) => {
    written++;
    writeRaw.call(root, key, value);
  };
  recorder.rollback();
  assertEquals(Object.keys(state).join(), range(100).join());
  assertEquals(written, 1 + 10);
});

Deno.test("the notes are a Map of the first old values, whatever the keys", () => {
  const keys = ["", "a", 0, -0, 1, NaN, null, true, "__proto__", 1n];
  forSeeds(500, (random) => {
    const raw = new Map<unknown, unknown>();
    for (const key of keys) if (random.chance(0.5)) raw.set(key, "before");
    const recorder = new Recorder({ raw }, NO_TYPES);
    void (recorder.root.proxy as { raw: unknown }).raw;
    const draft = recorder.draftOf(raw) as KeyedDraft<unknown>;
    const expected = new Map<unknown, unknown>();
    for (let count = random.int(6); count > 0; count--) {
      const key = random.pick(keys);
      if (!expected.has(key)) expected.set(key, draft.peekRaw(key));
      draft.write(key, count);
    }
    assertEquals(new Map(draft.notes()), expected);
    assertEquals(draft.noteCount, expected.size);
    for (const key of keys) {
      assertEquals([draft.hasNote(key), draft.noteOf(key)], [
        expected.has(key),
        expected.get(key),
      ]);
    }
    draft.restore();
    assertEquals([draft.noteCount, ...draft.notes()], [0]);
  });
});
