import { assert, assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../../../src/errors.ts";
import {
  decodeLines,
  decodeSteps,
  scalarStep,
  stepIn,
} from "../../../../src/format/json/record/changes.ts";
import type { ChangeRecord } from "../../../../src/record.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { changed, logOf, serializer, snapped, unsealed } from "../json_log.ts";
import {
  TextChunk,
  type TextLine,
} from "../../../../src/format/json/record/line.ts";
import type { Step } from "../../../../src/log/serializer.ts";
import { setOwn } from "../../../../src/values/own.ts";
import { JsonFramer } from "../../../../src/format/json/framer.ts";
import { ScalarChange } from "../../../../src/format/json/record/scalar_change.ts";

const encode = (text: string) => new TextEncoder().encode(text);

const decode = (bytes: Uint8Array | string, at = { offset: 0, line: 1 }) => [
  ...decodeLines(
    typeof bytes === "string" ? encode(bytes) : bytes,
    at,
    NO_TYPES,
  ),
];

Deno.test("Changes come with their places, without their checksums", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(1),
    changed(2, 7),
    changed(3),
  );
  const found = decode(bytes, { offset: 1000, line: 5 });
  assertEquals(found.map(({ offset }) => offset - 1000), [
    0,
    offsets[2],
    offsets[3],
  ]);
  assertEquals(found.map(({ end }) => end - 1000), [
    offsets[1],
    offsets[3],
    bytes.length,
  ]);
  assertEquals(found.map(({ line }) => line), [5, 7, 8]);
  assertEquals(found.map(({ record }) => record.d), [undefined, 7, undefined]);
  assertEquals(found.map(({ record }) => record.diff), [{ n: 1 }, { n: 2 }, {
    n: 3,
  }]);
  assertEquals(Object.keys(found[0]!.record), ["ts", "a", "u", "diff"]);
});

Deno.test("Blank lines, comments and snapshots are skipped", () => {
  const text = "\n \t\r\n// x\n  //y\n" + unsealed(snapped(1)) +
    " " + unsealed(changed(1)) + "// " + unsealed(changed(2)) + "/**/" +
    unsealed(changed(3));
  const found = decode(text);
  assertEquals(found.map(({ record }) => record.diff), [{ n: 1 }, { n: 3 }]);
  assertEquals(found.map(({ line }) => line), [6, 8]);
});

Deno.test("The last line may lack its line end", () => {
  const text = unsealed(changed(1)) + unsealed(changed(2)).trimEnd();
  assertEquals(decode(text).at(-1)?.end, encode(text).length);
});

Deno.test("Places are right in text of any alphabet and over every border", () => {
  const letters = ["a", "é", "日", "😀", "\ufffd"];
  forSeeds(40, (random) => {
    let text = "";
    let at = 0;
    let number = 1;
    const expected: [number, number, number, number][] = [];
    for (let n = 0; n < 200 && at < 200_000; n++) {
      if (random.chance(0.2)) {
        text += "\n";
        at++;
        number++;
      }
      const word = random.pick(letters).repeat(random.int(1000));
      const line = `${JSON.stringify({ ts: "x", diff: { n, word } })}\n`;
      const length = encode(line).length;
      expected.push([n, at, at + length, number++]);
      text += line;
      at += length;
    }
    assertEquals(
      decode(text).map(({ record, offset, end, line }) => [
        (record.diff as { n: number }).n,
        offset,
        end,
        line,
      ]),
      expected,
    );
  });
});

Deno.test("Rich values and hand-edited lines stand among plain ones", () => {
  const text = unsealed(changed(1)) +
    '{"ts":"2026-06-10T02:55:04Z","diff":{"n":12345678901234567890}}\n' +
    '{"ts":"2026-06-10T02:55:04Z","diff":{"n":{"$bigint":"5"},},} // edited\n' +
    unsealed(changed(4));
  assertEquals(
    decode(text).map(({ record }) => (record.diff as { n: unknown }).n),
    [1, 12345678901234567890n, 5n, 4],
  );
});

Deno.test("Any diff comes back as it was", () => {
  forSeeds(100, (random) => {
    const diffs = Array.from(
      { length: 1 + random.int(5) },
      () => randomValue(random, 3),
    );
    const texts = diffs.map((diff) =>
      // Objects that read as tags are escaped in a diff: none in here.
      serializer.encodeSnapshot({ ts: "2026-06-10T02:55:04Z", state: diff })
        .replace('"state":', '"diff":')
    );
    const bytes = serializer.createFramer().frame("change", texts, 0, 3);
    const found = decode(bytes).map(({ record }): ChangeRecord => record);
    for (const [i, diff] of diffs.entries()) {
      assert(deepEqual(found[i]!.diff, diff), texts[i]);
    }
  });
});

