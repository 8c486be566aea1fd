import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  mayHoldRich,
  parseRich,
  toJson,
} from "../../../../src/format/json/record/values.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import {
  NO_TYPES,
  Tagged,
  TypeRegistry,
} from "../../../../src/values/kinds.ts";
import { objectOf, randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";

class Point {
  constructor(readonly x: number, readonly y: unknown) {}
}

const POINTS = new TypeRegistry([{
  tag: "point",
  class: Point,
  encode: ({ x, y }: Point) => ({ x, y }),
  decode: (data) => {
    const { x, y } = data as { x: number; y: unknown };
    return new Point(x, y);
  },
}]);

function write(value: unknown, guarded = true, types = NO_TYPES): string {
  return JSON.stringify(toJson(value, { types, guarded }));
}

function read(text: string, types = NO_TYPES): unknown {
  return parseRich(text, types);
}

/** The text that it has to become, and that has to become the same again. */
function assertWritten(value: unknown, text: string): void {
  assertEquals(write(value), text);
  assert(deepEqual(read(text), value, NO_TYPES), text);
}

Deno.test("What JSON has no type for is written as its tag", () => {
  const ts = "2026-06-10T02:55:00.000Z";
  assertWritten(new Date(ts), `{"$date":"${ts}"}`);
  assertWritten(
    Temporal.Instant.from("2026-06-10T02:55:00.123456789Z"),
    '{"$instant":"2026-06-10T02:55:00.123456789Z"}',
  );
  assertWritten(Uint8Array.of(0, 1, 255), '{"$bytes":"AAH/"}');
  assertWritten(
    new URL("https://a.example/?q=1"),
    '{"$url":"https://a.example/?q=1"}',
  );
  assertWritten(NaN, '{"$number":"NaN"}');
  assertWritten(-Infinity, '{"$number":"-Infinity"}');
  assertWritten(
    new Map<unknown, unknown>([[1, "a"], ["b", new Set([2])]]),
    '{"$map":[[1,"a"],["b",{"$set":[2]}]]}',
  );
  assertWritten(
    new Tagged("point", { at: 5n }),
    '{"$type":["point",{"at":{"$bigint":"5"}}]}',
  );
});

Deno.test("Integers beyond 2^53 are bigints, numbers as large are not", () => {
  assertWritten(5n, '{"$bigint":"5"}');
  assertWritten(2n ** 53n, '{"$bigint":"9007199254740992"}');
  assertWritten(2n ** 53n + 1n, "9007199254740993");
  assertWritten(-(2n ** 53n) - 1n, "-9007199254740993");
  assertWritten([2n ** 64n], "[18446744073709551616]");
  assertWritten([10n ** 400n], `[1${"0".repeat(400)}]`); // beyond all doubles
  assertWritten(2 ** 53, "9007199254740992");
  assertWritten(-(2 ** 53), "-9007199254740992");
  assertWritten(2 ** 53 + 2, "9007199254740994.0");
  assertWritten(1e20, "100000000000000000000.0");
  assertWritten(1e21, "1e+21");
  assertWritten(-0, "-0.0");
  assertWritten({ a: 0.30000000000000004 }, '{"a":0.30000000000000004}');
});

Deno.test("A large number is read as what its form says, wherever it stands", () => {
  const text =
    '{"a": 12345678901234567890,"b":[\t-98765432109876543210 ,1e30],' +
    '"c":"12345678901234567890","d":12345678901234567890.5,"e":1234567890123456}';
  assertEquals(read(text), {
    a: 12345678901234567890n,
    b: [-98765432109876543210n, 1e30],
    c: "12345678901234567890",
    d: 12345678901234567000,
    e: 1234567890123456,
  });
});

Deno.test("mayHoldRich() finds runs of 16 digits at any place", () => {
  for (let before = 0; before < 40; before++) {
    const start = `{"${"x".repeat(before)}":`;
    assert(mayHoldRich(`${start}1234567890123456}`), start);
    assert(!mayHoldRich(`${start}123456789012345}`), start);
    assert(!mayHoldRich(`${start}"1234567890123456"}`), start);
  }
});

Deno.test("A tag is found under any spelling of its name", () => {
  assertEquals(read('{"\\u0024bigint":"5"}'), 5n);
  assertEquals(read('{"$b\\u0069gint":"5"}'), 5n);
  assertEquals(read('{"$bigint" : "5"}'), 5n);
});

Deno.test("An object that is not exactly a tag is an ordinary one", () => {
  for (
    const text of [
      '{"$date":5}',
      '{"$date":"tomorrow"}',
      '{"$bytes":"!"}',
      '{"$bigint":5}',
      '{"$map":{}}',
      '{"$map":[[1]]}',
      '{"$set":1}',
      '{"$number":"1"}',
      '{"$url":"nowhere"}',
      '{"$type":["x"]}',
      '{"$object":[]}',
      '{"$other":"x"}',
      '{"$date":"2026-06-10T02:55:00.000Z","more":1}',
    ]
  ) assertEquals(JSON.stringify(read(text)), text);
});

Deno.test("A user's object that would read as a tag is told from one", () => {
  for (
    const text of [
      '{"$bigint":"5"}',
      '{"$map":[[1,2]]}',
      '{"$set":[]}',
      '{"$object":[["a",1]]}',
      '{"$type":["a",1]}',
    ]
  ) {
    const own = JSON.parse(text);
    const written = write(own);
    assert(written.startsWith('{"$object":[["$'), written);
    assert(deepEqual(read(written), own, NO_TYPES), written);
    // In a diff the key has been escaped before.
    assertEquals(write(own, false), text);
  }
});

Deno.test("Nothing is copied where nothing needs a tag", () => {
  const value = { a: [1, { b: "c" }], d: null };
  assertStrictEquals(toJson(value, { types: NO_TYPES, guarded: true }), value);
  const mixed = { plain: value, rich: 5n };
  const out = toJson(mixed, { types: NO_TYPES, guarded: true }) as typeof mixed;
  assertStrictEquals(out.plain, value);
  assertEquals(mixed.rich, 5n);
});

Deno.test("An own key __proto__ is an ordinary key, copied or not", () => {
  for (const inner of [1, 5n, { a: 1n }]) {
    const value = objectOf([["__proto__", inner], ["b", 2n]]);
    const back = read(write(value));
    assert(deepEqual(back, value, NO_TYPES));
    assertStrictEquals(Object.getPrototypeOf(back), Object.prototype);
  }
});

Deno.test("Types of the application's own come back as what they were", () => {
  const value = { at: new Point(1, new Map([[2, new Point(3, NaN)]])) };
  const text = write(value, true, POINTS);
  const back = read(text, POINTS) as typeof value;
  assert(back.at instanceof Point);
  assert(deepEqual(back, value, POINTS));
});

Deno.test("Who does not know a type writes the same text again", () => {
  const text = write([new Point(1, 5n)], true, POINTS);
  const kept = read(text) as Tagged[];
  assert(kept[0] instanceof Tagged);
  assertEquals(write(kept), text);
});

Deno.test("Any value comes back as it was", () => {
  forSeeds(500, (random) => {
    const value = randomValue(random, 4);
    const text = write(value);
    const back = read(text);
    assert(deepEqual(back, value, NO_TYPES), text);
    assertEquals(write(back), text);
  });
});
