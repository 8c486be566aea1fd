import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { crc32c, viewOf } from "../../../src/log/crc32c.ts";
import { TextParts } from "../../../src/snapshot/text/text_parts.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";
import { concat } from "../../log/byte_source.ts";
import type { Random } from "../../support/random.ts";
import { recordBytes } from "../../support/record_bytes.ts";
import { forSeeds } from "../../support/seeds.ts";

/** `assertEquals` takes seconds for so many. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

Deno.test("texts of the base, of the arena and new ones come together in order", () =>
  forSeeds(5, (random: Random) => {
    const base = Uint8Array.from({ length: 1.5e6 }, (_, i) => i * 7 + (i >> 9));
    const store = new TextStore(base);
    if (random.chance(0.5)) store.sumUp();
    const moved = [1, 63, 65, 5000, 200_000].map((length) => {
      const from = random.int(base.length - length);
      return {
        address: store.put(base, from, from + length),
        bytes: base.subarray(from, from + length),
      };
    });
    const parts = new TextParts(store);
    const wanted: Uint8Array[] = [];
    for (let i = random.int(100); i >= 0; i--) {
      const kind = random.int(4);
      if (kind === 0) {
        const text = "é".repeat(random.pick([0, 1, 40, 70_000]));
        parts.text(text);
        wanted.push(new TextEncoder().encode(text));
      } else if (kind === 1) {
        const { address, bytes } = random.pick(moved);
        parts.add(address, bytes.length);
        wanted.push(bytes);
      } else {
        const from = random.int(base.length);
        const most = random.pick([1, 100, 1000, 1e5, 1.4e6]);
        const to = Math.min(from + random.int(most), base.length);
        parts.add(from, to - from);
        wanted.push(base.subarray(from, to));
      }
      if (random.chance(0.7)) {
        parts.comma();
        wanted.push(new Uint8Array([44]));
      }
    }
    parts.text("}");
    wanted.push(new Uint8Array([125]));
    const whole = concat(...wanted);
    assertEquals(parts.crc, crc32c(viewOf(whole)));
    const gathered = parts.gathered();
    assertEquals(gathered.bytes, whole.length);
    assert(sameBytes(concat(...parts.pieces()), whole));
    const steps = random.pick([1, 2, 7, 1000]);
    assert(sameBytes(recordBytes(gathered, steps), whole));
  }));
