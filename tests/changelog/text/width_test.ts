import { assertEquals } from "@std/assert";
import {
  charWidth,
  cutToWidth,
  displayWidth,
  pad,
  stripEscapes,
} from "../../../src/changelog/text/width.ts";

Deno.test("wide characters take two columns, combining ones none", () => {
  assertEquals(displayWidth("abc"), 3);
  assertEquals(displayWidth("日本"), 4);
  assertEquals(displayWidth("😀"), 2);
  assertEquals(displayWidth("e\u0301"), 1);
  assertEquals(displayWidth("naïve…"), 6);
  assertEquals(displayWidth("ｆｕｌｌ"), 8);
  assertEquals(displayWidth("한"), 2);
  assertEquals(["a", "é", "あ", "\u0301", "\u200d"].map(charWidth), [
    1,
    1,
    2,
    0,
    0,
  ]);
});

Deno.test("escape sequences take no column and can be stripped", () => {
  assertEquals(displayWidth("\x1b[1;31mred\x1b[0m é"), 5);
  assertEquals(stripEscapes("\x1b[1;31mred\x1b[0m"), "red");
  assertEquals(stripEscapes("\x1b]8;;http://x\x07link\x1b]8;;\x1b\\"), "link");
  assertEquals(stripEscapes("\x9b2Jx\x1bcy"), "xy");
  assertEquals(stripEscapes("a\x1b[31"), "a");
});

Deno.test("a cut never goes through a character", () => {
  assertEquals(cutToWidth("abcdef", 3), "abc");
  assertEquals(cutToWidth("日本語", 3), "日");
  assertEquals(cutToWidth("😀😀", 2), "😀");
  assertEquals(cutToWidth("e\u0301e\u0301", 1), "e\u0301");
});

Deno.test("padding counts columns, and leaves longer text whole", () => {
  assertEquals(pad("日", 4), "日  ");
  assertEquals(pad("7", 3, "right"), "  7");
  assertEquals(pad("ab", 5, "center"), " ab  ");
  assertEquals(pad("\x1b[1mab\x1b[0m", 3), "\x1b[1mab\x1b[0m ");
  assertEquals(pad("abcd", 2), "abcd");
});
