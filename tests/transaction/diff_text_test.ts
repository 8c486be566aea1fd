import { assert, assertEquals } from "@std/assert";
import { computeDiff } from "../../src/diff/diff.ts";
import { netChange } from "../../src/transaction/net_change.ts";
import { Recorder } from "../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { canonical } from "../support/canonical.ts";
import { Random } from "../support/random.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { cloned } from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

type Any = Record<string, unknown>;

/** The text of a change; undefined where there is none but an object. */
function textOf<T extends object>(
  state: T,
  run: (draft: T) => void,
): string | undefined {
  const recorder = new Recorder(state, NO_TYPES);
  run(recorder.root.proxy as T);
  const change = netChange(recorder, true);
  recorder.settle(false);
  recorder.end();
  return change === undefined ? "" : change.text;
}

Deno.test("keys that were set, added and deleted are one text", () => {
  const state: Any = {
    a: { x: 1, y: 2, z: "longer" },
    list: [100, 200, 300, 400],
    on: true,
  };
  assertEquals(
    textOf(state, (data) => {
      const a = data["a"] as Any;
      a["x"] = '"1"';
      delete a["y"];
      a["w"] = { n: [null, 1.5] };
      (data["list"] as number[]).push(4);
      data["on"] = null;
      data["$x"] = "$$y";
    }),
    `{"on":null,"a":{"$delete":["y"],"x":"\\"1\\"","w":{"n":[null,1.5]}},` +
      `"list":{"$insert":[[4,4]]},"$$x":"$$$y"}`,
  );
});

Deno.test("an item in the place of another is text when it is new and plain", () => {
  const list = () => Array.from({ length: 5 }, (_, id) => ({ id }) as Any);
  const set = (item: (list: Any[]) => Any) => {
    const state = { list: list() };
    state.list[4]!["at"] = new Date(5);
    return textOf(state, (data) => data.list[1] = item(data.list));
  };
  assertEquals(set(() => ({ id: 7, b: [] })), `{"list":{"1":{"id":7,"b":[]}}}`);
  assertEquals(set(() => ({ id: 7, at: new Date(0) })), undefined);
  // What stood elsewhere in the list was not looked into.
  assertEquals(set((list) => list.splice(4, 1)[0]!), undefined);
});

Deno.test("what came or went at the end of a list is text", () => {
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  const list = (run: (list: unknown[]) => void) =>
    textOf({ in: [[...numbers], "x", "y"] }, (data) => run(data.in[0] as []));
  assertEquals(
    list((list) => list.push(5, { a: "$$" }, "$$b", null)),
    `{"in":{"0":{"$insert":[[30,5],[31,{"a":"$$$"}],[32,"$$$b"],[33,null]]}}}`,
  );
  assertEquals(list((list) => list.pop()), `{"in":{"0":{"$delete":[29]}}}`);
  const cut = (list: unknown[]) => list.length = 28;
  assertEquals(list(cut), `{"in":{"0":{"$delete":[29,28]}}}`);
  assertEquals(list((list) => list.push(-0)), undefined);
});

Deno.test("a list of which more than half went or came is left to others", () => {
  const list = (size: number, run: (list: unknown[]) => void) =>
    textOf({ list: Array.from({ length: size }, () => 1) }, ({ list }) => {
      run(list);
    });
  assertEquals(list(30, (list) => list.length = 1), undefined);
  assertEquals(list(0, (list) => list.push(2)), undefined);
  assertEquals(list(1, (list) => list.push(2)), `{"list":{"$insert":[[1,2]]}}`);
  // One item in which something changed, too.
  const change = (size: number) =>
    textOf({ list: Array.from({ length: size }, () => ({})) }, ({ list }) => {
      (list[0] as Any)["a"] = 1;
      (list[0] as Any)["b"] = [];
    });
  assertEquals(change(1), `{"list":{"0":{"a":1,"b":[]}}}`);
  assertEquals(change(9), `{"list":{"0":{"a":1,"b":[]}}}`);
});

Deno.test("entries of a Map are text where its diff is an object", () => {
  const state = () => ({
    map: new Map<unknown, unknown>([
      ...Array.from({ length: 9 }, (_, i) => [`k${i}`, i] as const),
      ["in", { n: 1, list: [1] }],
      ["$", "x"],
      ["7", 7],
      [7, 7],
    ]),
  });
  const edit = (run: (map: Map<unknown, unknown>) => void) => {
    const text = textOf(state(), ({ map }) => run(map));
    const recorder = new Recorder(state(), NO_TYPES);
    run((recorder.root.proxy as ReturnType<typeof state>).map);
    const change = netChange(recorder);
    if (text) {
      assertEquals(canonical(JSON.parse(text)), canonical(change?.diff));
    }
    return text;
  };
  assertEquals(
    edit((map) => {
      map.set("k1", "$$");
      map.set("new", { $a: null });
      map.delete("k2");
      map.set("$", true);
      (map.get("in") as Any)["n"] = 2;
    }),
    `{"map":{"$delete":["k2"],"k1":"$$$","$$":true,"in":{"n":2},` +
      `"new":{"$$a":null}}}`,
  );
  assertEquals(
    edit((map) => (map.get("in") as Any)["n"] = 2),
    `{"map":{"in":{"n":2}}}`,
  );
  assertEquals(edit((map) => map.set("k1", 5).set("k1", 1)), "");
  const others: ((map: Map<unknown, unknown>) => void)[] = [
    (map) => map.set(7, 8),
    (map) => map.set("7", 8),
    (map) => map.set("8", 8),
    (map) => map.delete(7),
    (map) => map.set("k1", new Map()),
    (map) => map.set("k1", -0),
    (map) => map.delete("k1") && map.set("k1", 5),
    (map) => map.clear(),
  ];
  for (const other of others) {
    assertEquals(edit(other), undefined, String(other));
  }
});

