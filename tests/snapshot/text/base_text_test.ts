import { assert, assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { scanLog } from "../../../src/log/log_scan.ts";
import { findBaseText } from "../../../src/snapshot/text/base_text.ts";
import { textOf } from "../../../src/snapshot/text/member_index.ts";
import { concat } from "../../log/byte_source.ts";
import { json, TS } from "./text_history.ts";

const framer = json.createFramer();
const ENCODER = new TextEncoder();

const change = (diff: object, head: object = {}) =>
  framer.frame("change", [json.encodeChange({ ts: TS, ...head, diff })], 0);
const snapshot = (state: unknown) =>
  framer.frame(
    "snapshot",
    [json.encodeSnapshot({ ts: TS, v: 2, m: TS, r: 9, k: 1, state })],
    0,
    3,
  );

function baseOf(lines: readonly Uint8Array[], serializer = json) {
  const bytes = concat(...lines);
  const source = {
    size: bytes.length,
    read: (from: number, length: number) => bytes.slice(from, from + length),
  };
  const layout = scanLog(source, serializer, serializer.createFramer());
  const base = findBaseText(source, serializer, layout, () => {});
  if (base === undefined) return undefined;
  const { held, changes, after, v, m } = base;
  return { text: textOf(held.pieces()), changes, after, v, m };
}

Deno.test("a replay begins with the last snapshot", () => {
  const lines = [change({ a: 1 }), snapshot({ a: 5 }), change({ a: 6 })];
  assertEquals(baseOf(lines), {
    text: '{"a":5}',
    changes: 0,
    after: lines[0]!.length + lines[1]!.length,
    v: 2,
    m: TS,
  });
});

Deno.test("or with the first change, if that is all of a state", () => {
  const first = change({ a: { b: 1 } }, { v: 7, m: TS });
  assertEquals(baseOf([first, change({ a: 6 })]), {
    text: '{"a":{"b":1}}',
    changes: 1,
    after: first.length,
    v: 7,
    m: TS,
  });
});

Deno.test("or with nothing", () => {
  const nothing = {
    text: "{}",
    changes: 0,
    after: 0,
    v: undefined,
    m: undefined,
  };
  assertEquals(baseOf([]), nothing);
  assertEquals(baseOf([change({ a: { $$b: 1 } })]), nothing);
});

Deno.test("a snapshot of a person's or another program's is decoded", () => {
  const sealed = snapshot({ a: 5 });
  const text = new TextDecoder().decode(sealed);
  assert(baseOf([sealed]) !== undefined);
  const unsealed = text.replace(/,"d":3,"c":"[^"]*"/, "");
  assertEquals(baseOf([ENCODER.encode(unsealed)]), undefined);
  assertEquals(baseOf([snapshot([1])]), undefined);
  assertEquals(baseOf([snapshot({ $map: 1, b: 2 })]), undefined);
});

Deno.test("a format that was made of ours is left alone", () => {
  class Own extends JsonSerializer {}
  assertEquals(baseOf([snapshot({ a: 5 })], new Own()), undefined);
});
