import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { pathOf, settingsOf } from "../src/settings.ts";

Deno.test("paths are strings or file: URLs", () => {
  assertEquals(pathOf("data/x.kantadb"), "data/x.kantadb");
  assertEquals(
    pathOf(new URL("file:///tmp/a%20b%2Bc.kantadb")),
    "/tmp/a b+c.kantadb",
  );
  assertEquals(pathOf("https://a.example/"), "https://a.example/");
  assertThrows(
    () => pathOf(new URL("https://a.example/x")),
    TypeError,
    "file:",
  );
});

Deno.test("what is left out has its default", () => {
  const root = { n: 1 };
  const settings = settingsOf("x", root, {});
  assertStrictEquals(settings.root, root);
  assertEquals(settings.path, "x");
  assertEquals(settings.validators, []);
  assertEquals(settings.bootstrap, { runs: [], action: "bootstrap" });
  assertEquals(settings.plan.latest, 0);
  assertEquals(settings.types.byTag.size, 0);
  assertEquals(settings.ctx, {});
});

Deno.test("one validator or many, one bootstrap or many", () => {
  const [a, b] = [() => {}, () => {}];
  assertEquals(settingsOf("x", {}, { validate: a }).validators, [a]);
  assertEquals(settingsOf("x", {}, { validate: [a, b] }).validators, [a, b]);
  assertEquals(settingsOf("x", {}, { bootstrap: a }).bootstrap.runs, [a]);
  assertEquals(settingsOf("x", {}, { bootstrap: [a, b] }).bootstrap.runs, [
    a,
    b,
  ]);
  assertEquals(
    settingsOf("x", {}, {
      bootstrap: { run: a, action: "install", user: "root", mtime: false },
    }).bootstrap,
    { runs: [a], action: "install", user: "root", mtime: false },
  );
  assertEquals(settingsOf("x", {}, { bootstrap: { user: "u" } }).bootstrap, {
    runs: [],
    action: "bootstrap",
    user: "u",
    mtime: undefined,
  });
});

Deno.test("the root is a plain object that can be filled", () => {
  class State {}
  for (
    const root of [[], new Map(), new Date(), new State(), Object.freeze({})]
  ) {
    assertThrows(() => settingsOf("x", root, {}), TypeError, "plain object");
  }
  settingsOf("x", Object.create(null), {});
});

Deno.test("what can't be meant is refused before anything is opened", () => {
  assertThrows(() => settingsOf("x", {}, { migrations: { v1: 1 } }), TypeError);
  const codec = {
    tag: "t",
    class: Date,
    encode: Number,
    decode: () => new Date(),
  };
  assertThrows(() => settingsOf("x", {}, { types: [codec, codec] }), TypeError);
});

Deno.test("numbers are numbers, and no timer is longer than one can be", () => {
  const bad: [options: Record<string, unknown>, message: string][] = [
    [
      { sync: NaN },
      "NaN for sync: a number from 0 to 2147483647 is wanted, or",
    ],
    [{ sync: Infinity }, "Infinity for sync"],
    [{ sync: 2 ** 31 }, "2147483648 for sync"],
    [{ sync: "sometimes" }, "sometimes for sync"],
    [{ flushInterval: -1 }, "-1 for flushInterval"],
    [{ flushInterval: Infinity }, "Infinity for flushInterval"],
    [{ lockTimeout: NaN }, "NaN for lockTimeout: a number from 0 to Infinity"],
    [{ lockTimeout: "1" }, "1 for lockTimeout"],
    [{ maxPendingBytes: NaN }, "NaN for maxPendingBytes"],
    [{ snapshot: { minBytes: NaN } }, "NaN for snapshot.minBytes"],
  ];
  for (const [options, message] of bad) {
    assertThrows(() => settingsOf("x", {}, options), TypeError, message);
  }
  for (
    const options of [
      { sync: 0, flushInterval: 0, lockTimeout: 0, maxPendingBytes: 0 },
      { sync: 2 ** 31 - 1, lockTimeout: Infinity, maxPendingBytes: Infinity },
      { sync: "always", snapshot: false },
      { sync: "never", snapshot: {} },
      { snapshot: { minBytes: 0.5 } },
    ] as const
  ) settingsOf("x", {}, options);
});
