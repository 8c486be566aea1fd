import { assertEquals } from "@std/assert";
import { applyDiff } from "../../src/diff/apply.ts";
import { contentText } from "../../src/values/equal.ts";
import { cloned } from "../support/random_states.ts";
import { committed } from "../support/recorded.ts";

type Any = Record<string, unknown>;

const seed = (): Any => ({ n: 1, s: "1", o: { a: 1 }, list: [1, { x: 1 }] });

Deno.test("no net change is no change", () => {
  const edits: ((data: Any) => unknown)[] = [
    () => {},
    (data) => data["n"] = 1,
    (data) => {
      data["n"] = 2;
      data["n"] = 1;
    },
    (data) => {
      data["x"] = {};
      delete data["x"];
    },
    (data) => data["x"] = undefined,
    (data) => data["o"] = { a: 1 },
    (data) => Object.assign(data, { o: data["o"] }),
    (data) => {
      const { o } = data;
      data["o"] = null;
      data["o"] = o;
    },
    (data) => (data["list"] as unknown[]).reverse().reverse(),
    (data) =>
      (data["list"] as unknown[]).push((data["list"] as unknown[]).pop()),
    (data) => data["list"] = [...data["list"] as unknown[]],
    (data) => data["list"] = [1, { x: 1 }],
    (data) => (data["list"] as unknown[]).splice(0, 2, 1, { x: 1 }),
    (data) => Object.assign(data, { ...data }),
  ];
  for (const edit of edits) {
    const state = seed();
    assertEquals(committed(state, edit).diff, undefined, String(edit));
    assertEquals(contentText(state), contentText(seed()));
  }
});

Deno.test("a change of type alone is a change", () => {
  const changes: [unknown, unknown][] = [
    [1, true],
    [1, "1"],
    [1, 1n],
    [0, -0],
    [0, false],
    [0, null],
    ["", null],
    [{}, []],
    [[], {}],
    [{}, new Map()],
    [[], new Set()],
    [null, {}],
    [new Date(0), Temporal.Instant.fromEpochMilliseconds(0)],
    [new Uint8Array([1]), [1]],
    ["https://a.example/", new URL("https://a.example/")],
    [NaN, "NaN"],
    [2 ** 53, 2n ** 53n],
  ];
  for (const [a, b] of changes.flatMap(([a, b]) => [[a, b], [b, a]])) {
    const state = { at: cloned(a) };
    const { diff } = committed(state, (data) => data.at = b);
    assertEquals(contentText(state.at), contentText(b));
    const replayed = applyDiff({ at: cloned(a) }, diff);
    assertEquals(contentText(replayed), contentText({ at: b }));
  }
});

Deno.test("the diff is what differs, in the grammar of records", () => {
  const cases: [(data: Any) => unknown, unknown][] = [
    [(data) => data["n"] = 2, { n: 2 }],
    [(data) => (data["o"] as Any)["b"] = { c: 1 }, { o: { b: { c: 1 } } }],
    [(data) => delete data["s"], { $delete: ["s"] }],
    [(data) => data["n"] = {}, { n: { $replace: {} } }],
    [(data) => data["o"] = 1, { o: 1 }],
    [(data) => data["o"] = {}, { o: { $replace: {} } }],
    [(data) => data["fresh"] = {}, { fresh: {} }],
    [(data) => (data["list"] as unknown[]).push(2), {
      list: { $insert: [[2, 2]] },
    }],
    [(data) => (data["list"] as unknown[]).length = 0, { list: [] }],
    [(data) => data["$delete"] = "$$", { $$delete: "$$$" }],
    [(data) => data["$x"] = { $replace: ["$"] }, { $$x: { $$replace: ["$"] } }],
    [(data) => data["s"] = "$$", { s: "$$$" }],
  ];
  for (const [edit, wanted] of cases) {
    const state = seed();
    assertEquals(committed(state, edit).diff, wanted);
  }
});

Deno.test("a diff says whether it is plain JSON", () => {
  const cases: [(data: Any) => unknown, boolean][] = [
    [(data) => data["n"] = 2, true],
    [(data) => data["n"] = "text", true],
    [(data) => data["x"] = { a: [1, null, true, "x"] }, true],
    [(data) => data["n"] = -0, false],
    [(data) => data["n"] = NaN, false],
    [(data) => data["n"] = Infinity, false],
    [(data) => data["n"] = 2 ** 53 + 2, false],
    [(data) => data["n"] = 2 ** 53, true],
    [(data) => data["n"] = 1n, false],
    [(data) => data["x"] = { a: [new Date()] }, false],
    [(data) => data["x"] = new Map(), false],
    [(data) => data["x"] = [[-0]], false],
  ];
  for (const [edit, plain] of cases) {
    assertEquals(committed(seed(), edit).plain, plain, String(edit));
  }
});
