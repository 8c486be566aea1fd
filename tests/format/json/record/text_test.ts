import { assert, assertEquals } from "@std/assert";
import {
  memberValue,
  shapeOf,
  stringEnd,
  valueEnd,
} from "../../../../src/format/json/record/text.ts";
import type { Random } from "../../../support/random.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import {
  parseRich,
  toJson,
} from "../../../../src/format/json/record/values.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("a string ends at its quote, and not at one that is escaped", () => {
  for (const text of ["", "a", 'a"b', "\\", '\\"', "😀\n"]) {
    const json = bytesOf(JSON.stringify(text));
    const more = bytesOf(`${JSON.stringify(text)},"x"`);
    assertEquals(stringEnd(more, 0, more.length), json.length);
  }
  assertEquals(stringEnd(bytesOf('"open'), 0, 5), 5);
});

Deno.test("a value ends where the next one begins", () =>
  forSeeds(200, (random: Random) => {
    const value = randomValue(random, 3, false) ?? null;
    const json = JSON.stringify(value);
    for (const after of [",1", "}", "]"]) {
      const bytes = bytesOf(json + after);
      const end = valueEnd(bytes, 0, bytes.length);
      assertEquals(textOf(bytes.subarray(0, end)), json);
    }
  }));

function find(object: string, key: string): string | undefined {
  const [bytes, name] = [bytesOf(object), bytesOf(JSON.stringify(key))];
  const at = memberValue(bytes, 0, bytes.length, name, 0, name.length);
  if (at < 0) return undefined;
  return textOf(bytes.subarray(at, valueEnd(bytes, at, bytes.length)));
}

Deno.test("a member is found by its key, the last one of those that are alike", () => {
  const object = '{"a":1,"b":{"a":2},"ab":[3,"]"],"":"}","c":4,"a":"5"}';
  assertEquals(find(object, "a"), '"5"');
  assertEquals(find(object, "b"), '{"a":2}');
  assertEquals(find(object, "ab"), '[3,"]"]');
  assertEquals(find(object, ""), '"}"');
  assertEquals(find(object, "c"), "4");
  assertEquals(find(object, "d"), undefined);
});

Deno.test("what may be a tag, or is not in our form, has no members", () => {
  assert(find('{"date":1}', "date") !== undefined);
  for (
    const text of [
      '{"$date":1}',
      '{"date":1,"$x":2}',
      '{"\\u0024x":1,"date":2}',
      '{ "date":1}',
      '{"date" :1}',
      "{}",
      '["date"]',
      '"date"',
      "1",
    ]
  ) assertEquals(find(text, "date"), undefined, text);
});

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
