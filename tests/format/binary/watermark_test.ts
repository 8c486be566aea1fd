import { assert, assertEquals, assertThrows } from "@std/assert";
import { MsgPackReader } from "../../../src/format/binary/msgpack/reader.ts";
import { MsgPackWriter } from "../../../src/format/binary/msgpack/writer.ts";
import {
  readWatermark,
  WATERMARK_ROOM,
  withWatermark,
} from "../../../src/format/binary/watermark.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { concat } from "../../log/byte_source.ts";

function encode(value: unknown): Uint8Array {
  const writer = new MsgPackWriter();
  writer.value(value);
  return writer.copy();
}

function decode(bytes: Uint8Array): unknown {
  const reader = new MsgPackReader();
  reader.open(bytes);
  return reader.value();
}

const objectOf = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

for (const count of [0, 1, 14, 15, 16, 17, 65_534, 65_535, 65_536]) {
  Deno.test(`a map of ${count} fields takes a watermark as one more`, () => {
    const object = objectOf(count);
    const payload = encode(object);
    // Of many fields one is enough: what it takes is the same for any number.
    const watermarks = [2 ** 53 - 1, 0, 127, 2 ** 32];
    for (const watermark of watermarks.slice(0, count > 100 ? 1 : 4)) {
      const marked = concat(...withWatermark(payload, watermark));
      // `assertEquals` takes long for so many.
      assert(deepEqual(decode(marked), { d: watermark, ...object }));
      assertEquals(readWatermark(marked), watermark);
      assertEquals(readWatermark(payload), undefined);
      assertEquals(marked.length - payload.length <= WATERMARK_ROOM, true);
    }
  });
}

Deno.test("a field d that holds something else is no watermark", () => {
  for (const d of ["x", -1, 1.5, 5, 2n ** 64n - 1n, { d: 2n ** 60n }]) {
    assertEquals(readWatermark(encode({ d })), undefined);
  }
  assertEquals(readWatermark(encode({ a: { d: 2n ** 60n } })), undefined);
  assertEquals(readWatermark(encode({ d: 2 ** 50 }).subarray(0, 9)), undefined);
});

Deno.test("what is no map takes no watermark", () => {
  assertThrows(
    () => withWatermark(encode([1]), 5),
    TypeError,
    "wanted a MessagePack map",
  );
});
