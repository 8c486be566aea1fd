/**
 * `@std/jsonc` reads and refuses what a hand-edited log may have, the stand-in as the real one.
 *
 * @module
 */

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { parse } from "@std/jsonc";

const read: [string, unknown][] = [
  ["1", 1],
  ['"a"', "a"],
  [" [1, 2] ", [1, 2]],
  ["[1, 2,]", [1, 2]],
  ['{"a": 1,}', { a: 1 }],
  ['{"a": {"b": [null, true, false]}}', { a: { b: [null, true, false] } }],
  ["// first\n1", 1],
  ["// first\r1", 1],
  ["1 // last", 1],
  ["/* a */[/* b */1/* c */,/* d */]/* e */", [1]],
  ['{"a": 1 /* , "b": 2 */}', { a: 1 }],
  ['"// no comment"', "// no comment"],
  ['"a\\u0062\\n\\"\\\\"', 'ab\n"\\'],
  ["-1.5e3", -1500],
  ['{"a": 1, "a": 2}', { a: 2 }],
  ["{}", {}],
  ["[]", []],
];

for (const [text, value] of read) {
  Deno.test(`${JSON.stringify(text)} is read`, () => {
    assertEquals(parse(text), value);
  });
}

const refused = [
  "",
  " ",
  "// nothing",
  "[1",
  "[1 2]",
  "[,]",
  "[1,,2]",
  "{,}",
  '{"a"}',
  '{"a" 1}',
  '{"a":}',
  "{a: 1}",
  "'a'",
  '"a',
  '"a\nb"',
  '"a\tb"',
  '"\\x41"',
  "1 2",
  "[1]]",
  "undefined",
  "NaN",
  "Infinity",
  "True",
  "nulla",
  "+1",
  "01",
  "1.",
  ".5",
  "0x1",
  "1_000",
  "/* open",
  "[1] /",
  "# no",
  "\u00a01",
  "\ufeff1",
];

for (const text of refused) {
  Deno.test(`${JSON.stringify(text)} is refused`, () => {
    assertThrows(() => parse(text), SyntaxError);
  });
}

Deno.test("any key is an ordinary one", () => {
  const object = parse('{"__proto__": {"a": 1}, "constructor": 2}') as Record<
    string,
    unknown
  >;
  assertEquals(Object.keys(object), ["__proto__", "constructor"]);
  assertStrictEquals(Object.getPrototypeOf(object), Object.prototype);
  assertEquals(Object.getOwnPropertyDescriptor(object, "__proto__")?.value, {
    a: 1,
  });
});

Deno.test("a comma after the last item passes at any depth, whatever stands behind it", () => {
  assertEquals(parse('{"a": [1, [2,],], /* b */ }'), { a: [1, [2]] });
  assertEquals(parse("[1,] // one"), [1]);
  assertEquals(parse.length, 1, "parse() takes the text and nothing else");
});

Deno.test("a thousand levels are read", () => {
  let level = parse("[".repeat(1000) + "]".repeat(1000));
  let levels = 0;
  for (; Array.isArray(level); level = level[0] ?? null) levels += 1;
  assertEquals(levels, 1000);
});
