import { assert, assertEquals } from "@std/assert";
import { crc32c } from "../../src/log/crc32c.ts";
import { type ChunkSums, TextOutput } from "../../src/snapshot/text_output.ts";
import { TextStore } from "../../src/snapshot/text_store.ts";
import { concat } from "../log/byte_source.ts";
import type { Random } from "../support/random.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("what is added comes out in chunks, in order and with their checksums", () =>
  forSeeds(8, (random: Random) => {
    const sources = [1.5e6, 1000].map((length) =>
      Uint8Array.from({ length }, (_, i) => i * 7)
    );
    const store = new TextStore(sources[0]);
    if (random.chance(0.5)) store.sumUp();
    const sums: ChunkSums = new WeakMap();
    const output = new TextOutput(store, sums);
    const wanted: Uint8Array[] = [];
    const chunks: Uint8Array[] = [];
    // Each is in the memory of the one before.
    const keep = (made: Iterable<Uint8Array>) => {
      for (const chunk of made) {
        assertEquals(sums.get(chunk), crc32c(chunk));
        chunks.push(chunk.slice());
      }
    };
    for (let i = 0; i < 12; i++) {
      const source = random.pick(sources);
      const from = random.int(source.length);
      const to = Math.min(from + random.pick([1, 200, 1e6]), source.length);
      const middle = from + random.int(to - from + 1);
      output.add(source, from, middle);
      if (output.isReady) keep(output.take());
      output.add(source, middle, to);
      wanted.push(source.subarray(from, to));
      if (output.isReady) keep(output.take());
    }
    keep(output.end());
    assert(sameBytes(concat(...chunks), concat(...wanted)));
    const sum = wanted.reduce((sum, { length }) => sum + length, 0);
    assertEquals(chunks.length, Math.ceil(sum / 2 ** 20));
    assertEquals([...output.end()], []);
  }));

/** `assertEquals` takes seconds for so many. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
