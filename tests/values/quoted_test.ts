import { assertEquals } from "@std/assert";
import { inQuotes, quoted } from "../../src/values/quoted.ts";

Deno.test("every character is quoted as JSON does it", () => {
  for (let code = 0; code < 2 ** 16; code++) {
    const text = String.fromCharCode(code);
    if (quoted(text) !== JSON.stringify(text)) {
      assertEquals(quoted(text), JSON.stringify(text), `code ${code}`);
    }
  }
});

Deno.test("texts of any length are quoted", () => {
  for (const end of ["", "x", '"', "ü", "\\", "\x7f", "😀", "\ud800"]) {
    for (let length = 0; length < 120; length++) {
      const text = "a".repeat(length) + end;
      assertEquals(quoted(text), JSON.stringify(text));
    }
  }
});

Deno.test("what stands between the quotes is the text without them", () => {
  for (const text of ["", "a", 'say "hi"', "\\", "ü", "\n", "x".repeat(99)]) {
    assertEquals(`"${inQuotes(text)}"`, JSON.stringify(text));
  }
});
