import { assert, assertEquals } from "@std/assert";
import {
  decodeLines,
  decodeSteps,
} from "../../../../src/format/json/record/changes.ts";
import {
  TextChunk,
  type TextLine,
} from "../../../../src/format/json/record/lines.ts";
import { stepIn } from "../../../../src/format/json/record/step.ts";
import type { Step } from "../../../../src/log/serializer.ts";
import { deepEqual } from "../../../../src/values/equal.ts";
import { NO_TYPES } from "../../../../src/values/kinds.ts";
import { setOwn } from "../../../../src/values/own.ts";
import { randomValue } from "../../../support/random_states.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { changed, logOf, serializer, snapped, unsealed } from "../json_log.ts";

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
  forSeeds(300, (random) => {
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
