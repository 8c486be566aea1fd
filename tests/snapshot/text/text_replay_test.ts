import { assert, assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../../src/errors.ts";
import { Replayer } from "../../../src/replay/replayer.ts";
import type { SnapshotValue } from "../../../src/snapshot/live/snapshot_value.ts";
import { TextObject } from "../../../src/snapshot/text/text_object.ts";
import { textOf } from "../../../src/snapshot/text/member_index.ts";
import { TextReplay } from "../../../src/snapshot/text/text_replay.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { concat } from "../../log/byte_source.ts";
import { json, TS } from "./text_history.ts";

const ENCODER = new TextEncoder();
const framer = json.createFramer();
const parts = json.createParts();

const line = (record: object) =>
  framer.frame("change", [json.encodeChange({ ts: TS, ...record })], 0);

function replay(lines: readonly Uint8Array[], state = '{"a":1,"b":{"c":1}}') {
  const store = new TextStore(ENCODER.encode(state));
  const asked: number[] = [];
  const demandRoom = (bytes: number) => void asked.push(bytes);
  const large = 4000;
  const room = { store, parts, types: NO_TYPES, large, demandRoom };
  const replayer = new Replayer(
    NO_TYPES,
    (held, way, diff) => (held as SnapshotValue).change(way, 0, diff),
  );
  const held = TextObject.read(room, 0, state.length);
  replayer.snapshot({ ts: TS, state: held, m: "2001-01-01T00:00:00Z" });
  const bytes = concat(...lines);
  const source = {
    size: bytes.length,
    read: (from: number, length: number) => bytes.slice(from, from + length),
  };
  new TextReplay(json, replayer, demandRoom).run(source, 0, bytes.length);
  const { rev, version, mtime, state: now } = replayer.result;
  return {
    rev,
    version,
    mtime,
    text: textOf((now as SnapshotValue).pieces()),
    asked,
  };
}

Deno.test("each change counts once, in order, and the last one names version and time", () => {
  const m = "2026-06-10T02:55:00Z";
  const lines = [
    line({ v: 1, diff: { a: 2 } }),
    line({ v: 2, m, diff: { b: { c: 2 } } }),
    line({ v: 2, diff: { b: { d: 3 } } }), // a new key: not in text alone
    line({ v: 3, diff: { b: { d: 4 } } }),
    ENCODER.encode("// nothing\n\nSNAPSHOT {}\n"),
    line({ v: 4, diff: { a: 3 } }),
  ];
  const text = ['{"a":2,"b":{"c":1}}', '{"a":2,"b":{"c":2}}'];
  text.push('{"a":2,"b":{"c":2,"d":3}}', '{"a":2,"b":{"c":2,"d":4}}');
  text.push(text[3]!, '{"a":3,"b":{"c":2,"d":4}}');
  const rev = [1, 2, 3, 4, 4, 5];
  const version = [1, 2, 2, 3, 3, 4];
  for (let count = 1; count <= lines.length; count++) {
    const { asked: _, ...found } = replay(lines.slice(0, count));
    assertEquals(found, {
      rev: rev[count - 1]!,
      version: version[count - 1]!,
      mtime: count > 1 ? m : "2001-01-01T00:00:00Z",
      text: text[count - 1]!,
    });
  }
});

Deno.test("a version that is not named any more is 0", () => {
  const lines = [line({ v: 1, diff: { a: 2 } }), line({ diff: { a: 3 } })];
  assertEquals(replay(lines).version, 0);
});

Deno.test("lines longer than what is read at once, and without an end, are replayed", () => {
  const long = "x".repeat(3 << 20);
  const lines = [
    line({ diff: { b: { c: long } } }),
    line({ diff: { n: { long } } }),
    ENCODER.encode(json.encodeChange({ ts: TS, diff: { a: 5 } })),
  ];
  const { text, rev, asked } = replay(lines);
  assertEquals(rev, 3);
  assertEquals(
    text,
    JSON.stringify({ a: 5, b: { c: long }, n: { long } }),
  );
  // What is decoded is asked for first.
  assertEquals(asked.some((bytes) => bytes > long.length), true);
});

Deno.test("what is decoded stays so for many changes: a Map is not read again for each", () => {
  const map = JSON.stringify(
    Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`k${i}`, i])),
  );
  let texts = 0;
  const { value } = parts;
  parts.value = (...given) => {
    texts++;
    return value.apply(parts, given);
  };
  try {
    const lines = Array.from(
      { length: 400 },
      (_, n) => line({ diff: n % 2 ? { m: { k5: n } } : { a: n } }),
    );
    const { text, rev } = replay(lines, `{"a":1,"m":{"$map":${pairs(map)}}}`);
    assertEquals(rev, 400);
    assertEquals(
      text,
      `{"a":398,"m":{"$map":${pairs(map.replace('"k5":5', '"k5":399'))}}}`,
    );
  } finally {
    parts.value = value;
  }
  assert(texts < 10, `${texts} texts were made`);
});

Deno.test("changes of what is held live are decoded together, those of texts between them in turn", () => {
  const user = { name: "x".repeat(5000), n: 0 };
  const state = { a: 0, u: { u1: user }, t: { n: 0 } };
  const lines = [line({ diff: { u: { 7: { n: 0 } } } })]; // such a key makes it live
  for (let n = 1; n <= 300; n++) {
    lines.push(line({ diff: { u: { 7: { n } } } }));
  }
  const together = replay(lines, JSON.stringify(state));
  assertEquals(
    together.text,
    JSON.stringify({ ...state, u: { 7: { n: 300 }, u1: user } }),
  );
  assertEquals(together.rev, 301);
  assert(together.asked.length < 10, `${together.asked.length} times decoded`);
  const mixed = lines.flatMap((
    live,
    n,
  ) => [live, line({ diff: { t: { n } } })]);
  const { rev, text, asked } = replay(mixed, JSON.stringify(state));
  assertEquals(rev, 602);
  assertEquals(
    text,
    JSON.stringify({ a: 0, u: { 7: { n: 300 }, u1: user }, t: { n: 300 } }),
  );
  assert(asked.length > 300, `${asked.length} times decoded`);
});

/** An object's text as pairs. */
function pairs(text: string): string {
  return JSON.stringify(Object.entries(JSON.parse(text)));
}

Deno.test("what can't be decoded or applied is refused with its place", () => {
  const good = line({ diff: { a: 2 } });
  for (
    const bad of [
      ENCODER.encode("{}\n"),
      line({ diff: { b: { $delete: 1 } } }),
    ]
  ) {
    assertThrows(
      () => replay([good, good, bad]),
      ReplayError,
      `(byte ${2 * good.length})`,
    );
  }
});
