import { assertEquals } from "@std/assert";
import { BufferedSource, PIECE } from "../../src/log/buffered_source.ts";
import { forSeeds } from "../support/seeds.ts";
import { ByteSource } from "./byte_source.ts";

const bytes = Uint8Array.from({ length: 3 * PIECE }, (_, i) => i % 253);

Deno.test("a window shows the bytes of its source, wherever it is looked at", () => {
  const window = new BufferedSource(new ByteSource(bytes));
  forSeeds(80, (random) => {
    const at = random.int(bytes.length + 10);
    const length = random.int(random.pick([10, 1000, 2 * PIECE]));
    assertEquals(
      window.view(at, length).toHex(),
      bytes.subarray(at, at + length).toHex(),
    );
  });
});

Deno.test("a window takes no more than a piece, what is asked for, and what is there", () => {
  const source = new ByteSource(bytes);
  const window = new BufferedSource(source);
  window.view(0, 16);
  assertEquals(source.most, PIECE);
  window.view(PIECE, 2 ** 40);
  assertEquals(source.most, 2 * PIECE);
});