Deno.test("What can't be decoded is told with its line and byte", () => {
  const good = unsealed(changed(1));
  for (
    const bad of [
      "garbage\n",
      '{"ts":5}\n',
      "\xff\n",
      "{\n",
      '{"ts":"x","a":1}\n',
    ]
  ) {
    const bytes = encode(good + bad + good);
    if (bad.startsWith("\xff")) bytes[encode(good).length] = 0xff;
    const error = assertThrows(
      () => decode(bytes, { offset: 100, line: 10 }),
      ReplayError,
    );
    // Bytes that are no text are found a piece at a time.
    const place = bad.startsWith("\xff")
      ? [10, 100]
      : [11, 100 + encode(good).length];
    assertEquals([error.line, error.offset], place, bad);
    assertEquals(error.record, "change");
  }
});

Deno.test("Records deeper than can be walked are refused", () => {
  const deep = `{"ts":"x","diff":${"[".repeat(1e5)}${"]".repeat(1e5)}}\n`;
  assertThrows(() => decode(deep), ReplayError, "nested");
});

const START = { offset: 0, line: 1 };
const TS = "2026-06-10T02:55:04Z";

/** The step in one line that is plain. */
function step(text: string): Step | undefined {
  const around = `before\n${text}\nbehind`;
  const line: TextLine = {
    chunk: new TextChunk(around, around.length),
    from: 7,
    to: 7 + text.length,
    offset: 70,
    end: 99,
    line: 3,
  };
  return stepIn(line);
}

const sealed = (text: string) =>
  new TextDecoder().decode(
    serializer.createFramer().frame("change", [text], 0),
  ).trimEnd();

/** The diff from the root: one object for each key of the path. */
function whole({ record, path = [] }: Step): unknown {
  return path.reduceRight<unknown>((inner, key) => {
    const outer = {};
    setOwn(outer, key, inner);
    return outer;
  }, record.diff);
}

Deno.test("A change of one place is its path and its value", () => {
  const found: [string, string[], unknown][] = [
    ['{"n":1}', ["n"], 1],
    ['{"users":{"u17":{"visits":3}}}', ["users", "u17", "visits"], 3],
    ['{"a":{"b":-1.5e3}}', ["a", "b"], -1500],
    ['{"a":"{}}"}', ["a"], "{}}"],
    ['{"":{"__proto__":null}}', ["", "__proto__"], null],
    ['{"a":{"b":{"c":1,"d":"x"}}}', ["a", "b"], { c: 1, d: "x" }],
    ['{"a":{"c":[1,[2]],"d":"\\n"}}', ["a"], { c: [1, [2]], d: "\n" }],
    ['{"a":{"c":"\\n"}}', ["a"], { c: "\n" }],
    ['{"a":1,"b":2}', [], { a: 1, b: 2 }],
    ['{"a":{"b": 1 }}', ["a"], { b: 1 }],
  ];
  for (const [diff, path, value] of found) {
    const text = `{"ts":"${TS}","a":"visit","diff":${diff}}`;
    for (const line of [text, sealed(text)]) {
      const { record, ...place } = step(line) as Step;
      assertEquals(place, { path, offset: 70, end: 99, line: 3 }, line);
      assertEquals(record.diff, value, line);
    }
  }
});

Deno.test("What replay asks of a record comes along", () => {
  const text =
    `{"ts":"x","a":"b","v":12,"u":"c","m":"${TS}","diff":{"n":true}}`;
  assertEquals(step(text)?.record, { v: 12, m: TS, diff: true });
});

Deno.test("What needs more care is left to who has it", () => {
  const head = `{"ts":"x",`;
  for (
    const text of [
      "",
      "garbage",
      "// comment",
      `SNAPSHOT ${head}"state":{}}`,
      `${head}"a":"none"}`,
      `${head}"diff":5}`,
      `${head}"diff":{}}`,
      `${head}"diff":{"$replace":1}}`,
      `${head}"diff":{"a":{"$delete":["b"]}}}`,
      `${head}"diff":{"$$a":1}}`,
      `${head}"diff":{"a\\n":1}}`,
      `${head}"diff":{"a":{"b":1},"c":{"d":2}}}`,
      `${head}"diff":{"a":{}}}`,
      `${head}"diff":{"a":1},"d":7}`,
      `${head}"diff":{"a":1},"other":{"b":1}}`,
      `${head}"diff":{"a":1}} // edited`,
      `${head}"diff":{"a":1,}}`,
      `${head}"diff":{"a":01}}`,
      `${head}"diff":{"a":1}`,
      `${head}"diff":{"a":1}}}`,
      `${head}"diff":{"a":1]}`,
      `${head}"diff":{"a":{"b":1]}}`,
      `${head}"diff":{"a":1}]`,
      `${head}"diff":{"a":1}}x`,
      `${head}"diff":{"a":1],"c":"0a1b2c3d"}`,
      `${head}"diff":{"a":{"b":1}}`,
      `${head}"diff":{"a":\u0001}}`,
      `${head}"diff":{"a":"\u0001"}}`,
      `${head}"diff":{"a":NaN}}`,
      `{"ts":5,"diff":{"a":1}}`,
      `${head}"v":-1,"diff":{"a":1}}`,
      `${head}"a":"b","a":"c","diff":{"a":1}}`,
      ` ${head}"diff":{"a":1}}`,
    ]
  ) assertEquals(step(text), undefined, text);
});

