import { assertEquals } from "@std/assert";
import { ScratchText } from "../../../src/snapshot/text/scratch_text.ts";

Deno.test("a text is the bytes that the encoder makes of it, of any alphabet and length", () => {
  const scratch = new ScratchText();
  for (const sign of ["a", "\x7f", "é", "€", "😀", "\ud800"]) {
    for (const length of [0, 1, 100, 256, 257, 5000]) {
      for (
        const text of [sign.repeat(length), `${"b".repeat(length)}${sign}`]
      ) {
        const end = scratch.write(text);
        assertEquals(
          scratch.bytes.slice(0, end),
          new TextEncoder().encode(text),
        );
      }
    }
  }
});
