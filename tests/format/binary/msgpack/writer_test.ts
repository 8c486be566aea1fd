import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  isNativeMap,
  MsgPackWriter,
} from "../../../../src/format/binary/msgpack/writer.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { Tagged, TypeRegistry } from "../../../../src/values/kinds.ts";
import { objectOf, randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { decodeValue, encodeValue } from "../msgpack_value.ts";

/** What general codecs see: tags stay what they are. */
function plainly(value: unknown): string {
  return encodeValue(value).toHex();
}

Deno.test("every value is read as what was written", () => {
  forSeeds(500, (random) => {
    const value = randomValue(random, 5);
    assert(deepEqual(decodeValue(encodeValue(value)), value));
  });
});

Deno.test("a diff holds live values, commands, and no object told from a tag", () => {
  const diff = {
    $delete: ["a"],
    list: { $insert: [[0, new Date(0)]], 1: { $replace: { x: 2n ** 70n } } },
    map: new Map<unknown, unknown>([["$delete", [1]], [2, new Set(["x"])]]),
    user: { $$date: "2026-06-10T02:55:00.000Z" },
  };
  const writer = new MsgPackWriter();
  writer.diff(diff);
  assert(deepEqual(decodeValue(writer.copy()), diff));
  writer.clear();
  writer.diff({ $map: [[1, 2]] });
  assertEquals(decodeValue(writer.copy()), new Map([[1, 2]]));
});

Deno.test("an object that looks like a tag is told from one, in a value", () => {
  for (
    const object of [
      { $date: "2026-06-10T02:55:00.000Z" },
      { $map: [[1, 2]] },
      { $set: [] },
      { $object: [["a", 1]] },
      { $type: ["x", 1] },
      { $number: "NaN" },
      { $bytes: "" },
      { $bigint: "5" },
      { $url: "https://a.example/" },
      { $instant: "2026-06-10T02:55:00Z" },
    ]
  ) {
    assert(deepEqual(decodeValue(encodeValue(object)), object));
    assert(
      encodeValue(object).length >
        encodeValue([...Object.values(object)]).length + 8,
    );
  }
});

Deno.test("an object that is no tag stands as it is, whatever its key", () => {
  assertEquals(plainly({ $date: "hello" }), "81a52464617465a568656c6c6f");
  assertEquals(plainly({ $date: 1, x: 2 }), "82a5246461746501a17802");
});

Deno.test("MessagePack's own types are used where there is one", () => {
  assertEquals(plainly(Uint8Array.of(1)), "c40101");
  assertEquals(plainly(2n ** 60n), "cf1000000000000000");
  assertEquals(plainly(-(2n ** 60n)), "d3f000000000000000");
  assertEquals(plainly(new Map([[1, "a"]])), "8101a161");
  assertEquals(plainly(new Map([[Uint8Array.of(1), null]])), "81c40101c0");
  assertEquals(plainly(new Map([[[1, 2], null]])), "81920102c0");
  assertEquals(
    plainly(Temporal.Instant.fromEpochNanoseconds(-1n)),
    "c70cff3b9ac9ffffffffffffffffff",
  );
});

Deno.test("a Map is a map only if it reads back as one", () => {
  assert(isNativeMap(new Map<unknown, unknown>([["a", 1], [1, 1]])));
  assert(!isNativeMap(new Map()));
  assert(!isNativeMap(new Map([["a", 1]])));
  assert(!isNativeMap(new Map<unknown, unknown>([[1, 1], [5n, 1]])));
  assert(!isNativeMap(new Map([[new Date(0), 1]])));
  assert(!isNativeMap(new Map([[[{}], 1]])));
});

Deno.test("a property that is undefined is not there", () => {
  assertEquals(plainly({ a: undefined, b: 1 }), plainly({ b: 1 }));
  assertEquals(plainly({ a: undefined }), plainly({}));
  const double = { x: undefined, $date: "2026-06-10T02:55:00.000Z" };
  assertEquals(decodeValue(encodeValue(double)), {
    $date: "2026-06-10T02:55:00.000Z",
  });
});

class Point {
  constructor(readonly data: unknown) {}
}
const types = new TypeRegistry([{
  tag: "point",
  class: Point,
  encode: ({ data }: Point) => data,
  decode: (data) => new Point(data),
}]);

Deno.test("own types hold any value, in diffs too, and are kept where unknown", () => {
  const inner = { $date: "2026-06-10T02:55:00.000Z" };
  const point = { p: new Point([new Date(0), inner, new Map([[1, 2n]])]) };
  const writer = new MsgPackWriter(types);
  writer.diff(point);
  const bytes = writer.copy();
  assertEquals(bytes, encodeValue(point, types));
  assertEquals(decodeValue(bytes, types), point);
  const kept = decodeValue(bytes) as { p: unknown };
  assertEquals(kept.p, new Tagged("point", point.p.data));
  assertEquals(encodeValue(kept), bytes);
});

Deno.test("what can't be stored is refused", () => {
  for (
    const value of [
      () => {},
      Symbol("x"),
      new Point(1),
      [undefined],
      new WeakMap(),
    ]
  ) {
    assertThrows(() => encodeValue(value), TypeError, "no storable value");
  }
});

Deno.test("what is written can be read: nesting has one bound", () => {
  const nests: readonly ((value: unknown) => unknown)[] = [
    (value) => [value],
    (value) => ({ a: value }),
    (value) => objectOf([["$date", value]]),
    (value) => new Map([[1, value]]),
    (value) => new Map([["a", value]]),
    (value) => new Set([value]),
    (value) => new Tagged("t", value),
  ];
  const nested = (nest: (value: unknown) => unknown, levels: number) => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = nest(value);
    return value;
  };
  for (const nest of nests) {
    const deepest = nested(nest, 1008);
    assert(deepEqual(decodeValue(encodeValue(deepest)), deepest));
    assertThrows(
      () => encodeValue(nested(nest, 1009)),
      RangeError,
      "nested more than 1000 deep",
    );
  }
});
