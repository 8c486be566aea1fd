import { assert, assertEquals, assertThrows } from "@std/assert";
import { NotStorableError, ReplayError } from "../../../src/errors.ts";
import {
  JsonChangeWriter,
  JsonSerializer,
} from "../../../src/format/json/serializer.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { randomValue } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";
import { serializer } from "./json_log.ts";
import {
  changeText,
  MAX_CHARS,
} from "../../../src/format/json/record/record.ts";
import type { ChangeHead } from "../../../src/log/serializer.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

const ts = "2026-06-10T02:55:04.000001Z";
const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("A change comes back as it was, from its text and from its line", () => {
  const record = {
    ts,
    a: "act",
    v: 2,
    u: "me",
    m: ts,
    diff: { a: [1n, null] },
  };
  const text = serializer.encodeChange(record);
  assertEquals(serializer.decodeChange(encode(text)), record);
  const line = serializer.createFramer().frame("change", [text], 0, 5);
  assertEquals(serializer.decodeChange(line.subarray(0, -1)), {
    ...record,
    d: 5,
  });
});

Deno.test("A snapshot comes back as it was, from its text and from its line", () => {
  forSeeds(200, (random) => {
    const snapshot = {
      ts,
      v: 1,
      m: ts,
      r: 7,
      k: 1,
      state: randomValue(random, 4),
    };
    const text = serializer.encodeSnapshot(snapshot);
    const line = serializer.createFramer().frame("snapshot", [text], 0);
    for (const payload of [encode(text), line.subarray(0, -1)]) {
      const back = serializer.decodeSnapshot(payload);
      assert(deepEqual(back, snapshot), text);
    }
  });
});

Deno.test("A record read and written again is the same text", () => {
  const text =
    `{"ts":"${ts}","a":"x","new":[1],"diff":{"$$x":"$$$y","n":-0.0}}`;
  assertEquals(
    serializer.encodeChange(serializer.decodeChange(encode(text))),
    text,
  );
});

Deno.test("The plain way writes what the other one writes", () => {
  forSeeds(300, (random) => {
    const record = { ts, a: "act", diff: randomValue(random, 4, false) };
    assertEquals(
      serializer.encodeChange(record, true),
      serializer.encodeChange(record, false),
    );
  });
});

Deno.test("revisionOf() finds the revision wherever it stands", () => {
  const of = (text: string) => serializer.revisionOf(encode(text));
  assertEquals(of(`{"ts":"${ts}","r":12,"k":1,"state":{}}`), 12);
  assertEquals(
    of(`{"ts":"${ts}","v":3,"m":"${ts}","r":0,"k":1,"state":[]}`),
    0,
  );
  const state = `{"r":5,"k":1,"all":"${"x".repeat(2000)}"}`;
  assertEquals(
    of(`{"ts":"${ts}","v":0,"state":${state},"m":"${ts}","r":10,"k":1}`),
    10,
  );
  assertEquals(
    of(`{"ts":"${ts}","state":${state},"r":10,"k":1,"d":9,"c":"0a0b0c0d"}`),
    10,
  );
  assertEquals(of(`{ "k": 1, "ts": "${ts}", "state": ${state}, "r": 4 }`), 4);
});

Deno.test("revisionOf() trusts no revision without k", () => {
  const of = (text: string) => serializer.revisionOf(encode(text));
  const state = '{"r":5,"k":1}';
  assertEquals(of(`{"ts":"${ts}","state":${state}}`), undefined);
  assertEquals(of(`{"ts":"${ts}","state":${state},"r":10}`), undefined);
  assertEquals(of(`{"ts":"${ts}","r":10,"state":${state}}`), undefined);
  assertEquals(of(`{"ts":"${ts}","r":10,"k":0,"state":${state}}`), undefined);
  assertEquals(of(`{"ts":"${ts}","r":"10","k":1,"state":${state}}`), undefined);
});

Deno.test("What is no UTF-8, no JSON or no record is refused", () => {
  const bad = [encode("{"), encode("[]"), encode('{"ts":1}')];
  for (const payload of bad) {
    assertThrows(() => serializer.decodeChange(payload), ReplayError);
    assertThrows(() => serializer.decodeSnapshot(payload), ReplayError);
  }
  assertThrows(() => serializer.decodeChange(Uint8Array.of(0xff)), ReplayError);
});

Deno.test("A snapshot decoded ahead is refused as any other", () => {
  const deep = `{"ts":"${ts}","state":${"[".repeat(9000)}${"]".repeat(9000)}}`;
  for (const text of ["{", "[]", '{"ts":1}', `{"ts":"${ts}"}`, deep]) {
    const payload = encode(text);
    const whole = assertThrows(() => serializer.decodeSnapshot(payload));
    for (const survey of [serializer.surveySnapshot(payload), undefined]) {
      const rest = serializer.decodeAhead(payload);
      const error = assertThrows(() => rest(survey), ReplayError);
      assertEquals(error.message, (whole as Error).message);
    }
  }
});

