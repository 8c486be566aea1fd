import { assertEquals, assertThrows } from "@std/assert";
import type { MsgPackCodec } from "../../../src/format/binary/msgpack/codec.ts";
import { MsgPackRecordReader } from "../../../src/format/binary/record_reader.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { concat } from "../../log/byte_source.ts";
import { decodeValue, encodeValue, hex } from "./msgpack_value.ts";

const TS = "2026-06-10T02:55:04.000001Z";
const MOMENT = Temporal.Instant.from(TS);

function readerOf(record: unknown, codec?: MsgPackCodec): MsgPackRecordReader {
  const reader = new MsgPackRecordReader(NO_TYPES, codec);
  reader.open(encodeValue(record));
  return reader;
}

Deno.test("times are read as text, whether they are moments or text", () => {
  for (const time of [MOMENT, TS]) {
    assertEquals(readerOf({ ts: time, m: time }).change(), { ts: TS, m: TS });
  }
  const odd = "2026-06-10T04:55:04+02:00";
  assertEquals(readerOf({ ts: odd }).change().ts, odd);
});

Deno.test("fields that we do not know are kept; Python's None is nothing", () => {
  const record = { ts: TS, u: null, m: null, x: new Map([[1, 2]]), d: 5 };
  const { x, d } = record;
  assertEquals<object>(readerOf(record).change(), { ts: TS, x, d });
});

Deno.test("a record that is none says why", () => {
  const cases: readonly [unknown, string][] = [
    [[1], "wanted a map"],
    [{ diff: {} }, "found no ts"],
    [{ ts: 5 }, "found a number in the field ts, wanted a string"],
    [{ ts: TS, v: "1" }, "found a string in the field v, wanted a number"],
    [{ ts: TS, v: 2n ** 60n }, "found a bigint in the field v"],
    [{ ts: TS, a: { $date: 1 } }, "found a object in the field a"],
    [{ ts: TS, state: {} }, "found a snapshot, wanted a change"],
    [new Map<unknown, unknown>([[1, 2], ["ts", TS]]), "key that is no string"],
  ];
  for (const [record, reason] of cases) {
    assertThrows(() => readerOf(record).change(), SyntaxError, reason);
  }
  assertThrows(() => readerOf({ ts: TS }).snapshot(), SyntaxError, "no state");
  assertThrows(
    () => readerOf({ ts: TS, diff: {} }).snapshot(),
    SyntaxError,
    "found a change, wanted a snapshot",
  );
  const more = new MsgPackRecordReader(NO_TYPES, undefined);
  more.open(concat(encodeValue({ ts: TS }), hex("00")));
  assertThrows(() => more.change(), SyntaxError, "1 bytes after the record");
});

Deno.test("a snapshot met where changes are wanted is passed over unread", () => {
  const broken = concat(hex("82 a2 7473 a0 a5 7374617465"), hex("c1"));
  const reader = new MsgPackRecordReader(NO_TYPES, undefined);
  reader.open(broken);
  assertEquals(reader.changeOrNot(), undefined);
});

Deno.test("a revision is read only if it can be trusted, wherever it stands", () => {
  const revision = (head: object) =>
    readerOf({ ts: MOMENT, state: { r: 9, k: 1, deep: [[{}]] }, ...head })
      .revision();
  assertEquals(revision({ r: 7, k: 1 }), 7);
  assertEquals(revision({ k: 1, r: 0 }), 0);
  assertEquals(revision({ r: 7 }), undefined);
  assertEquals(revision({ r: 7, k: 2 }), undefined);
  assertEquals(revision({ k: 1 }), undefined);
  assertEquals(readerOf({ r: 3, k: 1, ts: TS, state: 1 }).revision(), 3);
});

Deno.test("plain data is read by the codec, and nothing else is", () => {
  const seen: unknown[] = [];
  const codec: MsgPackCodec = {
    encode: encodeValue,
    decode: (bytes) => {
      const value = decodeValue(bytes);
      seen.push(value);
      return value;
    },
  };
  const diffs = [
    { a: [1, "x"] },
    { a: 2n ** 60n },
    { a: new Map([[1, 2]]) },
    { a: MOMENT },
    { a: new Date(0) },
    { $delete: ["x"] },
  ];
  for (const diff of diffs) {
    const record = { ts: TS, diff, x: { y: 1 } };
    assertEquals(readerOf(record, codec).change(), record);
  }
  assertEquals(readerOf({ ts: TS, state: [1], r: 1 }, codec).snapshot(), {
    ts: TS,
    state: [1],
    r: 1,
  });
  assertEquals(seen, [diffs[0], diffs[5], [1]]);
});
