import { assert, assertEquals } from "@std/assert";
import { JsonFramer } from "../../../../src/format/json/framer.ts";
import { TextChunk } from "../../../../src/format/json/record/lines.ts";
import { ScalarChange } from "../../../../src/format/json/record/scalar_change.ts";
import { scalarStep } from "../../../../src/format/json/record/scalar_step.ts";
import type { Step } from "../../../../src/log/serializer.ts";

const TS = "2026-06-10T02:55:04Z";
const ENCODER = new TextEncoder();

/** The step in a line with these fields before the diff, or undefined. */
function step(diff: string, fields = `"ts":"${TS}"`): Step | undefined {
  const text = `{${fields},"diff":${diff}}`;
  const line = new JsonFramer().frame("change", [text], 0);
  const around = `before\n${new TextDecoder().decode(line)}behind`;
  // In the bytes it stands elsewhere than in the text.
  const bytes = ENCODER.encode(`a line that came before\n${around}`);
  const start = bytes.length - line.length - "behind".length;
  const change = new ScalarChange();
  const next = change.read(bytes, start);
  assert(next === start + line.length, `${text} is no change of scalars`);
  return scalarStep(change, start, {
    chunk: new TextChunk(around, around.length),
    from: 7,
    to: 7 + line.length - 1,
    offset: 70,
    end: 99,
    line: 3,
  });
}

Deno.test("scalars set in one place are a step to there", () => {
  const found: [string, string[], unknown][] = [
    ['{"n":1}', ["n"], 1],
    ['{"n":0}', ["n"], 0],
    ['{"n":999999999999999}', ["n"], 999999999999999],
    ['{"n":-12}', ["n"], -12],
    ['{"n":-0}', ["n"], -0],
    ['{"users":{"u17":{"visits":3}}}', ["users", "u17", "visits"], 3],
    ['{"a":{"b":-1.5e3}}', ["a", "b"], -1500],
    ['{"a":"{}}"}', ["a"], "{}}"],
    ['{"a":""}', ["a"], ""],
    ['{"a":"x\\n\\u00fc"}', ["a"], "x\nü"],
    ['{"a":true}', ["a"], true],
    ['{"":{"__proto__":null}}', ["", "__proto__"], null],
    ['{"a":{"b":{"c":1,"d":"x"}}}', ["a", "b"], { c: 1, d: "x" }],
    ['{"a":1,"b":false}', [], { a: 1, b: false }],
    ['{"a":1,"a":2}', [], { a: 2 }],
  ];
  for (const [diff, path, value] of found) {
    const { record, ...place } = step(diff) as Step;
    assertEquals(place, { path, offset: 70, end: 99, line: 3 }, diff);
    assertEquals(record, { v: undefined, m: undefined, diff: value }, diff);
  }
});

Deno.test("a key named __proto__ is one of the data", () => {
  const { record } = step('{"a":{"__proto__":1,"b":2}}') as Step;
  assertEquals(Object.entries(record.diff as object), [["__proto__", 1], [
    "b",
    2,
  ]]);
  assert(Object.getPrototypeOf(record.diff) === Object.prototype);
});

Deno.test("what replay asks of a record comes along", () => {
  const fields = `"ts":"x","a":"b","v":12,"u":"c","m":"${TS}"`;
  assertEquals(step('{"n":true}', fields)?.record, {
    v: 12,
    m: TS,
    diff: true,
  });
});

Deno.test("what only looks like a scalar, or may be a bigint, is left to others", () => {
  for (
    const value of [
      "01",
      "1.",
      "-",
      "+1",
      "truefalse",
      "nul",
      '"\t"',
      '"a\\x"',
      "9007199254740993",
      "-9007199254740993",
    ]
  ) {
    assertEquals(step(`{"a":${value}}`), undefined, value);
    assertEquals(step(`{"b":1,"a":${value}}`), undefined, value);
  }
  assertEquals(step('{"a":1}', `"ts":"x","a":"\\n"`), undefined);
});
