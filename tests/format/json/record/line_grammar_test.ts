import { assertEquals } from "@std/assert";
import {
  FIRST_FIELD,
  PREFIX,
  PREFIX_BYTES,
  SEAL,
  SEAL_DIGITS,
  SEAL_LENGTH,
  SEAL_SHAPE,
  WATERMARK,
} from "../../../../src/format/json/record/line_grammar.ts";
import { writeSeal } from "../../../../src/format/json/record/line.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("the words of a line are those of docs/format.md", () => {
  assertEquals([PREFIX, text(PREFIX_BYTES)], ["SNAPSHOT ", "SNAPSHOT "]);
  assertEquals(text(FIRST_FIELD), '{"ts":');
  assertEquals(text(WATERMARK), ',"d":');
  assertEquals(text(SEAL), ',"c":"');
});

Deno.test("a seal that is written has the shape that is looked for", () => {
  const bytes = new Uint8Array(SEAL_LENGTH);
  assertEquals(writeSeal(bytes, 0, 0x0a1b2c3d), SEAL_LENGTH);
  assertEquals(text(bytes), ',"c":"0a1b2c3d"}');
  assertEquals(SEAL_SHAPE.length, SEAL_LENGTH);
  assertEquals(SEAL.length + SEAL_DIGITS + '"}'.length, SEAL_LENGTH);
  const digits = "?".repeat(SEAL_DIGITS);
  assertEquals(text(SEAL_SHAPE), `${text(SEAL)}${digits}"}`);
});
