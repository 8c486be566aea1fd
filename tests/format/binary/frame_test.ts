import { assertEquals } from "@std/assert";
import {
  HEAD_LENGTH,
  isMarkerAt,
  Markers,
  MAX_FRAME,
  MAX_PAYLOAD,
  sizeOf,
  statedLength,
  stepsBack,
} from "../../../src/format/binary/frame.ts";
import { loadBlake3 } from "../../../src/format/binary/blake3.ts";
import { WATERMARK_ROOM } from "../../../src/format/binary/watermark.ts";
import { Random } from "../../support/random.ts";
import { hex } from "./msgpack_value.ts";

const markers = new Markers(hex("01020304"));

Deno.test("a change is marked by the seed's complement, a snapshot by the seed", () => {
  const bytes = hex("00 01020304 fefdfcfb 01020305");
  assertEquals(markers.kindAt(bytes, 1), "snapshot");
  assertEquals(markers.kindAt(bytes, 5), "change");
  assertEquals(markers.kindAt(bytes, 9), undefined);
  assertEquals(markers.kindAt(bytes, 11), undefined);
  assertEquals(isMarkerAt(markers.snapshot, bytes, 1), true);
  assertEquals(isMarkerAt(markers.snapshot, bytes, 2), false);
});

Deno.test("a search backward steps over no marker, whatever its bytes are", () => {
  const random = new Random(1);
  const letters = (length: number) =>
    Uint8Array.from({ length }, () => random.int(3));
  for (let n = 0; n < 200; n++) {
    const [marker, bytes] = [letters(4), letters(200)];
    const steps = stepsBack(marker);
    const places = Array.from({ length: 197 }, (_, i) => 196 - i);
    const found: number[] = [];
    for (let at = 196; at >= 0; at -= steps[bytes[at]!]!) {
      if (isMarkerAt(marker, bytes, at)) found.push(at);
    }
    const all = places.filter((at) => isMarkerAt(marker, bytes, at));
    assertEquals(found, all);
  }
  const far = stepsBack(hex("01020304"));
  assertEquals([...far.subarray(0, 6)], [4, 4, 1, 2, 3, 4]);
});

Deno.test("lengths are little-endian and unsigned", () => {
  for (const length of [0, 1, 255, 256, 2 ** 24 + 7, 2 ** 31, 2 ** 32 - 1]) {
    const bytes = new Uint8Array(20);
    new DataView(bytes.buffer).setUint32(4 + 2, length, true);
    assertEquals(statedLength(bytes, 2), length);
  }
});

Deno.test("a head is marker, length and checksum", async () => {
  await loadBlake3();
  const bytes = new Uint8Array(2 + HEAD_LENGTH);
  const payload = [Uint8Array.from({ length: 1023 }, (_, i) => i % 251)];
  markers.writeHead(bytes, 2, "change", payload, 4);
  assertEquals(bytes, hex("0000 fefdfcfb ff030000 cba9a70af1135db3"));
  assertEquals(sizeOf(payload), 1023);
});

Deno.test("the longest payload fits in a frame, with its watermark", () => {
  assertEquals(MAX_PAYLOAD + WATERMARK_ROOM + HEAD_LENGTH, MAX_FRAME);
});
