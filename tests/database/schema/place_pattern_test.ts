import { assertEquals, assertThrows } from "@std/assert";
import {
  ANY,
  matches,
  parsePattern,
} from "../../../src/database/schema/place_pattern.ts";

Deno.test("elements are joined by dots, and a star is any one of them", () => {
  const read: [string, readonly unknown[]][] = [
    ["bookmarks", ["bookmarks"]],
    ["bookmarks.*", ["bookmarks", ANY]],
    ["*", [ANY]],
    ["*.*.name", [ANY, ANY, "name"]],
    ["a b.ünïcode.7", ["a b", "ünïcode", "7"]],
    ['["a.b"].*', ["a.b", ANY]],
    ['users["*"].x', ["users", "*", "x"]],
    ['["a"]["]"]["\\"."]', ["a", "]", '".']],
    ['["__proto__"].$', ["__proto__", "$"]],
  ];
  for (const [text, elements] of read) {
    assertEquals(parsePattern(text), elements, text);
  }
});

Deno.test("what can't be read is refused, and said where", () => {
  const bad: [string, number][] = [
    ["", 0],
    [".a", 0],
    ["a.", 2],
    ["a..b", 2],
    ["a*", 1],
    ["a.*b", 3],
    ["**", 1],
    ["a[0]", 1],
    ['a["b"', 1],
    ['a["b"]c', 6],
    ['["\\x"]', 0],
    ["[]", 0],
  ];
  for (const [text, at] of bad) {
    assertThrows(
      () => parsePattern(text),
      TypeError,
      `Cannot read the pattern ${JSON.stringify(text)} from character ${at} on`,
    );
  }
});

Deno.test("a star matches any key, a name its own; an index is its digits", () => {
  assertEquals(
    ([ANY, "a", "7"] as const).map((element) => matches(element, "a")),
    [
      true,
      true,
      false,
    ],
  );
  assertEquals(matches("7", 7), true);
  assertEquals(matches("7", 8), false);
  assertEquals(matches(ANY, new Date(0)), true);
  assertEquals(matches("1", 1n), false);
});
