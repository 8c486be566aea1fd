import { assert, assertEquals } from "@std/assert";
import { shapeOf } from "../../../../src/format/json/record/shape.ts";
import {
  parseRich,
  toJson,
} from "../../../../src/format/json/record/values.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";

const ENCODER = new TextEncoder();
const shape = (text: string) => shapeOf(ENCODER.encode(text));

/** How many objects and arrays a parsed value nests. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

Deno.test("depth is how many objects and arrays are open at most", () => {
  const texts: [string, number][] = [
    ["1", 0],
    ['"[[{{"', 0],
    ['"\\"[{"', 0],
    ['"\\\\"', 0],
    ["{}", 1],
    ["[[],[[]],[]]", 3],
    ['{"a":{"b":[1]},"c":[{}]}', 3],
    ['{"]]":[{"\\"}":1}]}', 3],
  ];
  for (const [text, depth] of texts) {
    assertEquals(shape(text), { depth, longInteger: false }, text);
  }
});

Deno.test("long integers are found where they may be, and only there", () => {
  const long = "1234567890123456";
  const found: [string, boolean][] = [
    [long, true],
    [`-${long}7890`, true],
    [`{"a":${long}}`, true],
    [`[1,-${long}]`, true],
    [`[ ${long} ]`, true],
    [`{"a":1,"b":{"c":[0.5,${long}]}}`, true],
    [long.slice(1), false],
    [`[${long.slice(1)},${long.slice(1)}]`, false],
    [`"${long}"`, false],
    [`{"${long}":"\\"${long}"}`, false],
    [`0.${long}`, false],
    [`[-0.${long}${long}]`, false],
  ];
  for (const [text, longInteger] of found) {
    assertEquals(shape(text).longInteger, longInteger, text);
  }
});

Deno.test("a text parsed by its shape is what it is without", () => {
  let long = 0;
  forSeeds(500, (random) => {
    const value = randomValue(random, 4);
    const text = JSON.stringify(
      toJson(value, { types: NO_TYPES, guarded: true }),
    );
    const { depth, longInteger } = shape(text);
    assertEquals(depth, depthOf(JSON.parse(text)), text);
    if (longInteger) long++;
    const parsed = parseRich(text, NO_TYPES, longInteger);
    assert(deepEqual(parsed, parseRich(text, NO_TYPES)), text);
    assert(deepEqual(parsed, value), text);
  });
  assert(long > 5, `${long} had a long integer`);
});