Deno.test("what came to nothing is no text", () => {
  const state: Any = { a: { x: 1 }, list: [1, 2] };
  const text = textOf(state, (data) => {
    (data["a"] as Any)["x"] = 2;
    (data["a"] as Any)["x"] = 1;
    (data["list"] as number[]).push(3);
    (data["list"] as number[]).pop();
    data["b"] = 1;
    delete data["b"];
  });
  assertEquals(text, "");
});

Deno.test("only an object tells what JSON has no type for, or what moved", () => {
  const rich = (value: unknown) =>
    textOf<Any>(
      { a: { x: 1 }, b: 2 },
      (data) => (data["a"] as Any)["x"] = value,
    );
  for (const value of [-0, NaN, 2 ** 60, 5n, new Date(0), { at: new Map() }]) {
    assertEquals(rich(value), undefined);
  }
  const moved = textOf<Any>({ a: 1, b: 2, c: 3 }, (data) => {
    delete data["a"];
    data["a"] = 5;
  });
  assertEquals(moved, undefined);
});

Deno.test("an object of which no key is left is left to others", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`key${i}`, i]),
  );
  const text = textOf<Any>({ wide, n: 1 }, (data) => {
    for (const key of Object.keys(wide)) delete (data["wide"] as Any)[key];
    data["n"] = 2;
  });
  assertEquals(text, undefined);
});

Deno.test("the text says what the object says", () => {
  let texts = 0;
  let changes = 0;
  forSeeds(600, (random) => {
    const rich = random.chance(0.3);
    const before = randomObject(random, 3, rich);
    const script = random.int(2 ** 31);
    const edits = 1 + random.int(4);
    const [asText, asObject] = [true, false].map((written) => {
      const recorder = new Recorder(cloned(before) as Any, NO_TYPES);
      randomEdits(recorder.root.proxy as Any, new Random(script), edits);
      return netChange(recorder, written);
    });
    assertEquals(canonical(asText?.diff), canonical(asObject?.diff));
    if (asText !== undefined) changes++;
    if (asText?.text !== undefined) texts++;
  });
  assert(texts > changes / 4, `${texts} of ${changes} were text`);
});

Deno.test("a text of many pieces is the one of the object", () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, i]));
  const state = (): Any => ({
    a: { deep: many(3000), x: 1 },
    b: many(3000),
    c: many(10),
    ...many(3000),
  });
  const edit = (data: Any) => {
    const { deep } = data["a"] as { deep: Any };
    for (let i = 0; i < 3000; i += 2) deep[`key${i}`] = `é${i}`;
    const b = data["b"] as Any;
    for (let i = 0; i < 3000; i += 9) delete b[`key${i}`];
    for (let i = 0; i < 3000; i++) b[`new${i}`] = { i };
    (data["a"] as Any)["x"] = 2;
    (data["c"] as Any)["key9"] = 0;
    for (let i = 0; i < 2000; i++) data[`late${i}`] = [i];
  };
  const recorder = new Recorder(state(), NO_TYPES);
  edit(recorder.root.proxy as Any);
  const change = netChange(recorder);
  const text = textOf(state(), edit)!;
  assert(text.length > 10 * 8192);
  assertEquals(text, JSON.stringify(change?.diff));
});

Deno.test("items of a list that changed within are one text", () => {
  const list = () => [1, 2, 3].map((id) => ({ id, tags: { a: 1 } }) as Any);
  assertEquals(
    textOf({ list: list() }, ({ list }) => {
      (list[2]!["tags"] as Any)["a"] = 3;
      list[0]!["name"] = "first";
      list[1]!["name"] = "came and went";
      delete list[1]!["name"];
    }),
    `{"list":{"0":{"name":"first"},"2":{"tags":{"a":3}}}}`,
  );
  // Without a key that tells them apart each could be what another was.
  const exchange = ({ list }: { list: Any[] }) => {
    [list[0]!["id"], list[1]!["id"]] = [list[1]!["id"], list[0]!["id"]];
  };
  assertEquals(textOf({ list: list() }, exchange), undefined);
});

Deno.test("the text of items that changed within is the whole comparison's", () => {
  let texts = 0;
  forSeeds(1500, (random) => {
    const few = 1 + random.int(4);
    const list = Array.from({ length: 1 + random.int(12) }, (_, i) => {
      const item: Any = random.chance(0.8)
        ? { id: i }
        : { id: random.int(few) };
      item["n"] = random.int(few);
      if (random.chance(0.3)) item["in"] = { n: random.int(few), l: [1, 2] };
      return item;
    });
    const recorder = new Recorder({ list: cloned(list) }, NO_TYPES);
    const draft = (recorder.root.proxy as { list: Any[] }).list;
    for (let edits = 1 + random.int(8); edits > 0; edits--) {
      const item = draft[random.int(list.length)]!;
      const place = random.chance(0.3) && item["in"] ? item["in"] as Any : item;
      const kind = random.int(10);
      if (kind === 0) place["id"] = random.int(few);
      else if (kind === 1) delete place["n"];
      else place["n"] = random.int(few);
    }
    const change = netChange(recorder, true);
    const after = recorder.after(recorder.root.raw) as Any;
    const wanted = computeDiff({ list }, after);
    assertEquals(
      canonical(
        change?.text === undefined ? change?.diff : JSON.parse(change.text),
      ),
      canonical(wanted),
    );
    if (change?.text !== undefined) texts++;
  });
  assert(texts > 1000, `${texts} were text`);
});