Deno.test("Steps stand for the changes, in their places", () => {
  const { bytes } = logOf(
    changed(1),
    snapped(1),
    "// a comment\n",
    changed(2, 7),
    '{"ts":"x","diff":{"n":{"$bigint":"5"},},} // edited\n',
    changed(3),
  );
  const steps = [...decodeSteps(bytes, START, NO_TYPES)];
  assertEquals(steps.map(whole), [{ n: 1 }, { n: 2 }, { n: 5n }, { n: 3 }]);
  assertSameChanges(bytes);
});

Deno.test("A step says the same as the change that it stands for", () => {
  let short = 0;
  forSeeds(260, (random) => {
    // A tag anywhere, and all lines beside it are read with care.
    const rich = random.chance(0.3);
    const lines = Array.from({ length: 1 + random.int(20) }, () => {
      let diff = rich && random.chance(0.5)
        ? randomValue(random, 2)
        : random.pick<unknown>([1, -0, "x", null, { a: 1, b: [2] }, "$$", []]);
      for (let n = random.int(4); n > 0; n--) {
        diff = { [random.pick(["a", "users", "ü", "u17", "$$x", '"'])]: diff };
      }
      const fields = {
        ts: TS,
        ...random.chance(0.5) && { a: "visit" },
        ...random.chance(0.2) && { v: random.int(9) },
        ...random.chance(0.2) && { m: TS },
      };
      const text = serializer.encodeSnapshot({ ...fields, state: diff })
        .replace(/"v":0,/, "").replace('"state":', '"diff":');
      const mended = random.chance(0.1)
        ? text.slice(0, -1) + random.pick([" }", ',"z":1}'])
        : text;
      return random.chance(0.5) ? sealed(mended) : mended;
    });
    const bytes = new TextEncoder().encode(lines.join("\n") + "\n");
    short += assertSameChanges(bytes);
  });
  assert(short > 500, `${short} of them were short`);
});

/** Compares the two ways to decode; tells how many steps were not at the root. */
function assertSameChanges(bytes: Uint8Array): number {
  const steps = [...decodeSteps(bytes, START, NO_TYPES)];
  const changes = [...decodeLines(bytes, START, NO_TYPES)];
  assertEquals(steps.length, changes.length);
  for (const [i, { record, offset, end, line }] of changes.entries()) {
    const found = steps[i];
    assertEquals([found!.offset, found!.end, found!.line], [offset, end, line]);
    const { v, m, diff } = record;
    assertEquals([found!.record.v, found!.record.m], [v, m]);
    assert(deepEqual(whole(found!), diff), Deno.inspect(found!.record));
  }
  return steps.filter(({ path }) => path !== undefined).length;
}

Deno.test("A line of nothing but a seal is none", () => {
  assertEquals(step(`,"c":"0a1b2c3d"}`), undefined);
  assertEquals(step(unsealed(changed(1)).trimEnd())?.path, ["n"]);
});

const ENCODER = new TextEncoder();

/** The step in a line with these fields before the diff, or undefined. */
function scalarsIn(diff: string, fields = `"ts":"${TS}"`): Step | undefined {
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
    const { record, ...place } = scalarsIn(diff) as Step;
    assertEquals(place, { path, offset: 70, end: 99, line: 3 }, diff);
    assertEquals(record, { v: undefined, m: undefined, diff: value }, diff);
  }
});

Deno.test("a key named __proto__ is one of the data", () => {
  const { record } = scalarsIn('{"a":{"__proto__":1,"b":2}}') as Step;
  assertEquals(Object.entries(record.diff as object), [["__proto__", 1], [
    "b",
    2,
  ]]);
  assert(Object.getPrototypeOf(record.diff) === Object.prototype);
});

Deno.test("what replay asks of a record comes along", () => {
  const fields = `"ts":"x","a":"b","v":12,"u":"c","m":"${TS}"`;
  assertEquals(scalarsIn('{"n":true}', fields)?.record, {
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
    assertEquals(scalarsIn(`{"a":${value}}`), undefined, value);
    assertEquals(scalarsIn(`{"b":1,"a":${value}}`), undefined, value);
  }
  assertEquals(scalarsIn('{"a":1}', `"ts":"x","a":"\\n"`), undefined);
});
