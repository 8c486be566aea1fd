import { assert, assertEquals, assertThrows } from "@std/assert";
import { MsgPackReader } from "../../../../src/format/binary/msgpack/reader.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { objectOf, randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { concat } from "../../../log/byte_source.ts";
import { decodeValue, encodeValue, hex } from "../msgpack_value.ts";

/** The examples of the MessagePack specification, and what they stand for. */
const EXAMPLES: readonly (readonly [string, unknown])[] = [
  ["c0", null],
  ["c2", false],
  ["c3", true],
  ["00", 0],
  ["7f", 127],
  ["e0", -32],
  ["ff", -1],
  ["cc ff", 255],
  ["cd ffff", 65_535],
  ["ce ffffffff", 2 ** 32 - 1],
  ["cf 0020000000000000", 2 ** 53],
  ["cf 0020000000000001", 2n ** 53n + 1n],
  ["cf 001fffffffffffff", 2 ** 53 - 1],
  ["cf ffffffffffffffff", 2n ** 64n - 1n],
  ["cf 0000000000000001", 1],
  ["d0 80", -128],
  ["d1 8000", -32_768],
  ["d2 80000000", -(2 ** 31)],
  ["d3 ffe0000000000000", -(2 ** 53)],
  ["d3 ffdfffffffffffff", -(2n ** 53n) - 1n],
  ["d3 ffffffffffffffff", -1],
  ["ca 3fc00000", 1.5],
  ["cb 3ff8000000000000", 1.5],
  ["cb 8000000000000000", -0],
  ["cb 7ff8000000000000", NaN],
  ["a0", ""],
  ["a3 616263", "abc"],
  ["d9 01 61", "a"],
  ["da 0001 61", "a"],
  ["db 00000001 61", "a"],
  ["c4 02 0102", Uint8Array.of(1, 2)],
  ["c5 0001 01", Uint8Array.of(1)],
  ["c6 00000001 01", Uint8Array.of(1)],
  ["93 01 a1 61 90", [1, "a", []]],
  ["dc 0001 01", [1]],
  ["dd 00000001 01", [1]],
  ["82 a1 61 01 a1 62 80", { a: 1, b: {} }],
  ["de 0001 a1 61 01", { a: 1 }],
  ["df 00000001 a1 61 01", { a: 1 }],
  ["81 a9 5f5f70726f746f5f5f 01", objectOf([["__proto__", 1]])],
  ["82 01 a1 61 a1 62 02", new Map<unknown, unknown>([[1, "a"], ["b", 2]])],
  ["81 c0 81 c3 01", new Map([[null, new Map([[true, 1]])]])],
  ["d6ff 00000005", Temporal.Instant.fromEpochNanoseconds(5_000_000_000n)],
];

for (const [digits, value] of EXAMPLES) {
  Deno.test(`the bytes ${digits} are read as ${Deno.inspect(value)}`, () => {
    assert(deepEqual(decodeValue(hex(digits)), value));
  });
}

Deno.test("keys keep their order in a Map, also those that look like numbers", () => {
  const digits = "84 a1 62 01 a2 3130 02 a1 32 03 05 04";
  assertEquals(
    [...(decodeValue(hex(digits)) as Map<unknown, unknown>).keys()],
    ["b", "10", "2", 5],
  );
});

Deno.test("bytes that are read are a copy", () => {
  const bytes = hex("c4 02 0102");
  const read = decodeValue(bytes);
  bytes.fill(9);
  assertEquals(read, Uint8Array.of(1, 2));
});

Deno.test("what can't be read says why", () => {
  for (
    const [digits, reason] of [
      ["", "found 0 bytes"],
      ["c1", "begins nothing"],
      ["d401 00", "extension type 1"],
      ["a2 61", "wanted 2 more"],
      ["a1 ff", "not UTF-8"],
      ["81 a1 ff 00", "not UTF-8"],
      ["cb 00", "wanted 8 more"],
      ["92 01", "found 1 bytes, wanted 2 more"],
      ["81 a1 61", "found 0 bytes"],
    ] as const
  ) {
    assertThrows(() => decodeValue(hex(digits)), SyntaxError, reason, digits);
  }
});

