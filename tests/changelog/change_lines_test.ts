import { assertEquals } from "@std/assert";
import type { ShownChange } from "../../src/changelog/change_list.ts";
import { changeLines, pathLine } from "../../src/changelog/change_lines.ts";
import { FormatterChain } from "../../src/changelog/formatter.ts";

const NOBODY = new FormatterChain();

function text(change: ShownChange, chain = NOBODY, width = 80): string[] {
  return changeLines(change, chain, width).map(String);
}

Deno.test("each kind of change has its sign", () => {
  const path = ["a", "b"];
  assertEquals(text({ kind: "added", path, value: 1 }), ["a.b = 1"]);
  assertEquals(text({ kind: "updated", path, value: 1 }), ["a.b = 1"]);
  assertEquals(text({ kind: "set", path, value: 1 }), ["a.b = 1"]);
  assertEquals(text({ kind: "inserted", path, value: 1 }), ["a.b + 1"]);
  assertEquals(text({ kind: "deleted", path }), ["a.b ✗"]);
});

Deno.test("added is green, deleted red, updated has the terminal's own", () => {
  const color = (change: ShownChange) =>
    changeLines(change, NOBODY, 80)[0]!.toString(true);
  const path = ["a"];
  assertEquals(
    color({ kind: "added", path, value: 1 }),
    "\x1b[32ma\x1b[0;2m = \x1b[0m1",
  );
  assertEquals(
    color({ kind: "updated", path, value: 1 }),
    "a\x1b[2m = \x1b[0m1",
  );
  assertEquals(color({ kind: "deleted", path }), "\x1b[31ma ✗\x1b[0m");
});

Deno.test("an added object is a line for each member, aligned", () => {
  const value = { name: "Alice", a_longer_name: { x: 1 }, tags: [] };
  assertEquals(text({ kind: "added", path: ["u"], value }), [
    "u",
    "  name:          Alice",
    "  a_longer_name: {x: 1}",
    "  tags:          []",
  ]);
  assertEquals(text({ kind: "inserted", path: ["l", 0], value: { a: 1 } }), [
    "l[0] +",
    "  a:          1",
  ]);
  assertEquals(
    text({ kind: "added", path: ["m"], value: new Map([[5, "x"]]) }),
    ["m", "  5:          x"],
  );
});

Deno.test("the members keep to the width", () => {
  const value = { a: "x".repeat(200), ["k".repeat(50)]: "y".repeat(200) };
  for (const width of [60, 80, 132]) {
    const lines = changeLines(
      { kind: "added", path: ["u"], value },
      NOBODY,
      width,
    );
    assertEquals(lines.map((line) => line.width), [1, width, width]);
  }
});

Deno.test("an updated object, a set of names and an empty one are one line", () => {
  const path = ["a"];
  assertEquals(text({ kind: "updated", path, value: { b: 1 } }), [
    "a = {b: 1}",
  ]);
  assertEquals(text({ kind: "added", path, value: { b: true } }), ["a = {b}"]);
  assertEquals(text({ kind: "added", path, value: {} }), ["a = {}"]);
});

Deno.test("an object that a formatter knows is one line", () => {
  const chain = new FormatterChain([{ path: "a", format: () => "known" }]);
  assertEquals(
    text({ kind: "added", path: ["a"], value: { b: 1 } }, chain),
    ["a = known"],
  );
});

function pathShown(...path: unknown[]): string {
  return pathLine(path, NOBODY, "add").toString();
}

Deno.test("keys are joined by dots, indexes stand in brackets", () => {
  assertEquals(pathShown("users", "alice", "tags", 2), "users.alice.tags[2]");
  assertEquals(
    pathShown("m", 5n, new Date(0)),
    "m[5n][1970-01-01T00:00:00.000Z]",
  );
  assertEquals(pathShown(), "(all)");
});

Deno.test("no key passes for two", () => {
  assertEquals(pathShown("a.b", "c"), '["a.b"].c');
  assertEquals(pathShown("a", ""), 'a[""]');
  assertEquals(pathShown("a", "b = 1\nc"), 'a["b = 1\\nc"]');
  assertEquals(pathShown("a", 'x"]'), 'a["x\\"]"]');
});

Deno.test("a very long key is cut", () => {
  assertEquals(pathShown("k".repeat(1_000_000), "x"), "k".repeat(59) + "….x");
});

Deno.test("the last part has the style, the way to it another", () => {
  assertEquals(
    pathLine(["a", "b"], NOBODY, "add").toString(true),
    "\x1b[2ma.\x1b[0;32mb\x1b[0m",
  );
});

Deno.test("a part is shown as a formatter has it", () => {
  const chain = new FormatterChain([{
    path: "users.*",
    part: "key",
    format: () => "Alice Liddell",
  }]);
  assertEquals(
    pathLine(["users", "u1", "name"], chain, "add").toString(),
    "users.Alice Liddell.name",
  );
});
