import { assert, assertEquals } from "@std/assert";
import {
  memberValue,
  stringEnd,
  valueEnd,
} from "../../../../src/format/json/record/text.ts";
import type { Random } from "../../../support/random.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";

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
