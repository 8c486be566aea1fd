import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  FAST_CODEC,
  isSimple,
  loadStdCodec,
  STD_CODEC,
} from "../../../../src/format/binary/msgpack/codec.ts";
import { MsgPackReader } from "../../../../src/format/binary/msgpack/reader.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { objectOf, randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { decodeValue, encodeValue, hex } from "../msgpack_value.ts";

await loadStdCodec();

Deno.test("what is simple comes out of either codec as it went into the other", () => {
  let simple = 0;
  forSeeds(3000, (random) => {
    const value = randomValue(random, 4, random.chance(0.3));
    if (!isSimple(value)) return;
    simple++;
    for (
      const [one, other] of [[STD_CODEC, FAST_CODEC], [FAST_CODEC, STD_CODEC]]
    ) {
      assert(deepEqual(other!.decode(one!.encode(value)), value));
    }
    const reader = new MsgPackReader();
    reader.open(STD_CODEC.encode(value));
    assert(reader.passSimple() && reader.left === 0);
  });
  assert(simple > 1000);
});

Deno.test("the fast codec takes every value", () => {
  forSeeds(300, (random) => {
    const value = randomValue(random, 4);
    assert(deepEqual(FAST_CODEC.decode(FAST_CODEC.encode(value)), value));
  });
  assertThrows(() => FAST_CODEC.decode(hex("0102")), SyntaxError, "too many");
});

Deno.test("what codecs differ on is not simple, however deep it stands", () => {
  const values: readonly unknown[] = [
    2 ** 32,
    -(2 ** 31) - 1,
    2 ** 60,
    -0,
    NaN,
    Infinity,
    1n,
    "\ud800",
    undefined,
    new Date(0),
    new Uint8Array(1),
    new Map(),
    new Set(),
    { $date: "x" },
    { "\udc00": 1 },
    objectOf([["__proto__", 1]]),
  ];
  for (const value of values) {
    assert(!isSimple(value), Deno.inspect(value));
    assert(!isSimple([1, [value]]), Deno.inspect(value));
    assert(!isSimple({ a: { b: value, c: 1 } }), Deno.inspect(value));
  }
});

Deno.test("plain data is simple", () => {
  assert(isSimple({ a: [1, -1.5, "ü", null, true, 2 ** 32 - 1, -(2 ** 31)] }));
  assert(isSimple({ $delete: ["a"], $insert: [[0, {}]] }));
});

Deno.test("what is nested too deep is not simple", () => {
  let value: unknown = 1;
  for (let i = 0; i < 2000; i++) value = i % 2 ? [value] : { value };
  assert(!isSimple(value));
});

Deno.test("without the other library the same bytes come out", () => {
  forSeeds(500, (random) => {
    const value = randomValue(random, 3, false);
    const bytes = FAST_CODEC.encode(value);
    assertEquals(bytes, encodeValue(value));
    assert(deepEqual(decodeValue(bytes), value));
  });
});
