import { assert, assertEquals } from "@std/assert";
import { compileText, fold } from "../../../src/values/pattern/text.ts";
import { forSeeds } from "../../support/seeds.ts";
import { naiveGlob } from "./naive_pattern.ts";

const PART = { fold: false, whole: false };
const WHOLE = { fold: false, whole: true };
const FOLDED = { fold: true, whole: false };

Deno.test("a text without wildcards is a part, or the whole", () => {
  assertEquals(compileText("lic", PART).matches("alice"), true);
  assertEquals(compileText("lic", WHOLE).matches("alice"), false);
  assertEquals(compileText("alice", WHOLE).matches("alice"), true);
  assertEquals(compileText("", PART).matches(""), true);
});

Deno.test("wildcards match the whole text, over line ends and characters of two units", () => {
  for (
    const [pattern, text, wanted] of [
      ["a*", "alice\nbob", true],
      ["*lic*", "alice", true],
      ["lic*", "alice", false],
      ["?", "\u{1F600}", true],
      ["??", "\u{1F600}", false],
      ["[a-c]x", "bx", true],
      ["[!a-c]x", "bx", false],
      ["[!a-c]x", "dx", true],
      ["[]]", "]", true],
      ["[", "[", true],
      ["[a", "[a", true],
      ["[-a]", "-", true],
      ["a[*]", "a*", true],
      ["a[*]", "ab", false],
      ["**", "", true],
    ] as const
  ) {
    assertEquals(compileText(pattern, PART).matches(text), wanted, pattern);
    assertEquals(naiveGlob(pattern, text), wanted, `naive ${pattern}`);
  }
});

Deno.test("case is folded in full", () => {
  assertEquals(fold("Straße ΟΔΟΣ"), fold("STRASSE οδος"));
  for (
    const [pattern, text] of [["STRASSE", "straße"], ["σ", "ς"], ["I*", "ib"]]
  ) {
    assertEquals(compileText(pattern ?? "", FOLDED).matches(text ?? ""), true);
  }
  assertEquals(compileText("A", PART).matches("a"), false);
});

Deno.test("what matched is told by its place, folded or not", () => {
  assertEquals(compileText("an", PART).spans("banana"), [[1, 5]]);
  assertEquals(compileText("a", PART).spans("banana"), [[1, 2], [3, 4], [
    5,
    6,
  ]]);
  assertEquals(compileText("ss", FOLDED).spans("Straße"), [[4, 5]]);
  assertEquals(compileText("x", PART).spans("banana"), []);
  assertEquals(compileText("b*", PART).spans("banana"), [[0, 6]]);
  assertEquals(compileText("", PART).spans("banana"), []);
  assertEquals(compileText("banana", WHOLE).spans("banana"), [[0, 6]]);
});

Deno.test("a hostile pattern takes no time to speak of", () => {
  const pattern = `${"*a".repeat(200)}*b`;
  assertEquals(compileText(pattern, PART).matches("a".repeat(5000)), false);
});

Deno.test("globs match what a slow matcher does", () => {
  const letters = [
    "a",
    "b",
    "c",
    "*",
    "?",
    "[",
    "]",
    "!",
    "-",
    "[ab]",
    "[!a]",
    "[a-c]",
    "é",
  ];
  forSeeds(1000, (random) => {
    const make = (from: readonly string[]) =>
      Array.from({ length: random.int(6) }, () => random.pick(from)).join("");
    const pattern = make(letters);
    const text = make(["a", "b", "c", "-", "!", "]", "[", "é"]);
    if (!/[*?]|\[.+\]/.test(pattern)) return;
    const { wild, matches } = compileText(pattern, WHOLE);
    if (!wild) return;
    assertEquals(
      matches(text),
      naiveGlob(pattern, text),
      `${pattern} on ${text}`,
    );
  });
});

Deno.test("without case no character becomes shorter, and none more than three times as long", () => {
  let longest = 0;
  for (let code = 0; code < 0x110000; code++) {
    const text = String.fromCodePoint(code);
    const { length } = fold(text);
    assert(length >= text.length, code.toString(16));
    longest = Math.max(longest, length / text.length);
  }
  assertEquals(longest, 3);
  // A text is found by what it becomes, however long that is.
  const part = compileText("ffi", { fold: true, whole: false });
  const whole = compileText("ffi", { fold: true, whole: true });
  for (const text of ["\uFB03", "FFI", "ffi"]) {
    assertEquals([part.matches(text), whole.matches(text)], [true, true], text);
  }
  assertEquals([part.matches("x\uFB03y"), whole.matches("x\uFB03")], [
    true,
    false,
  ]);
});