Deno.test("no memory is taken for items that are only claimed", () => {
  // 1,000 lists, each of which claims as many items as there are bytes left.
  const head = hex("dd 000fffff");
  const bytes = concat(
    ...Array.from({ length: 900 }, () => head),
    new Uint8Array(2 ** 20),
  );
  const before = Deno.memoryUsage().heapUsed;
  assertThrows(() => decodeValue(bytes), SyntaxError);
  assert(Deno.memoryUsage().heapUsed - before < 2 ** 27);
});

Deno.test("nesting is read up to 1,000 levels and a diff's few, tags counted once", () => {
  const nested = (open: string, levels: number) =>
    concat(...Array.from({ length: levels }, () => hex(open)), hex("c0"));
  const map = "81 a4 246d6170 91 92 01"; // {"$map": [[1, ...]]}
  const custom = "81 a5 2474797065 92 a1 74"; // {"$type": ["t", ...]}
  for (const open of ["91", "81 a1 61", "81 01", map, custom]) {
    decodeValue(nested(open, 1000));
    assertThrows(
      () => decodeValue(nested(open, 1020)),
      SyntaxError,
      "too deep",
    );
  }
});

Deno.test("nested tags that are none are bounded too", () => {
  for (
    const open of [
      "81 a5 2464617465", // {"$date": ...
      "81 a4 246d6170", // {"$map": ...
      "81 a4 246d6170 91", // {"$map": [...
      "81 a5 2474797065", // {"$type": ...
      "81 a7 246f626a656374 91", // {"$object": [...
    ]
  ) {
    const begun = hex(open);
    const bytes = new Uint8Array(100_000 * begun.length + 1);
    for (let i = 0; i < 100_000; i++) bytes.set(begun, i * begun.length);
    bytes[bytes.length - 1] = 0xc0;
    assertThrows(() => decodeValue(bytes), SyntaxError, "too deep");
  }
});

Deno.test("only what every codec reads as we do is passed as simple", () => {
  const reader = new MsgPackReader();
  const isSimple = (bytes: Uint8Array) => {
    reader.open(bytes);
    return reader.passSimple() && reader.left === 0;
  };
  const simple = [null, true, 5, -7, 2 ** 32 - 1, 1.5, -0, "ä", [1, ["x"]], {
    a: { b: [] },
    $: 1,
    $delete: ["x"],
  }, { $$date: 1 }];
  for (const value of simple) assert(isSimple(encodeValue(value)));
  const others = [
    2 ** 32,
    -(2 ** 40),
    2n ** 60n,
    Uint8Array.of(1),
    Temporal.Instant.from("2026-01-01T00:00:00Z"),
    new Map([[1, 2]]),
    new Map([["a", 2]]),
    new Date(0),
    "\uFEFFx",
    { "\uFEFFx": 1 },
    objectOf([["__proto__", 1]]),
    { $date: 5 },
  ];
  for (const value of others) {
    assert(!isSimple(encodeValue(value)));
    assert(!isSimple(encodeValue([1, value])));
    assert(!isSimple(encodeValue({ a: value })));
  }
  assertThrows(() => isSimple(hex("a1 ff")), SyntaxError, "not UTF-8");
  assertThrows(() => isSimple(hex("dd ffffffff")), SyntaxError, "wanted");
});

Deno.test("bytes that were tampered with give a value or a SyntaxError, nothing else", () => {
  forSeeds(1000, (random) => {
    const bytes = encodeValue(randomValue(random, 4));
    bytes[random.int(bytes.length)] = random.int(256);
    try {
      decodeValue(bytes.subarray(0, 1 + random.int(bytes.length)));
    } catch (error) {
      assert(error instanceof SyntaxError, String(error));
    }
  });
});
