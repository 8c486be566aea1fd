import { assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../src/errors.ts";
import { decodeUtf8 } from "../../src/log/utf8.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("decodeUtf8() reads text of any width", () => {
  for (const text of ["", "plain", "ünï", "日本", "😀", "\0\n"]) {
    assertEquals(decodeUtf8(encode(text)), text);
  }
});

Deno.test("decodeUtf8() keeps a byte order mark and a replacement character", () => {
  assertEquals(decodeUtf8(encode("\ufeffa")), "\ufeffa");
  assertEquals(decodeUtf8(encode("a\ufffdb")), "a\ufffdb");
});

Deno.test("decodeUtf8() refuses every byte that can't stand alone", () => {
  for (let byte = 0x80; byte <= 0xff; byte++) {
    assertThrows(
      () => decodeUtf8(Uint8Array.of(0x61, byte, 0x61)),
      ReplayError,
    );
  }
  // A lone surrogate, an overlong form, a character beyond the last.
  for (
    const bytes of [[0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]]
  ) {
    assertThrows(() => decodeUtf8(Uint8Array.from(bytes)), ReplayError);
  }
});
