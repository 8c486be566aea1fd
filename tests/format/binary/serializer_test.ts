import { assert, assertEquals, assertThrows } from "@std/assert";
import { NotStorableError, ReplayError } from "../../../src/errors.ts";
import { FAST_CODEC } from "../../../src/format/binary/msgpack/codec.ts";
import { MsgPackSerializer } from "../../../src/format/binary/serializer.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { Tagged, TypeRegistry } from "../../../src/values/kinds.ts";
import { randomValue } from "../../support/random_states.ts";
import { forSeeds } from "../../support/seeds.ts";
import { BinaryLog } from "./binary_log.ts";
import { concat } from "../../log/byte_source.ts";
import { hex } from "./msgpack_value.ts";

const TS = "2026-06-10T02:55:04.000001Z";
const serializers = {
  "the default codec": new MsgPackSerializer(),
  "the fast codec": new MsgPackSerializer({ codec: FAST_CODEC }),
};

for (const [name, serializer] of Object.entries(serializers)) {
  Deno.test(`with ${name}, records are read as what was written`, () => {
    forSeeds(300, (random) => {
      const rich = random.chance(0.5);
      const change = {
        ts: TS,
        a: "a",
        u: "ü",
        m: "2026-06-10T02:55:04Z",
        other: randomValue(random, 1),
        // No user's keys: they would be escaped.
        diff: { users: [1, "x", { id: random.int(1e9) }], $delete: ["y"] },
      };
      const payload = serializer.encodeChange(change);
      assert(deepEqual(serializer.decodeChange(payload), change));
      const snapshot = {
        ts: TS,
        v: 1,
        r: 3,
        k: 1,
        state: randomValue(random, 4, rich),
      };
      const bytes = serializer.encodeSnapshot(snapshot);
      assert(deepEqual(serializer.decodeSnapshot(bytes), snapshot));
      assertEquals(serializer.revisionOf(bytes), 3);
    });
  });

  Deno.test(`with ${name}, the changes of a run are read with their places`, async () => {
    const log = await BinaryLog.create();
    const changes = [{ a: 1 }, { a: 2n ** 60n }, { b: ["x"] }]
      .map((diff, i) => ({ ts: TS, a: `a${i}`, diff }));
    for (const change of changes) log.append("change", change, 4);
    log.append("snapshot", { ts: TS, state: { a: 1 } });
    log.append("change", changes[0]!);
    const run = log.bytes.subarray(log.places[1]);
    const at = { offset: log.places[1]!, line: 2 };
    const found = [...serializer.decodeChanges(run, at!)];
    assertEquals(found, [
      ...[1, 2].map((i) => ({
        record: { d: 4, ...changes[i]! },
        offset: log.places[i]!,
        end: log.places[i + 1]!,
        line: i + 1,
      })),
      {
        record: changes[0]!,
        offset: log.places[4]!,
        end: log.places[5]!,
        line: 5,
      },
    ]);
  });
}

Deno.test("a run may be read while other records are", async () => {
  const serializer = new MsgPackSerializer();
  const log = (await BinaryLog.create())
    .append("change", { ts: TS, a: "1" })
    .append("change", { ts: TS, a: "2" });
  const run = serializer.decodeChanges(log.bytes.subarray(4), {
    offset: 4,
    line: 1,
  });
  const other = serializer.encodeChange({ ts: TS, a: "other" });
  for (const { record, line } of run) {
    assertEquals(record.a, `${line}`);
    assertEquals(serializer.decodeChange(other).a, "other");
  }
});

Deno.test("a record that can't be read says where it is, and keeps the cause", async () => {
  const serializer = new MsgPackSerializer();
  const log = (await BinaryLog.create())
    .append("change", { ts: TS })
    .append("change", { ts: 1 });
  const run = serializer.decodeChanges(log.bytes.subarray(4), {
    offset: 4,
    line: 1,
  });
  assertEquals(run.next().value?.line, 1);
  const error = assertThrows(() => run.next(), ReplayError, "in the field ts");
  assertEquals(
    [error.offset, error.line, error.record],
    [log.places[1], 2, "change"],
  );
  assert(error.cause instanceof SyntaxError);
  const cut = log.bytes.subarray(4, log.bytes.length - 1);
  assertThrows(
    () => [...serializer.decodeChanges(cut, { offset: 4, line: 1 })],
    ReplayError,
    "a part of a frame",
  );
  assertThrows(() => serializer.decodeChange(hex("c1")), ReplayError);
  assertThrows(() => serializer.decodeSnapshot(hex("80")), ReplayError);
  assertThrows(() => serializer.revisionOf(hex("81 a1")), ReplayError);
});

Deno.test("a record nested too deep is refused before it is written", () => {
  const serializer = new MsgPackSerializer();
  let diff: unknown = 1;
  for (let i = 0; i < 1010; i++) diff = { diff };
  assertThrows(
    () => serializer.encodeChange({ ts: TS, diff }),
    NotStorableError,
    "nested more than 1000 deep",
  );
  // What went wrong leaves no trace in the next one.
  const good = serializer.encodeChange({ ts: TS, diff: { a: 1 } });
  assertEquals(serializer.decodeChange(good).diff, { a: 1 });
});

Deno.test("own types come from a registry or a list", () => {
  class Point {
    constructor(readonly x: number) {}
  }
  const codec = {
    tag: "point",
    class: Point,
    encode: ({ x }: Point) => x,
    decode: (x: unknown) => new Point(x as number),
  };
  const diff = { p: new Point(3) };
  for (const types of [[codec], new TypeRegistry([codec])]) {
    const serializer = new MsgPackSerializer({ types });
    const payload = serializer.encodeChange({ ts: TS, diff });
    assertEquals(serializer.decodeChange(payload).diff, diff);
    const without = new MsgPackSerializer();
    const kept = without.decodeChange(payload);
    assertEquals(kept.diff, { p: new Tagged("point", 3) });
    assertEquals(without.encodeChange(kept), payload);
  }
});

Deno.test("a record of the Python package is written as it was read", () => {
  // The second record of typed-bin.kantadb, up to its lists of floats.
  const payload = hex(
    "84a27473d7ffb2d06da06a28d206a161a466696c6ca16dd7ffb2d06da06a28d206" +
      "a464696666 84 a47768656e d7ffee6b18606a28d205 a4626c6f62 c403000102" +
      "a962795f6e756d626572 82 01a36f6e65 f9a56d696e7573" +
      "a6636f756e7473 81 0a 81 a161 01",
  );
  for (const serializer of Object.values(serializers)) {
    const record = serializer.decodeChange(payload);
    assertEquals(record.ts, "2026-06-10T02:55:02.750001Z");
    assertEquals(serializer.encodeChange(record), payload);
  }
});

Deno.test("payloads are the serializer's own to keep", () => {
  const serializer = new MsgPackSerializer();
  const first = serializer.encodeChange({ ts: TS, a: "first" });
  const copy = concat(first);
  serializer.encodeChange({ ts: TS, a: "other" });
  assertEquals(first, copy);
});
