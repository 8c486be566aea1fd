/**
 * The serializer of binary logs that the first door exports: loaded when it is
 * prepared, and the same from then on.
 *
 * @module
 */
import {
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Kanta, MsgPackSerializer } from "@kanta/core";
import { codec } from "@kanta/core/msgpack";
import { serializerContract } from "@kanta/core/testing";
import type { Snapshot } from "@kanta/core/format";
import { MsgPackSerializer as Whole } from "../../src/format/binary/serializer.ts";
import { loadSerializer } from "../../src/format/load.ts";
import type { TypeCodec } from "../../src/values/kinds.ts";
import { keptWriter } from "../support/kept_writer.ts";
import { TempFolder } from "../support/temp.ts";

/** None of these tests is about who writes. */
const writer = keptWriter();

class Money {
  constructor(readonly cents: number) {}
}
const money: TypeCodec<Money> = {
  tag: "money",
  class: Money,
  encode: ({ cents }) => cents,
  decode: (data) => new Money(Number(data)),
};
const ts = "2026-06-10T02:55:05.250Z";

for (
  const { name, run } of [
    ...serializerContract("MsgPackSerializer", () => new MsgPackSerializer()),
    ...serializerContract(
      "MsgPackSerializer with our codec",
      () => new MsgPackSerializer({ codec }),
    ),
  ]
) {
  Deno.test(name, run);
}

Deno.test("before it is prepared a binary serializer says what to do", () => {
  const serializer = new MsgPackSerializer();
  const uses = [
    () => serializer.encodeChange({ ts }),
    () => serializer.encodeSnapshot({ ts, state: {} }),
    () => serializer.decodeChange(new Uint8Array()),
    () => serializer.createParts(),
    () => serializer.createFramer(),
  ];
  for (const use of uses) {
    assertThrows(use, Error, "await serializer.prepare() first");
  }
  assertEquals(serializer.name, "msgpack");
});

Deno.test("a database uses the whole serializer, with its fast paths", async () => {
  const given = new MsgPackSerializer({ types: [money] });
  const found = await loadSerializer(given, [money]);
  assertInstanceOf(found, Whole);
  assertEquals(typeof found.snapshotHead, "function");
  assertStrictEquals(found.types.byTag.get("money"), money);
});

Deno.test("types of a database are known to a serializer of its own", async () => {
  const given = new MsgPackSerializer();
  const found = await loadSerializer(given, [money]);
  assertStrictEquals(found.types?.byTag.get("money"), money);
  assertEquals(given.types?.byTag.has("money"), false);
});

Deno.test("a class that extends it is asked for what it does otherwise", async () => {
  const asked: string[] = [];
  class Asked extends MsgPackSerializer {
    override encodeSnapshot(snapshot: Snapshot): Uint8Array {
      asked.push("snapshot");
      return super.encodeSnapshot(snapshot);
    }
  }
  const given = new Asked();
  assertStrictEquals(await loadSerializer(given), given);
  const typed = await loadSerializer(given, [money]);
  assertNotStrictEquals(typed, given);
  assertInstanceOf(typed, Asked);
  const state = { price: new Money(5) };
  assertEquals(
    typed.decodeSnapshot(typed.encodeSnapshot({ ts, state })).state,
    state,
  );
  assertEquals(asked, ["snapshot"]);
});

Deno.test("a log is written and read with a serializer that was handed over", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  for (const visits of [1, 2]) {
    const serializer = new MsgPackSerializer({ codec });
    await using db = await Kanta.open(path, { visits: 0 }, {
      serializer,
      writer,
    });
    db.transaction("visit", (data) => void data.visits++);
    assertEquals(db.data.visits, visits);
  }
});
