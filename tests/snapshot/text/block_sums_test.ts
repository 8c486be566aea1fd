import { assertEquals, assertNotEquals } from "@std/assert";
import { crc32c, viewOf } from "../../../src/log/crc32c.ts";
import { BlockSums } from "../../../src/snapshot/text/block_sums.ts";
import type { Random } from "../../support/random.ts";
import { forSeeds } from "../../support/seeds.ts";

const randomBytes = (random: Random, length: number) =>
  Uint8Array.from({ length }, () => random.int(256));

Deno.test("the checksum of any part is that of its bytes, whatever changed in place", () =>
  forSeeds(30, (random: Random) => {
    const bytes = randomBytes(random, random.pick([0, 100, 4096, 20_000]));
    const sums = new BlockSums(bytes);
    const part = () => {
      const from = random.int(bytes.length + 1);
      return [from, from + random.int(bytes.length - from + 1)];
    };
    for (let i = 0; i < 60; i++) {
      const [at, end] = part();
      const size = Math.min(end! - at!, random.pick([1, 7, 5000]));
      const put = randomBytes(random, size);
      bytes.set(put, at);
      sums.touch(at!, at! + size);
      if (random.chance(0.2)) sums.update();
      const [from, to] = part();
      const before = random.int(2 ** 32);
      assertEquals(
        sums.crc(from!, to!, before),
        crc32c(viewOf(bytes), from, to, before),
      );
    }
  }));

Deno.test("a byte that changes behind its back is not seen: it reads nothing again", () => {
  const bytes = new Uint8Array(10_000);
  const sums = new BlockSums(bytes);
  bytes[5000] = 1;
  assertNotEquals(sums.crc(0, 10_000, 0), crc32c(viewOf(bytes)));
});
