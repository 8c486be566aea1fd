import { assertEquals } from "@std/assert";
import {
  crc32c as crc32cOf,
  createSplitter,
  splitCrc32c,
  viewOf,
} from "../../src/log/crc32c.ts";
import type { Random } from "../support/random.ts";
import { forSeeds } from "../support/seeds.ts";

const randomBytes = (random: Random, length: number) =>
  Uint8Array.from({ length }, () => random.int(256));

const ascii = (text: string) => new TextEncoder().encode(text);

const crc32c = (bytes: Uint8Array, start = 0, end = bytes.length, crc = 0) =>
  crc32cOf(viewOf(bytes), start, end, crc);

/** The definition, bit by bit. */
function slow(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

Deno.test("crc32c() gives the published test vectors", () => {
  assertEquals(crc32c(ascii("")), 0);
  assertEquals(crc32c(ascii("a")), 0xc1d04330);
  assertEquals(crc32c(ascii("123456789")), 0xe3069283);
  // RFC 3720 (iSCSI), B.4
  assertEquals(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assertEquals(crc32c(new Uint8Array(32).fill(255)), 0x62a8ab43);
  assertEquals(
    crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)),
    0x46dd794e,
  );
  assertEquals(
    crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i)),
    0x113fdb5c,
  );
});

Deno.test("crc32c() agrees with the definition at every length and alignment", () => {
  forSeeds(5, (random) => {
    const bytes = randomBytes(random, 100);
    for (let start = 0; start < 16; start++) {
      for (let end = start; end <= bytes.length; end++) {
        assertEquals(
          crc32c(bytes, start, end),
          slow(bytes.subarray(start, end)),
        );
        assertEquals(
          crc32c(bytes.subarray(start), 0, end - start),
          slow(bytes.subarray(start, end)),
        );
      }
    }
  });
});

Deno.test("crc32c() goes on where it stopped", () => {
  forSeeds(5, (random) => {
    const bytes = randomBytes(random, 80);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const first = crc32c(bytes, 0, cut);
      assertEquals(crc32c(bytes, cut, bytes.length, first), crc32c(bytes));
    }
  });
});

/** Splitting is its own inverse. */
const joinCrc32c = splitCrc32c;

Deno.test("Checksums of parts are joined and split without the bytes", () => {
  forSeeds(5, (random) => {
    for (const length of [0, 1, 2, 7, 8, 255, 4096, 70_000]) {
      const a = randomBytes(random, random.int(300));
      const b = randomBytes(random, length);
      const both = crc32c(b, 0, b.length, crc32c(a));
      assertEquals(joinCrc32c(crc32c(a), crc32c(b), b.length), both);
      assertEquals(splitCrc32c(crc32c(a), both, b.length), crc32c(b));
    }
  });
});

Deno.test("a splitter for one length does what is done for any", () => {
  forSeeds(5, (random) => {
    for (const length of [0, 1, 128, 256, 4096, 2 ** 33]) {
      const split = createSplitter(length);
      for (let i = 0; i < 50; i++) {
        const [first, both] = [random.int(2 ** 32), random.int(2 ** 32)];
        assertEquals(split(first, both), splitCrc32c(first, both, length));
        // Also of an integer with a sign, as typed arrays may have it.
        assertEquals(split(first | 0, both | 0), split(first, both));
      }
    }
  });
});

Deno.test("Checksums are joined over lengths beyond 32 bits", () => {
  // 2^33 zero bytes, joined by doubling: no array is that long.
  let zeros = crc32c(new Uint8Array(1));
  for (let k = 0; k < 33; k++) zeros = joinCrc32c(zeros, zeros, 2 ** k);
  let steps = zeros;
  for (let k = 0; k < 3; k++) {
    steps = joinCrc32c(steps, crc32c(new Uint8Array(1)), 1);
  }
  const three = crc32c(new Uint8Array(3));
  assertEquals(steps, joinCrc32c(zeros, three, 3));
  assertEquals(
    joinCrc32c(crc32c(new Uint8Array(5)), zeros, 2 ** 33),
    joinCrc32c(zeros, crc32c(new Uint8Array(5)), 5),
  );
});
