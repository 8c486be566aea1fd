import { assertEquals } from "@std/assert";
import type { MsgPackCodec } from "../../../src/format/binary/msgpack/codec.ts";
import { MsgPackRecordWriter } from "../../../src/format/binary/record_writer.ts";
import type { ChangeRecord } from "../../../src/record.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { decodeValue, encodeValue } from "./msgpack_value.ts";

const TS = "2026-06-10T02:55:04.000001Z";
const MOMENT = Temporal.Instant.from(TS);

function written(
  write: (writer: MsgPackRecordWriter) => void,
  codec?: MsgPackCodec,
): unknown {
  const writer = new MsgPackRecordWriter(NO_TYPES, codec);
  write(writer);
  return decodeValue(writer.copy());
}

const change = (record: object, plain = false) =>
  written((writer) => writer.change({ ts: TS, ...record }, plain));

Deno.test("a change has the fields that say something, the diff last", () => {
  assertEquals(change({}), { ts: MOMENT });
  assertEquals(change({ a: "", v: 0, u: undefined }), { ts: MOMENT });
  const all = { diff: {}, m: TS, u: "u", v: 3, a: "a" };
  const found = change(all) as object;
  assertEquals(found, { ...all, ts: MOMENT, m: MOMENT });
  assertEquals(Object.keys(found), ["ts", "a", "v", "u", "m", "diff"]);
});

Deno.test("fields that we do not know are kept, those of the frame are not", () => {
  const others = { x: [1], y: new Date(0) };
  assertEquals(change({ ...others, c: "0", d: 5, diff: {} }), {
    ts: MOMENT,
    ...others,
    diff: {},
  });
  assertEquals(change({ x: 1 }, true), { ts: MOMENT });
});

Deno.test("a time is a moment if its text comes back from that, else text", () => {
  for (
    const ts of [
      TS,
      "2026-06-10T02:55:04Z",
      "1969-12-31T23:59:59.5Z",
      "2026-06-10T02:55:04.120Z",
      "2026-06-10T04:55:04+02:00",
    ]
  ) {
    const { ts: found, m } = change({ ts, m: ts }) as Record<string, unknown>;
    const isMoment = ts.length === 27 || ts.length === 20;
    assertEquals(found, isMoment ? Temporal.Instant.from(ts) : ts);
    assertEquals(m, found);
  }
});

Deno.test("a snapshot always has its version: Python takes none without", () => {
  const snapshot = (head: object) =>
    written((writer) => {
      writer.snapshotHead({ ts: TS, ...head });
      writer.state({ a: 1 });
    });
  assertEquals(snapshot({}), { ts: MOMENT, v: 0, state: { a: 1 } });
  const all = { v: 2, m: TS, r: 7, k: 1, x: "y" };
  const found = snapshot({ ...all, d: 5 }) as object;
  assertEquals(found, { ts: MOMENT, ...all, m: MOMENT, state: { a: 1 } });
  assertEquals(Object.keys(found).at(-1), "state");
});

Deno.test("plain data goes through the codec, and nothing else does", () => {
  const seen: unknown[] = [];
  const codec: MsgPackCodec = {
    encode: (value) => (seen.push(value), encodeValue(value)),
    decode: () => undefined,
  };
  const diffs = [{ a: 1 }, { a: new Date(0) }, { a: 2 ** 40 }, {
    $delete: ["x"],
  }];
  for (const diff of diffs) {
    const record: ChangeRecord = { ts: TS, a: "a", diff };
    assertEquals(
      written((writer) => writer.change(record, false), codec),
      { ts: MOMENT, a: "a", diff },
    );
  }
  written((writer) => writer.state([1]), codec);
  assertEquals(seen, [diffs[0], diffs[3], [1]]);
});