/** Runs a check that may ask how often `JSON.parse` was called. */
function countingParses(check: (parsed: () => number) => void): void {
  const { parse } = JSON;
  let parsed = 0;
  JSON.parse = (...given) => (parsed++, parse(...given));
  try {
    check(() => parsed);
  } finally {
    JSON.parse = parse;
  }
}

Deno.test("Nothing but brackets is looked through before it is parsed", () => {
  const nested = "[".repeat(100_000);
  const text = `{"ts":"${ts}","state":${nested}`;
  countingParses((parsed) => {
    const rest = serializer.decodeAhead(encode(text));
    assertThrows(() => rest(), ReplayError, "nested 100001 deep");
    const good = serializer.decodeAhead(encode(`{"ts":"${ts}","state":{}}`));
    assertEquals([parsed(), good().state], [1, {}]);
  });
});

Deno.test("What begins with long integers is parsed once; those further on are found", () => {
  const state = (text: string) => encode(`{"ts":"${ts}","state":${text}}`);
  countingParses((parsed) => {
    const rest = serializer.decodeAhead(state(`[9007199254740995]`));
    assertEquals([parsed(), rest().state], [0, [9007199254740995n]]);
    assertEquals(parsed(), 1);
  });
  const far = state(`["${"x".repeat(2 ** 20)}",9007199254740995]`);
  for (const survey of [serializer.surveySnapshot(far), undefined]) {
    const found = serializer.decodeAhead(far)(survey).state as unknown[];
    assertEquals(found[1], 9007199254740995n);
  }
});

Deno.test("A snapshot as JSONC, or with long integers, is decoded ahead, too", () => {
  const text = `{"ts":"${ts}",/* by hand */"state":{"n":9007199254740995,},}`;
  for (const state of [text, text.replace(/\/\*.*\*\/|,(?=})/g, "")]) {
    const payload = encode(state);
    const survey = serializer.surveySnapshot(payload);
    assertEquals(survey["longInteger"], true);
    const rest = serializer.decodeAhead(payload);
    assertEquals(rest(survey).state, { n: 9007199254740995n });
  }
});

Deno.test("A hostile record pollutes no prototype", () => {
  const text = `{"ts":"${ts}","diff":{"__proto__":{"bad":1},"constructor":` +
    `{"prototype":{"bad":1}},"x":{"$object":[["__proto__",{"bad":1}]]}},"__proto__":{"a":"x"}}`;
  const record = serializer.decodeChange(encode(text));
  assertEquals(record.a, undefined);
  assertEquals(({} as { bad?: number }).bad, undefined);
  serializer.encodeChange(record);
  assertEquals(({} as { bad?: number }).bad, undefined);
});

Deno.test("Two types of one tag are refused", () => {
  const codec = {
    tag: "x",
    encode: () => 1,
    decode: () => new (class {})(),
  };
  const types = [{ ...codec, class: class {} }, { ...codec, class: class {} }];
  assertThrows(() => new JsonSerializer({ types }), TypeError);
});

const HEADS: readonly ChangeHead[] = [
  { ts },
  { ts, a: "", v: 0 },
  { ts, a: "act" },
  { ts, a: 'an "act"\n' },
  { ts, a: "act", v: 1 },
  { ts, a: "act", v: 1, u: "" },
  { ts, a: "act", v: 1, u: "mé" },
  { ts, a: "act", v: 1, u: "mé", m: ts },
  { ts, a: "act", v: 1, u: "mé", m: "2026-06-10T02:55:04Z" },
  { ts: "2026-06-10T02:55:05Z", a: "act" },
  { ts, n: "" },
  { ts, a: "act", v: 1, u: "mé", m: ts, n: 'wé "asked"\n' },
  { ts, a: "revert", n: "why", w: [3, 12] },
  { ts, w: [7] },
];

/** One with other fields is written by a search for them. */
const isUsual = ({ n, w }: ChangeHead) => n === undefined && w === undefined;

Deno.test("a change is written as when its diff is an object", () => {
  const writer = new JsonChangeWriter();
  for (const head of [...HEADS, ...HEADS.toReversed()]) {
    for (const diff of [{ n: 1 }, { s: "x" }]) {
      assertEquals(
        writer.text(head, JSON.stringify(diff)),
        changeText({ ...head, diff }, NO_TYPES, isUsual(head)),
      );
    }
  }
});

Deno.test("one that is too long is refused", () => {
  const writer = new JsonChangeWriter();
  const half = "x".repeat(MAX_CHARS / 2);
  assertThrows(
    () => writer.text({ ts }, half + half),
    NotStorableError,
    "Cannot store a record of",
  );
  assertEquals(writer.text({ ts }, "1"), `{"ts":"${ts}","diff":1}`);
});
