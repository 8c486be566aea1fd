import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { resolveOptions } from "../../src/database/resolved_options.ts";

const SEPARATOR = Deno.build.os === "windows" ? "\\" : "/";

Deno.test("a function makes the root, once", () => {
  let made = 0;
  const { root } = resolveOptions("x", () => ({ n: ++made }), {});
  assertEquals(root, { n: 1 });
  assertEquals(made, 1);
});

Deno.test("what is left out has its default", () => {
  const root = { n: 1 };
  const settings = resolveOptions("x", root, {});
  assertStrictEquals(settings.root, root);
  assertEquals(settings.path, `${Deno.cwd()}${SEPARATOR}x`);
  assertEquals(settings.validators, []);
  assertEquals(settings.bootstrap, { runs: [], action: "bootstrap" });
  assertEquals(settings.plan.latest, 0);
  assertEquals(settings.types.byTag.size, 0);
  assertEquals(settings.ctx, {});
});

Deno.test("one validator or many, one bootstrap or many", () => {
  const [a, b] = [() => {}, () => {}];
  assertEquals(resolveOptions("x", {}, { validate: a }).validators, [a]);
  assertEquals(resolveOptions("x", {}, { validate: [a, b] }).validators, [
    a,
    b,
  ]);
  assertEquals(resolveOptions("x", {}, { bootstrap: a }).bootstrap.runs, [a]);
  assertEquals(resolveOptions("x", {}, { bootstrap: [a, b] }).bootstrap.runs, [
    a,
    b,
  ]);
  assertEquals(
    resolveOptions("x", {}, {
      bootstrap: { run: a, action: "install", user: "root", mtime: false },
    }).bootstrap,
    { runs: [a], action: "install", user: "root", mtime: false },
  );
  assertEquals(
    resolveOptions("x", {}, { bootstrap: { user: "u" } }).bootstrap,
    {
      runs: [],
      action: "bootstrap",
      user: "u",
      mtime: undefined,
    },
  );
});

Deno.test("the root is a plain object that can be filled", () => {
  class State {}
  for (
    const [root, name] of [
      [[], "a list"],
      [new Map(), "an instance of Map"],
      [new Date(), "an instance of Date"],
      [new State(), "an instance of State"],
      [() => new State(), "an instance of State"],
      [() => null, "null"],
      [() => {}, "nothing"],
      [State, "Class constructor"],
    ] as const
  ) {
    assertThrows(
      () => resolveOptions("x", root as object, {}),
      TypeError,
      name,
    );
  }
  assertThrows(
    () => resolveOptions("x", Object.freeze({}), {}),
    TypeError,
    "frozen",
  );
  resolveOptions("x", Object.create(null), {});
});

Deno.test("what can't be meant is refused before anything is opened", () => {
  assertThrows(
    () => resolveOptions("x", {}, { migrations: { v1: 1 as never } }),
    TypeError,
  );
  const codec = {
    tag: "t",
    class: Date,
    encode: Number,
    decode: () => new Date(),
  };
  assertThrows(
    () => resolveOptions("x", {}, { types: [codec, codec] }),
    TypeError,
  );
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
    assertThrows(() => resolveOptions("x", {}, options), TypeError, message);
  }
  for (
    const options of [
      { sync: 0, flushInterval: 0, lockTimeout: 0, maxPendingBytes: 0 },
      { sync: 2 ** 31 - 1, lockTimeout: Infinity, maxPendingBytes: Infinity },
      { sync: "always", snapshot: false },
      { sync: "never", snapshot: {} },
      { snapshot: { minBytes: 0.5 } },
    ] as const
  ) resolveOptions("x", {}, options);
});
