import { assertEquals, assertThrows } from "@std/assert";
import { MsgPackCursor } from "../../../../src/format/binary/msgpack/cursor.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { concat } from "../../../log/byte_source.ts";
import { encodeValue, hex } from "../msgpack_value.ts";

function cursorOf(digits: string): MsgPackCursor {
  const cursor = new MsgPackCursor();
  cursor.open(hex(digits));
  return cursor;
}

Deno.test("a timestamp is read in each of its three lengths", () => {
  for (
    const [digits, seconds, nanoseconds] of [
      ["d6ff 00000005", 5, 0],
      ["d6ff ffffffff", 2 ** 32 - 1, 0],
      ["d7ff 00000004 00000005", 5, 1],
      ["d7ff ee6b27ff ffffffff", 2 ** 34 - 1, 999_999_999],
      ["c70cff 00000001 fffffffffffffffe", -2, 1],
      ["c70cff 3b9ac9ff 0000000400000000", 2 ** 34, 999_999_999],
      ["c70cff 00000000 000007dba8218000", 8.64e12, 0], // the last that there is
      ["c70cff 3b9ac9ff 000007dba8217fff", 8.64e12 - 1, 999_999_999],
      ["c70cff 00000000 fffff82457de8000", -8.64e12, 0], // and the first
    ] as const
  ) {
    assertEquals(cursorOf(digits).moment(), { seconds, nanoseconds });
  }
});

Deno.test("what is no timestamp, or out of range, is refused", () => {
  for (
    const [digits, reason] of [
      ["05", "wanted a timestamp"],
      ["d601 00000005", "extension type 1"],
      ["d4ff 00", "of 1 bytes"],
      ["c700ff", "of 0 bytes"],
      ["d7ff ffffffff 00000000", "out of range"],
      ["c70cff 00000000 7fffffffffffffff", "out of range"],
      ["c70cff 00000001 000007dba8218000", "out of range"],
      ["c70cff 00000000 000007dba8218001", "out of range"],
      ["c70cff 3b9ac9ff fffff82457de7fff", "out of range"],
      ["c70cff 3b9aca00 0000000000000000", "out of range"],
      ["d7ff 0000", "wanted 9 more"],
      ["c9 ffffffff ff", "wanted 4294967296 more"],
      ["d6", "found 0 bytes"],
    ] as const
  ) {
    assertThrows(() => cursorOf(digits).moment(), SyntaxError, reason, digits);
  }
});

Deno.test("skipping a value ends where the next one begins", () => {
  forSeeds(500, (random) => {
    const value = encodeValue(randomValue(random, 4));
    const cursor = new MsgPackCursor();
    cursor.open(concat(value, hex("a0")));
    cursor.skip();
    assertEquals(cursor.at, value.length);
  });
});

Deno.test("skipping is bounded by what is there, not by what is claimed", () => {
  for (
    const digits of [
      "dd ffffffff",
      "df ffffffff 01",
      "db ffffffff",
      "c6 7fffffff",
    ]
  ) {
    assertThrows(() => cursorOf(digits).skip(), SyntaxError, "wanted", digits);
  }
});

Deno.test("skipping goes as deep as it has to", () => {
  const cursor = new MsgPackCursor();
  cursor.open(concat(new Uint8Array(1_000_000).fill(0x91), hex("c0")));
  cursor.skip();
  assertEquals(cursor.left, 0);
});

Deno.test("a cursor that was closed holds nothing", () => {
  const cursor = cursorOf("93 01 02 03");
  cursor.close();
  assertEquals(cursor.left, 0);
  assertThrows(() => cursor.peek(), SyntaxError, "found 0 bytes");
});
