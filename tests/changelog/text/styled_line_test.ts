import { assertEquals } from "@std/assert";
import { StyledLine } from "../../../src/changelog/text/styled_line.ts";

Deno.test("a style applies to one piece, with one escape at each change", () => {
  const line = new StyledLine().add("a", "31").add("b", "31").add("c").add(
    "d",
    "1",
  )
    .add("e", "32");
  assertEquals(line.toString(), "abcde");
  assertEquals(
    line.toString(true),
    "\x1b[31mab\x1b[0mc\x1b[1md\x1b[0;32me\x1b[0m",
  );
});

Deno.test("a line without styles has no escapes", () => {
  assertEquals(new StyledLine().add("a").add("b", "nope").toString(true), "ab");
});

Deno.test("pieces fill columns, to either side or both", () => {
  const line = new StyledLine().add("a", "", { width: 3 })
    .add("7", "", { width: 4, align: "right" })
    .add("x", "", { width: 3, align: "center" });
  assertEquals(line.toString(), "a     7 x ");
  assertEquals(line.width, 10);
});

Deno.test("whatever is added is made safe first", () => {
  const line = new StyledLine().add("\x1b[31m").addCut("\u202e", 9);
  assertEquals(line.toString(), "\\x1b[31m\\u202e");
  assertEquals(line.width, 14);
});

Deno.test("a cut line ends in an ellipsis and keeps its width", () => {
  const line = () => new StyledLine().add("abc", "31").add("日本語");
  assertEquals(line().cut(9).toString(), "abc日本語");
  assertEquals(line().cut(8).toString(), "abc日本…");
  assertEquals(line().cut(7).toString(), "abc日…");
  assertEquals(line().cut(3).toString(), "ab…");
  assertEquals(line().cut(1).toString(), "…");
  assertEquals(line().cut(9, true).toString(), "abc日本…");
  assertEquals(new StyledLine().add("ab").cut(9, true).toString(), "ab…");
  assertEquals(line().cut(7).width, 6);
});

Deno.test("a text is cut in its own width, not in the line's", () => {
  const line = new StyledLine().add("key: ").addCut("abcdef", 4);
  assertEquals(line.toString(), "key: abc…");
});

Deno.test("a very long text is cut without looking at all of it", () => {
  const line = new StyledLine().addCut("x".repeat(5_000_000), 5);
  assertEquals(line.toString(), "xxxx…");
  const marks = new StyledLine().addCut("e" + "\u0301".repeat(1_000_000), 5);
  assertEquals(marks.toString().length < 30, true);
  assertEquals(marks.toString().endsWith("…"), true);
  const halves = new StyledLine().addCut("x" + "😀".repeat(100), 5);
  assertEquals(halves.toString(), "x😀…");
});

Deno.test("the pieces of another line keep their styles or take one", () => {
  const other = new StyledLine().add("a", "31").add("b");
  assertEquals(
    new StyledLine().append(other).toString(true),
    "\x1b[31ma\x1b[0mb",
  );
  assertEquals(
    new StyledLine().add("x").append(other, "7").toString(true),
    "x\x1b[7mab\x1b[0m",
  );
});
