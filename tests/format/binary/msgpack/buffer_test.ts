import { assertEquals, assertThrows } from "@std/assert";
import { MsgPackBuffer } from "../../../../src/format/binary/msgpack/buffer.ts";
import { hex } from "../msgpack_value.ts";

function written(write: (buffer: MsgPackBuffer) => void): string {
  const buffer = new MsgPackBuffer(2 ** 31);
  write(buffer);
  return buffer.copy().toHex();
}

/** Numbers in their shortest form, as msgspec of Python writes them. */
const NUMBERS: readonly (readonly [number, string])[] = [
  [0, "00"],
  [127, "7f"],
  [128, "cc80"],
  [255, "ccff"],
  [256, "cd0100"],
  [65_535, "cdffff"],
  [65_536, "ce00010000"],
  [2 ** 31, "ce80000000"],
  [2 ** 32 - 1, "ceffffffff"],
  [2 ** 32, "cf0000000100000000"],
  [2 ** 53, "cf0020000000000000"],
  [2 ** 53 + 2, "cb4340000000000001"],
  [-1, "ff"],
  [-32, "e0"],
  [-33, "d0df"],
  [-128, "d080"],
  [-129, "d1ff7f"],
  [-32_768, "d18000"],
  [-32_769, "d2ffff7fff"],
  [-(2 ** 31), "d280000000"],
  [-(2 ** 31) - 1, "d3ffffffff7fffffff"],
  [-(2 ** 53), "d3ffe0000000000000"],
  [-(2 ** 54), "cbc350000000000000"],
  [-0, "cb8000000000000000"],
  [1.5, "cb3ff8000000000000"],
  [NaN, "cb7ff8000000000000"],
  [Infinity, "cb7ff0000000000000"],
  [-Infinity, "cbfff0000000000000"],
];

for (const [number, digits] of NUMBERS) {
  Deno.test(`${Deno.inspect(number)} is written as ${digits}`, () => {
    assertEquals(written((buffer) => buffer.number(number)), digits);
  });
}

for (const length of [0, 31, 32, 40, 41, 255, 256, 65_535, 65_536, 200_000]) {
  Deno.test(`a text of ${length} bytes has the shortest head`, () => {
    const head = length < 32
      ? (0xa0 | length).toString(16)
      : length < 0x100
      ? "d9" + length.toString(16).padStart(2, "0")
      : length < 0x10000
      ? "da" + length.toString(16).padStart(4, "0")
      : "db" + length.toString(16).padStart(8, "0");
    assertEquals(
      written((buffer) => buffer.string("a".repeat(length))),
      head + "61".repeat(length),
    );
    const wide = "ä".repeat(length / 2) + "a".repeat(length % 2);
    const digits = "c3a4".repeat(length / 2) + "61".repeat(length % 2);
    assertEquals(written((buffer) => buffer.string(wide)), head + digits);
  });
}

Deno.test("text with a lone surrogate is refused", () => {
  for (const text of ["\ud800", "a\udc00b", "x".repeat(100) + "\ud800"]) {
    assertThrows(
      () => written((buffer) => buffer.string(text)),
      TypeError,
      "lone surrogate",
    );
  }
});

Deno.test("timestamps, bytes, integers of 64 bits and heads have their shortest form", () => {
  const forms: readonly [(buffer: MsgPackBuffer) => void, string][] = [
    [(b) => b.moment({ seconds: 5, nanoseconds: 0 }), "d6ff00000005"],
    [(b) => b.moment({ seconds: 5, nanoseconds: 1 }), "d7ff0000000400000005"],
    [
      (b) => b.moment({ seconds: 2 ** 34 - 1, nanoseconds: 999_999_999 }),
      "d7ffee6b27ffffffffff",
    ],
    [
      (b) => b.moment({ seconds: -1, nanoseconds: 0 }),
      "c70cff00000000ffffffffffffffff",
    ],
    [
      (b) => b.moment({ seconds: 2 ** 34, nanoseconds: 0 }),
      "c70cff000000000000000400000000",
    ],
    [(b) => b.binary(Uint8Array.of(1, 2)), "c4020102"],
    [(b) => b.bigint(2n ** 64n - 1n), "cfffffffffffffffff"],
    [(b) => b.bigint(-(2n ** 63n)), "d38000000000000000"],
    [(b) => b.listHead(15), "9f"],
    [(b) => b.listHead(16), "dc0010"],
    [(b) => b.listHead(65_536), "dd00010000"],
    [(b) => b.mapHead(15), "8f"],
    [(b) => b.mapHead(16), "de0010"],
    [(b) => b.mapHead(65_536), "df00010000"],
    [(b) => b.nil(), "c0"],
    [(b) => b.boolean(true), "c3"],
    [(b) => b.boolean(false), "c2"],
    [(b) => b.raw(hex("0102")), "0102"],
  ];
  for (const [write, digits] of forms) assertEquals(written(write), digits);
  for (
    const [length, head] of [[255, "c4ff"], [256, "c50100"], [
      65_536,
      "c600010000",
    ]] as const
  ) {
    const digits = written((b) => b.binary(new Uint8Array(length)));
    assertEquals(digits, head + "00".repeat(length));
  }
});

Deno.test("a buffer grows up to its limit and not beyond", () => {
  const buffer = new MsgPackBuffer(100_000);
  buffer.raw(new Uint8Array(100_000));
  assertEquals(buffer.copy().length, 100_000);
  assertThrows(() => buffer.nil(), RangeError, "at most 100000");
  buffer.clear();
  buffer.nil();
  assertEquals(buffer.copy(), hex("c0"));
});
