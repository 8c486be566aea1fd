import { assertEquals } from "@std/assert";
import { NewlineSearch } from "../../../src/format/json/newline_search.ts";
import { forSeeds } from "../../support/seeds.ts";

Deno.test("line ends are found from the end on, whatever stands around them and where", () => {
  forSeeds(500, (random) => {
    const memory = new Uint8Array(random.int(200));
    const often = random.pick([2, 20, 300]);
    for (let i = 0; i < memory.length; i++) {
      // What differs from a line end by a bit or by one, and any byte.
      memory[i] = random.int(often) === 0
        ? 10
        : random.pick([9, 11, 138, 26, 0, 255, random.int(256)]);
    }
    const start = random.int(Math.min(8, memory.length + 1));
    const bytes = memory.subarray(start, memory.length - random.int(8));
    const search = new NewlineSearch(bytes);
    for (let place = 0; place <= bytes.length + 5; place++) {
      const wanted = place === 0 ? -1 : bytes.lastIndexOf(10, place - 1);
      assertEquals(search.before(place), wanted, `before ${place}`);
    }
  });
});

Deno.test("a line end in any byte of a word is found, and nothing else", () => {
  for (const other of [0, 9, 11, 127, 128, 138, 255]) {
    for (let length = 0; length < 40; length++) {
      const bytes = new Uint8Array(length).fill(other);
      assertEquals(new NewlineSearch(bytes).before(length), -1);
      for (let at = 0; at < length; at++) {
        bytes[at] = 10;
        assertEquals(new NewlineSearch(bytes).before(length), at);
        bytes[at] = other;
      }
    }
  }
});
