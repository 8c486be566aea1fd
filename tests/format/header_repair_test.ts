import { assert, assertEquals, assertThrows } from "@std/assert";
import { ReplayError } from "../../src/errors.ts";
import { hasRecord, readableLog } from "../../src/format/header_repair.ts";
import { BinaryFramer } from "../../src/format/binary/framer.ts";
import { JsonFramer } from "../../src/format/json/framer.ts";
import { BinaryLog } from "./binary/binary_log.ts";
import { ByteSource, concat } from "../log/byte_source.ts";
import { changed, logOf } from "./json/json_log.ts";

const MARK = new Uint8Array([0xef, 0xbb, 0xbf]);
const createJson = () => new JsonFramer();
const createBinary = () => new BinaryFramer();

Deno.test("a sound beginning is left as it is", () => {
  const source = new ByteSource(logOf(changed(1)).bytes);
  const log = readableLog(source, createJson);
  assertEquals([log.from, log.damage], [0, undefined]);
  assert(log.source === source && hasRecord(log));
});

Deno.test("a byte order mark is read as blanks, and all offsets stay", () => {
  const bytes = concat(MARK, logOf(changed(1), changed(2)).bytes);
  const { source, framer, from, damage } = readableLog(
    new ByteSource(bytes),
    createJson,
  );
  assertEquals(damage?.bytes, 3);
  assert(damage?.reason.includes("byte order mark"));
  const frames = [...framer.frames(source, from, 1)];
  assertEquals(frames.map(({ kind }) => kind), ["change", "change"]);
  assertEquals(frames.at(-1)?.end, bytes.length);
  assertEquals(source.read(1, 3), new Uint8Array([32, 32, bytes[3]!]));
  assertEquals(source.read(4, 2), bytes.slice(4, 6));
});

for (const kind of ["change", "snapshot"] as const) {
  Deno.test(`a damaged seed is found again by a ${kind} at the beginning`, async () => {
    const log = await BinaryLog.create();
    log.append(kind, { ts: "t", state: {}, diff: 1 }).append("change", {
      ts: "t",
    });
    for (let at = 0; at < 4; at++) {
      const bytes = log.bytes.slice();
      bytes[at]! ^= 1 << at;
      const found = readableLog(new ByteSource(bytes), createBinary);
      assertEquals([found.from, found.damage?.bytes], [4, 4]);
      const frames = [...found.framer.frames(found.source, found.from, 1)];
      assertEquals(frames.map((frame) => frame.kind), [kind, "change"]);
    }
  });
}

Deno.test("where no record can be read the first error stands", async () => {
  await BinaryLog.create();
  const noLogs: [Uint8Array, () => JsonFramer | BinaryFramer][] = [
    [concat(MARK, new TextEncoder().encode("no log")), createJson],
    [new Uint8Array(2), createBinary],
    [new TextEncoder().encode('{"ts":"x"}\n'), createBinary],
  ];
  for (const [bytes, create] of noLogs) {
    assertThrows(() => readableLog(new ByteSource(bytes), create), ReplayError);
  }
});

Deno.test("one of the first two things has to be a record", async () => {
  const log = await BinaryLog.create();
  log.append("change", { ts: "t" }).append("change", { ts: "u" });
  const read = (bytes: Uint8Array) =>
    hasRecord(readableLog(new ByteSource(bytes), createBinary));
  assert(read(log.bytes));
  const first = log.bytes.slice();
  first[log.places[0]! + 20]! ^= 1;
  assert(read(first));
  assert(!read(log.bytes.slice(0, log.places[0])));
});
