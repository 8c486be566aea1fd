import { assertEquals, assertThrows } from "@std/assert";
import {
  frameChecksum,
  loadBlake3,
} from "../../../src/format/binary/blake3.ts";

const SEED = Uint8Array.of(1, 2, 3, 4);

/** Computed by the Python package `blake3` 1.0.11 with the key of the format. */
const VECTORS = [
  ["snapshot", 0, 0, "6be003f8e5705cd6"],
  ["snapshot", 4, 64, "bde9054b8dbd688c"],
  ["snapshot", 4, 1024, "ef1b1b03d3ea66c5"],
  ["snapshot", 2 ** 32 + 7, 1025, "f0776be333be5760"],
  ["snapshot", 2 ** 52 + 1, 5000, "a4d27c8d1d494154"],
  ["change", 0, 1, "59bf5f8617a99b1b"],
  ["change", 4, 1023, "cba9a70af1135db3"],
  ["change", 4, 5000, "000b9e7b8e0effea"],
  ["change", 2 ** 32 + 7, 64, "ee6f461bed42cc0c"],
  ["change", 2 ** 52 + 1, 0, "8aa18d36261b2c5a"],
] as const;

const payloadOf = (length: number) =>
  Uint8Array.from({ length }, (_, i) => i % 251);

// Registered first: the hash of an isolate is loaded once.
Deno.test("a checksum before the hash is loaded says what is to be done", () => {
  assertThrows(
    () => frameChecksum("change", SEED, 4, []),
    Error,
    "await serializer.prepare() first",
  );
});

for (const [kind, offset, length, wanted] of VECTORS) {
  Deno.test(`the checksum of a ${kind} of ${length} bytes at ${offset} is Python's`, async () => {
    await loadBlake3();
    const payload = payloadOf(length);
    assertEquals(
      frameChecksum(kind, SEED, offset, [payload]).toHex(),
      wanted,
    );
  });
}

Deno.test("a payload in parts has the checksum of the whole", async () => {
  await loadBlake3();
  const payload = payloadOf(5000);
  for (const cut of [0, 1, 64, 1023, 1024, 4999, 5000]) {
    const parts = [payload.subarray(0, cut), payload.subarray(cut)];
    assertEquals(
      frameChecksum("change", SEED, 4, parts).toHex(),
      VECTORS[7][3],
    );
  }
});

Deno.test("kind, seed and offset are all in the checksum", async () => {
  await loadBlake3();
  const payload = [payloadOf(10)];
  const sums = [
    frameChecksum("change", SEED, 4, payload),
    frameChecksum("snapshot", SEED, 4, payload),
    frameChecksum("change", Uint8Array.of(1, 2, 3, 5), 4, payload),
    frameChecksum("change", SEED, 5, payload),
    frameChecksum("change", SEED, 4 + 2 ** 32, payload),
  ].map((sum) => sum.toHex());
  assertEquals(new Set(sums).size, sums.length);
});
