/**
 * `@std/msgpack` writes and refuses what the format document takes for granted, the stand-in as the real one.
 *
 * @module
 */

import {
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { decode, encode, type ValueType } from "@std/msgpack";

const bytes = (hex: string) => Uint8Array.fromHex(hex.replaceAll(" ", ""));

/** Values and their only bytes, by the specification. */
const both: [ValueType, string][] = [
  [null, "c0"],
  [false, "c2"],
  [true, "c3"],
  [0, "00"],
  [127, "7f"],
  [128, "cc 80"],
  [255, "cc ff"],
  [256, "cd 0100"],
  [65535, "cd ffff"],
  [65536, "ce 00010000"],
  [4294967295, "ce ffffffff"],
  [-1, "ff"],
  [-32, "e0"],
  [-33, "d0 df"],
  [-128, "d0 80"],
  [-129, "d1 ff7f"],
  [-32768, "d1 8000"],
  [-32769, "d2 ffff7fff"],
  [-2147483648, "d2 80000000"],
  [1.5, "cb 3ff8000000000000"],
  [Infinity, "cb 7ff0000000000000"],
  ["", "a0"],
  ["ü", "a2 c3bc"],
  ["a".repeat(31), "bf" + "61".repeat(31)],
  ["a".repeat(32), "d9 20" + "61".repeat(32)],
  ["a".repeat(256), "da 0100" + "61".repeat(256)],
  ["a".repeat(65536), "db 00010000" + "61".repeat(65536)],
  [new Uint8Array([1, 2]), "c4 02 0102"],
  [new Uint8Array(256), "c5 0100" + "00".repeat(256)],
  [[], "90"],
  [[1, [2]], "92 01 91 02"],
  [Array(16).fill(0), "dc 0010" + "00".repeat(16)],
  [{}, "80"],
  [{ b: 1, a: null }, "82 a162 01 a161 c0"],
];

for (const [value, hex] of both) {
  Deno.test(`${Deno.inspect(value).slice(0, 40)} is written as ${hex.slice(0, 20)} and read back`, () => {
    assertEquals(encode(value).toHex(), hex.replaceAll(" ", ""));
    assertEquals(decode(bytes(hex)), value);
  });
}

Deno.test("an integer beyond 32 bits is a float, so that a bigint is one only", () => {
  for (const value of [4294967296, -2147483649, 2 ** 53, -(2 ** 53), 1e300]) {
    assertEquals(encode(value)[0], 0xcb);
    assertStrictEquals(decode(encode(value)), value);
  }
});

Deno.test("a bigint is written in 64 bits and read as a bigint, however small", () => {
  assertEquals(encode(1n).toHex(), "cf0000000000000001");
  assertEquals(encode(-1n).toHex(), "d3ffffffffffffffff");
  for (const value of [0n, 2n ** 64n - 1n, -(2n ** 63n), 2n ** 63n]) {
    assertStrictEquals(decode(encode(value)), value);
  }
});

Deno.test("a bigint beyond 64 bits is refused", () => {
  for (const value of [2n ** 64n, -(2n ** 63n) - 1n]) {
    assertThrows(() => encode(value), Error);
    assertThrows(() => encode({ deep: [value] }), Error);
  }
});

Deno.test("what MessagePack has no form for is refused, at any depth", () => {
  const strange = [
    undefined,
    new Map(),
    new Set(),
    new Date(0),
    () => 1,
    Symbol("a"),
    /a/,
  ];
  for (const value of strange) {
    assertThrows(() => encode(value as unknown as ValueType), Error);
    assertThrows(
      () => encode({ deep: [value as unknown as ValueType] }),
      Error,
    );
  }
  assertThrows(() => encode(new Uint16Array(1) as unknown as ValueType), Error);
});

Deno.test("what encode() returns is the caller's own", () => {
  const first = encode({ a: 1 });
  const before = first.toHex();
  const second = encode({ b: 2 });
  assertNotStrictEquals(first.buffer, second.buffer);
  assertEquals(first.buffer.byteLength, first.byteLength);
  assertEquals(first.toHex(), before);
});

Deno.test("a view on a larger buffer is read from where it begins", () => {
  const padded = bytes("ffff 92 a161 cf0000000000000001 ffff");
  assertEquals(decode(padded.subarray(2, -2)), ["a", 1n]);
});

Deno.test("bytes that are missing or left over are refused", () => {
  for (
    const hex of [
      "",
      "92 01",
      "a2 61",
      "cd 01",
      "81 a161",
      "01 01",
      "c4 02 01",
      "dd ffffffff",
    ]
  ) {
    assertThrows(() => decode(bytes(hex)), Error);
  }
});

Deno.test("extension types are refused, the timestamp too, and the byte that is never used", () => {
  for (const hex of ["d4 01 00", "d6 ff 00000000", "c7 01 05 00", "c1"]) {
    assertThrows(() => decode(bytes(hex)), Error);
  }
});

Deno.test("a key that is neither a string nor a number is refused", () => {
  assertEquals(decode(bytes("81 01 02")), { 1: 2 });
  for (
    const hex of [
      "81 c3 02",
      "81 c0 02",
      "81 90 02",
      "81 cf0000000000000001 02",
    ]
  ) {
    assertThrows(() => decode(bytes(hex)), Error);
  }
});

Deno.test("a thousand levels go in and come out", () => {
  let deep: ValueType = 1;
  for (let i = 0; i < 1000; i++) deep = i % 2 === 0 ? [deep] : { a: deep };
  assertEquals(decode(encode(deep)), deep);
});
