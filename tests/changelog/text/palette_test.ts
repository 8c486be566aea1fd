import { assertEquals } from "@std/assert";
import { palette, sgrOf } from "../../../src/changelog/text/palette.ts";

Deno.test("a style is a name in the palette or SGR numbers", () => {
  assertEquals(sgrOf("add"), palette.add);
  assertEquals(sgrOf("1;38;5;208"), "1;38;5;208");
  assertEquals(sgrOf("4:3"), "4:3");
});

Deno.test("what is neither a name nor numbers paints nothing", () => {
  for (const style of ["", "nope", "31m\x1b[2J", "toString", ";"]) {
    assertEquals(sgrOf(style), "");
  }
});

Deno.test("colours can be changed and added while running", () => {
  const before = palette.action;
  try {
    palette.action = "35";
    palette["mine"] = "44";
    palette["broken"] = "\x1b[2J";
    assertEquals(sgrOf("action"), "35");
    assertEquals(sgrOf("mine"), "44");
    assertEquals(sgrOf("broken"), "");
  } finally {
    palette.action = before;
    delete palette["mine"];
    delete palette["broken"];
  }
});
