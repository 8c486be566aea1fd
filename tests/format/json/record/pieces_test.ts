import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  countChars,
  inChunks,
} from "../../../../src/format/json/record/pieces.ts";
import type { Payload } from "../../../../src/log/serializer.ts";
import { concat } from "../../../log/byte_source.ts";
import type { Random } from "../../../support/random.ts";
import { forSeeds } from "../../../support/seeds.ts";

const ENCODER = new TextEncoder();
const SIGNS = ["a", "é", "€", "😀", "\n", '"'];

Deno.test("characters are counted alike in text and in bytes", () =>
  forSeeds(50, (random: Random) => {
    const texts = Array.from(
      { length: random.int(6) },
      () => random.pick(SIGNS).repeat(random.int(5)),
    );
    const pieces = texts.map((text): Payload =>
      random.chance(0.5) ? text : ENCODER.encode(text)
    );
    assertEquals(countChars(pieces), texts.join("").length);
  }));

Deno.test("pieces are put together in chunks of bounded size", () =>
  forSeeds(20, (random: Random) => {
    const texts = Array.from(
      { length: 1 + random.int(6) },
      () => random.pick(SIGNS).repeat(random.pick([0, 1, 1000, 300_000, 1e6])),
    );
    const pieces = texts.map((text): Payload =>
      random.chance(0.5) ? text : ENCODER.encode(text)
    );
    const chunks = [...inChunks(pieces)];
    assert(chunks.every(({ length }) => length <= 1 << 20));
    // `assertEquals` takes seconds for so many bytes.
    const whole = ENCODER.encode(texts.join(""));
    assertEquals(Buffer.compare(concat(...chunks), whole), 0);
  }));
