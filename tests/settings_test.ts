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
