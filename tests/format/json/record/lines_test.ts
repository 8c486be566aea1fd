import { assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../../../src/errors.ts";
import { textLines } from "../../../../src/format/json/record/lines.ts";
import { forSeeds } from "../../../support/seeds.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("Lines tile the run, whatever its letters and its pieces", () => {
  const letters = ["a", "é", "日", "😀", "\ufffd"];
  forSeeds(60, (random) => {
    let text = "";
    for (let n = random.int(300); n > 0; n--) {
      text += random.chance(0.3)
        ? "\n"
        : random.pick(letters).repeat(1 + random.int(800));
    }
    const lines = text.split("\n");
    let offset = 1000;
    let line = 7;
    for (const found of textLines(encode(text), { offset, line })) {
      assertEquals([found.offset, found.line], [offset, line]);
      const own = found.chunk.text.slice(found.from, found.to);
      const ended = found.chunk.text[found.to] === "\n" ? 1 : 0;
      assertEquals(found.end - found.offset, encode(own).length + ended);
      assertEquals(own, lines[line - 7]);
      offset = found.end;
      line++;
    }
    assertEquals(offset - 1000, encode(text).length);
  });
});

Deno.test("Whether a piece holds tags is told with its lines", () => {
  const long = "x".repeat(70_000);
  const text = `${long}\n{"$date":1}\n{}\n`;
  const plain = [...textLines(encode(text), { offset: 0, line: 1 })]
    .map(({ chunk }) => chunk.plain);
  assertEquals(plain, [true, false, false]);
});

Deno.test("Bytes that are no text are told with the place of their piece", () => {
  const bytes = encode("one\ntwo\n");
  bytes[5] = 0xff;
  const error = assertThrows(
    () => [...textLines(bytes, { offset: 100, line: 10 })],
    ReplayError,
    "UTF-8",
  );
  assertEquals([error.offset, error.line], [100, 10]);
});
