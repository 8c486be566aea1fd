import { assertEquals } from "@std/assert";
import { printable } from "../../../src/changelog/text/printable.ts";

/** Code points that must never reach a terminal. */
function isDangerous(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) ||
    code === 0x061c || code === 0x200b || code === 0xfeff || code === 0xad ||
    (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
    code === 0x200e || code === 0x200f ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xe0000 && code <= 0xe007f);
}

Deno.test("plain text passes as it is", () => {
  for (const text of ["", "Alice", "C:\\temp", "naïve, 日本語, 😀", "a b"]) {
    assertEquals(printable(text), text);
  }
});

Deno.test("controls, separators and direction marks are written out", () => {
  assertEquals(printable("a\x1b[2J"), "a\\x1b[2J");
  assertEquals(printable("\x9b2J\x7f\0"), "\\x9b2J\\x7f\\x00");
  assertEquals(printable("a\r\n\tb"), "a\\r\\n\\tb");
  assertEquals(printable("\u202egnp.exe"), "\\u202egnp.exe");
  assertEquals(
    printable("\u2028\u2029\u200e\u2066"),
    "\\u2028\\u2029\\u200e\\u2066",
  );
  assertEquals(printable("a\ud800b\udc00"), "a\\ud800b\\udc00");
  assertEquals(printable("x\u{e0041}\u200b"), "x\\u{e0041}\\u200b");
});

Deno.test("joiners stay where they join, runs of them do not", () => {
  for (const text of ["❤️‍🔥", "👨‍👩‍👧", "می‌خواهم", "葛\u{e0100}"]) {
    assertEquals(printable(text), text);
  }
  assertEquals(printable("a\u200d\u200d"), "a\u200d\\u200d");
  assertEquals(printable("a\ufe01\ufe02"), "a\ufe01\\ufe02");
});

Deno.test("no code point that is dangerous survives, checked on the bytes", () => {
  const encoder = new TextEncoder();
  for (let code = 0; code <= 0x10ffff; code++) {
    const text = String.fromCodePoint(code);
    const shown = printable(text);
    if (isDangerous(code)) {
      const bytes = encoder.encode(shown);
      const ascii = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
      assertEquals(ascii, true, `U+${code.toString(16)} gave ${bytes}`);
    }
    assertEquals(printable(shown), shown, `U+${code.toString(16)} twice`);
  }
});
