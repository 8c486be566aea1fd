import { assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { TextReader } from "../../../../src/format/binary/msgpack/text.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { KEYS } from "../../../support/random_states.ts";

const TEXTS = [
  ...KEYS,
  "\uFEFFbegins with a mark",
  "\u0000",
  "é".repeat(100),
  "\u{10FFFF}",
  "\uFFFD",
];

const bufferOf = (text: string) => Buffer.from(text, "utf8");

Deno.test("texts and keys are read as what they are, the first time and later", () => {
  const reader = new TextReader();
  forSeeds(2000, (random) => {
    const text = random.chance(0.7)
      ? random.pick(TEXTS)
      : String(random.int(1e6));
    const bytes = bufferOf(`xx${text}yy`);
    const end = bytes.length - 2;
    assertEquals(reader.read(bytes, 2, end), text);
    assertEquals(reader.readKey(bytes, 2, end), text);
    assertEquals(reader.check(bytes, 2, end), !text.startsWith("\uFEFF"));
  });
});

Deno.test("keys that fall on one slot are told apart", () => {
  const reader = new TextReader();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 20_000; i++) {
      const bytes = bufferOf(`key${i}`);
      assertEquals(reader.readKey(bytes, 0, bytes.length), `key${i}`);
    }
  }
});

Deno.test("what is not UTF-8 is refused", () => {
  const reader = new TextReader();
  for (const digits of ["ff", "c0af", "eda080", "f4908080", "61e2", "80"]) {
    const bytes = Buffer.from(digits, "hex");
    for (const read of ["read", "readKey", "check"] as const) {
      assertThrows(
        () => reader[read](bytes, 0, bytes.length),
        SyntaxError,
        "not UTF-8",
      );
    }
  }
});
