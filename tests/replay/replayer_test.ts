import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { ReplayError } from "../../src/errors.ts";
import type { ChangeRecord } from "../../src/record.ts";
import {
  changeTime,
  DeletedNames,
  Replayer,
} from "../../src/replay/replayer.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";

const ts = "2026-06-10T02:55:00Z";

function change(record: Partial<ChangeRecord>, line = 1) {
  return { record: { ts, ...record }, offset: line * 100, end: 0, line };
}

Deno.test("records lead from nothing to the state", () => {
  const replayer = new Replayer();
  assertEquals(replayer.result, {
    state: {},
    version: 0,
    rev: 0,
    mtime: undefined,
  });
  replayer.change(change({ diff: { n: 1, list: [1] }, m: "m1" }));
  replayer.change(
    change({ diff: { $delete: ["n"], list: { $insert: [[1, 2]] } } }),
  );
  replayer.change(change({ v: 2 }));
  assertEquals(replayer.result, {
    state: { list: [1, 2] },
    version: 2,
    rev: 3,
    mtime: "m1",
    gone: new Set(["n"]),
  });
});

Deno.test("a record without a version says that it is 0", () => {
  const replayer = new Replayer();
  replayer.change(change({ v: 2 }));
  replayer.change(change({}));
  assertEquals(replayer.result.version, 0);
});

Deno.test("a snapshot is taken for the state; its revision if it can be trusted", () => {
  const replayer = new Replayer();
  replayer.change(change({ diff: { gone: 1 }, m: "m1" }));
  replayer.snapshot({ ts, v: 4, state: { n: 1 }, r: 70, k: 1 });
  assertEquals(replayer.result, {
    state: { n: 1 },
    version: 4,
    rev: 70,
    mtime: undefined,
  });
  replayer.snapshot({ ts, state: { n: 2 }, r: 5, m: "m2" });
  assertEquals(replayer.result, {
    state: { n: 2 },
    version: 0,
    rev: 70,
    mtime: "m2",
  });
  replayer.startFrom(12);
  replayer.change(change({ diff: { n: 3 } }));
  assertEquals(replayer.result.rev, 13);
});

Deno.test("a change that does not fit says where it stands", () => {
  const replayer = new Replayer();
  replayer.change(change({ diff: { list: [1] } }));
  const error = assertThrows(
    () => replayer.change(change({ diff: { list: { 5: 1 } } }, 7)),
    ReplayError,
    "line 7 (byte 700)",
  ) as ReplayError;
  assertEquals([error.line, error.offset, error.record], [7, 700, "change"]);
  assertInstanceOf(error.cause, ReplayError);
});

Deno.test("a state that is held in another way is changed by its own door", () => {
  const calls: unknown[] = [];
  const replayer = new Replayer(undefined, (state, way, diff) => {
    calls.push([way, diff]);
    return `${state}+`;
  });
  replayer.snapshot({ ts, state: "held" });
  replayer.change(change({ diff: 1 }));
  replayer.change({ ...change({ diff: 2 }), path: ["a", "b"] });
  assertEquals(calls, [[[], 1], [["a", "b"], 2]]);
  assertEquals(replayer.result.state, "held++");
});

Deno.test("changes that are in the state already are counted, and the last one says more", () => {
  const replayer = new Replayer();
  replayer.change(change({ v: 1, m: "m1" }));
  replayer.count(3, 2, undefined);
  assertEquals(replayer.result, {
    state: {},
    version: 2,
    rev: 4,
    mtime: "m1",
  });
  replayer.count(1, 0, "m2");
  assertEquals(replayer.result.mtime, "m2");
  assertEquals(replayer.result.version, 0);
});

Deno.test("the properties of the root that were deleted are known", () => {
  const replayer = new Replayer();
  const names = () => {
    const { gone = new Set() } = replayer.result;
    return gone === true ? gone : [...gone];
  };
  replayer.change(change({ diff: { a: 1, b: { c: 1 }, d: 2, e: 3, $$f: 4 } }));
  assertEquals(names(), []);
  replayer.change(change({ diff: { b: { $delete: ["c"] } } })); // not the root
  assertEquals(names(), []);
  replayer.change({ ...change({ diff: { $delete: ["x"] } }), path: ["b"] });
  assertEquals(names(), []);
  replayer.change(change({ diff: { $delete: ["a", "$$f"], d: 3 } }));
  assertEquals(names(), ["a", "$f"]);
  replayer.change(change({ diff: { $replace: { b: 1, $$g: 1 } } }));
  assertEquals(names(), ["a", "$f", "d", "e"]);
  replayer.snapshot({ ts, state: {}, g: ["z"] });
  assertEquals(names(), ["z"]);
  replayer.snapshot({ ts, state: {}, g: true });
  assertEquals(names(), true);
  replayer.snapshot({ ts, state: {} });
  assertEquals(replayer.result.gone, undefined);
});

const unasked = (): never => {
  throw new Error("the keys were asked for");
};

Deno.test("names are those of $delete, without their escapes, the last one last", () => {
  const names = new DeletedNames();
  names.note({ $delete: ["a", "$$b", 7] }, unasked);
  names.note({ $delete: ["a"], c: 1 }, unasked);
  assertEquals(names.all, new Set(["a", "$b", "7"]));
  for (const diff of [undefined, null, 5, [1], { a: 1 }, { $delete: 1 }]) {
    names.note(diff, unasked);
  }
  assertEquals(names.forSnapshot, ["a", "$b", "7"]);
});

Deno.test("a root that is replaced loses the keys that it does not get again", () => {
  const names = new DeletedNames();
  names.note({ $replace: { a: 1, $$b: 2 } }, () => ["a", "$b", "c"]);
  assertEquals(names.all, new Set(["c"]));
  names.note({ $replace: 5 }, () => ["a"]);
  assertEquals(names.all, new Set(["c", "a"]));
});

Deno.test("of a root that is a dictionary all that is missing counts as deleted", () => {
  const names = new DeletedNames();
  for (let i = 0; i < 100; i++) names.note({ $delete: [`k${i}`] }, unasked);
  assertEquals(
    names.all,
    new Set(Array.from({ length: 100 }, (_, i) => `k${i}`)),
  );
  names.note({ $delete: ["k5"] }, unasked); // once more
  assertEquals(Array.isArray(names.forSnapshot), true);
  names.note({ $delete: ["k100"] }, unasked);
  assertEquals([names.all, names.forSnapshot], [true, true]);
  names.take(["a"]);
  assertEquals(names.all, new Set(["a"]));
  names.note({ $delete: ["x".repeat(2000)] }, unasked);
  assertEquals([names.all === true, names.forSnapshot], [false, true]);
  names.take(true);
  assertEquals(names.all, true);
});

Deno.test("what is no list of names is none", () => {
  const names = new DeletedNames();
  for (const given of [undefined, 5, "ab", { 0: "a" }, [1, null], false]) {
    names.take(given);
    assertEquals([names.all, names.forSnapshot], [undefined, undefined]);
  }
  names.take(["a", 5, "b"]);
  assertEquals(names.all, new Set(["a", "b"]));
});

Deno.test("the time of any change is decoded where it stands", () => {
  const lines = ['{"ts":"1","diff":{}}\n', '{"a":"x","ts":"2","diff":{}}\n'];
  const bytes = new TextEncoder().encode(lines.join(""));
  const [first = ""] = lines;
  const place = {
    offset: 100 + first.length,
    end: 100 + bytes.length,
    line: 2,
  };
  assertEquals(changeTime(bytes, 100, place, new JsonSerializer()), "2");
});
