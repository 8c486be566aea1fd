import { assertEquals, assertThrows } from "@std/assert";
import { flat } from "../../src/values/flatten.ts";

Deno.test("a text is what it was, however it was joined", () => {
  let text = "";
  let expected = "";
  for (let i = 0; i < 1000; i++) {
    text += `"é${i}",`;
    expected = [expected, `"é${i}",`].join("");
  }
  assertEquals(flat(text), expected);
  assertEquals(flat(""), "");
});

Deno.test("what begins with NUL is no JSON", () => {
  assertThrows(() => flat("\0"), TypeError, "NUL");
});
