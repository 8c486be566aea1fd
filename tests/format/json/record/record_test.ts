import { assert, assertEquals, assertThrows } from "@std/assert";
import { NotStorableError, ReplayError } from "../../../../src/errors.ts";
import {
  changeText,
  parseChange,
  parseSnapshot,
  snapshotText,
} from "../../../../src/format/json/record/record.ts";
import { MAX_DEPTH, NO_TYPES } from "../../../../src/values/kinds.ts";

const ts = "2026-06-10T02:55:04.000001Z";
const change = (text: string) => parseChange(text, NO_TYPES);
const nested = (depth: number, [open, close]: readonly [string, string]) =>
  open.repeat(depth) + "1" + close.repeat(depth);

Deno.test("A change's fields stand in one order, and empty ones are left out", () => {
  const record = { diff: { b: 1 }, m: ts, u: "me", v: 2, a: "act", ts, d: 5 };
  const text =
    `{"ts":"${ts}","a":"act","v":2,"u":"me","m":"${ts}","diff":{"b":1}}`;
  assertEquals(changeText(record, NO_TYPES, true), text);
  assertEquals(changeText(record, NO_TYPES, false), text);
  for (const plain of [true, false]) {
    assertEquals(
      changeText({ ts, a: "", v: 0, diff: {} }, NO_TYPES, plain),
      `{"ts":"${ts}","diff":{}}`,
    );
    assertEquals(changeText({ ts }, NO_TYPES, plain), `{"ts":"${ts}"}`);
  }
});

Deno.test("Fields that we do not know are kept, those of the line are not", () => {
  const record = change(
    `{"ts":"${ts}","diff":1,"x":{"y":[1]},"d":7,"c":"00000000"}`,
  );
  assertEquals(
    changeText(record, NO_TYPES, false),
    `{"ts":"${ts}","x":{"y":[1]},"diff":1}`,
  );
});

Deno.test("Values of fields that we do not know keep their kinds", () => {
  const fields = '"x":{"$date":"1970-01-01T00:00:00.001Z"},"y":' +
    '{"$object":[["$set",[1]]]},"z":18446744073709551616';
  const text = `{"ts":"${ts}",${fields},"diff":1}`;
  assertEquals(changeText(change(text), NO_TYPES, false), text);
  const snapshot = `{"ts":"${ts}","v":0,${fields},"state":{}}`;
  assertEquals(
    snapshotText(parseSnapshot(snapshot, NO_TYPES), NO_TYPES),
    snapshot,
  );
});

Deno.test("A snapshot's state stands last, its revision before it, its version always", () => {
  assertEquals(
    snapshotText({ state: { a: 1n }, k: 1, r: 9, m: ts, v: 3, ts }, NO_TYPES),
    `{"ts":"${ts}","v":3,"m":"${ts}","r":9,"k":1,"state":{"a":{"$bigint":"1"}}}`,
  );
  assertEquals(
    snapshotText({ ts, state: null }, NO_TYPES),
    `{"ts":"${ts}","v":0,"state":null}`,
  );
});

Deno.test("Hand-edited records are read: comments, trailing commas, large integers", () => {
  assertEquals(
    change(
      `{ "ts": "${ts}", // when\n "diff": {"a": [1, 12345678901234567890,],}, }`,
    ),
    { ts, diff: { a: [1, 12345678901234567890n] } },
  );
});

Deno.test("Of keys that come twice the last one counts", () => {
  assertEquals(change(`{"ts":"${ts}","diff":{"a":1,"a":2}}`).diff, { a: 2 });
});

Deno.test("What is no record is refused, and said why", () => {
  const cases: [string, string][] = [
    ["", "not JSON"],
    ["{", "not JSON"],
    ["null", "no object"],
    ["5", "no object"],
    ["[]", 'no timestamp "ts"'],
    ["{}", 'no timestamp "ts"'],
    ['{"ts":5}', 'no timestamp "ts"'],
    ['{"ts":"x","v":"1"}', 'The field "v" of a change is a string'],
    ['{"ts":"x","a":1}', 'The field "a"'],
    ['{"ts":"x","u":null}', 'The field "u"'],
    ['{"ts":"x","m":[]}', 'The field "m"'],
  ];
  for (const [text, message] of cases) {
    assertThrows(() => change(text), ReplayError, message, text);
  }
  const none = () => parseSnapshot('{"ts":"x"}', NO_TYPES);
  assertThrows(none, ReplayError, "no state");
});

Deno.test("What is wrong is told without control characters", () => {
  const error = assertThrows(
    () => change('{"ts":\u001b[2J\u202e}'),
    ReplayError,
  );
  assert(/^[\x20-\x7e]*$/.test(error.message), error.message);
});

Deno.test("Nesting is bounded, whatever it is made of", () => {
  const forms = [["[", "]"], ['{"a":', "}"], ['{"$set":[', "]}"]] as const;
  for (const form of forms) {
    const fits = `{"ts":"x","diff":${nested(MAX_DEPTH, form)}}`;
    change(fits);
    for (const depth of [5 * MAX_DEPTH, 1_000_000]) {
      const deep = `{"ts":"x","diff":${nested(depth, form)}}`;
      assertThrows(() => change(deep), ReplayError, "nested");
    }
  }
  const over = `{"ts":"x","diff":${nested(MAX_DEPTH + 20, forms[0])}}`;
  assertThrows(() => change(over), ReplayError, "at most 1000");
});

Deno.test("Brackets in strings are no nesting", () => {
  const text = `{"ts":"x","diff":${JSON.stringify('\\"[{'.repeat(5000))}}`;
  change(text);
});

Deno.test("A record of more characters than can be read is refused", () => {
  // One text in many places: of half a gigabyte there is but the record.
  const text = "x".repeat(2 ** 20 - 3); // a MiB with quotes and a comma
  const diff = new Array(511).fill(text);
  diff.push("x".repeat(2 ** 20 - 100));
  assertThrows(
    () => changeText({ ts, diff }, NO_TYPES, true),
    NotStorableError,
    "at most",
  );
});
