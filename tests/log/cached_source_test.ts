import { assertEquals, assertStrictEquals } from "@std/assert";
import { CachedSource } from "../../src/log/cached_source.ts";
import { forSeeds } from "../support/seeds.ts";
import { ByteSource } from "./byte_source.ts";

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 253);

Deno.test("a kept source says what its source says, whatever of it is kept", () => {
  forSeeds(300, (random) => {
    const source = new CachedSource(new ByteSource(bytes));
    assertEquals(source.size, bytes.length);
    for (let step = 0; step < 20; step++) {
      if (random.int(5) === 0) source.keep(random.int(bytes.length + 1));
      const at = random.int(bytes.length + 10);
      const length = random.int(random.pick([10, 2000]));
      assertEquals(
        source.read(at, length).toHex(),
        bytes.subarray(at, at + length).toHex(),
      );
    }
  });
});

Deno.test("what is kept is read once", () => {
  const source = new ByteSource(bytes);
  const kept = new CachedSource(source);
  kept.keep(400);
  assertEquals(source.most, 600);
  source.most = 0;
  const first = kept.read(400, 600);
  assertStrictEquals(kept.read(500, 1).buffer, first.buffer);
  assertEquals(source.most, 0);
  kept.read(399, 2); // the byte before it is not there
  assertEquals(source.most, 2);
});

Deno.test("what is appended later is not looked at", () => {
  let size = 10;
  const source = new CachedSource({
    get size() {
      return size;
    },
    read: (offset, length) =>
      bytes.slice(offset, Math.min(offset + length, size)),
  });
  size = 20;
  assertEquals(source.size, 10);
  assertEquals(source.read(5, 100).length, 5);
  source.keep(5);
  assertEquals(source.read(5, 100).length, 5);
});
