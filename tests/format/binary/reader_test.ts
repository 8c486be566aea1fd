import { assert, assertEquals, assertThrows } from "@std/assert";
import { PIECE } from "../../../src/log/buffered_source.ts";
import { forSeeds } from "../../support/seeds.ts";
import { BinaryLog, recordOf } from "./binary_log.ts";
import { ByteSource, concat } from "../../log/byte_source.ts";

/** A log of every kind of record, and where damage would be seen. */
async function smallLog(): Promise<BinaryLog> {
  return (await BinaryLog.create())
    .append("change", { ts: "t", diff: { a: 1 } })
    .append("change", { ts: "t", diff: { b: "text" } }, 4)
    .append("snapshot", { ts: "t", state: { a: 1, b: "text" } })
    .append("change", { ts: "t", diff: { a: 2 } }, 40)
    .append("change", { ts: "t", diff: { a: 3 } });
}

Deno.test("cut at any byte, the frames before the cut are read, the rest is bad", async () => {
  const log = await smallLog();
  const records = log.read().map(recordOf);
  for (let size = 4; size <= log.bytes.length; size++) {
    const whole = log.places.filter((place) => place <= size).length - 1;
    const isCut = !log.places.includes(size);
    const frames = log.read(log.bytes.subarray(0, size));
    const good = frames.filter(({ kind }) => kind !== "bad");
    assertEquals(good.map(recordOf), records.slice(0, whole));
    assertEquals(frames.length, whole + (isCut ? 1 : 0));
    const last = frames.at(-1);
    if (!isCut || last?.kind !== "bad") continue;
    assertEquals(last.offset, log.places[whole]);
    assertEquals(last.end, size);
    assertEquals(last.line, whole + 1);
    assertEquals(last.enclosed, false);
  }
});

Deno.test("with any bit flipped, just that frame is bad", async () => {
  const log = await smallLog();
  const records = log.read().map(recordOf);
  for (let at = 4; at < log.bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = log.bytes.slice();
      bytes[at]! ^= 1 << bit;
      const hit = log.places.findLastIndex((place) => place <= at);
      const frames = log.read(bytes);
      assertEquals(frames.map(recordOf), records.with(hit, undefined));
      const bad = frames[hit];
      assert(bad!.kind === "bad");
      assertEquals(bad!.offset, log.places[hit]);
      assertEquals(bad!.end, log.places[hit + 1]);
      const headSound = at >= log.places[hit]! + 8;
      assertEquals(bad!.enclosed, headSound);
      if (headSound) assertEquals(bad!.snapshot, hit === 2);
    }
  }
});

Deno.test("a frame at another place, or of another file, is no frame", async () => {
  const log = await smallLog();
  const other = await smallLog();
  const [from, to] = log.places.slice(1, 3);
  const frame = log.bytes.subarray(from, to);
  const moved = concat(log.bytes, frame);
  assertEquals(log.read(moved).at(-1)?.kind, "bad");
  const foreign = concat(
    log.bytes.subarray(0, from),
    other.bytes.subarray(from, to),
    log.bytes.subarray(to),
  );
  assertEquals(log.read(foreign)[1]!.kind, "bad");
  assertEquals(log.read(foreign).length, 5);
});

Deno.test("a log inside a record is no part of the log", async () => {
  const inner = await smallLog();
  const log = (await BinaryLog.create())
    .append("change", { diff: inner.bytes })
    .append("change", { diff: 2 });
  const bytes = log.bytes.slice();
  bytes[4 + 16 + 3]! ^= 1;
  const frames = log.read(bytes);
  assertEquals(frames.map(({ kind }) => kind), ["bad", "change"]);
});

Deno.test("a run of zeros is one bad frame", async () => {
  const log = await smallLog();
  const bytes = concat(log.bytes, new Uint8Array(3 * PIECE));
  const frames = log.read(bytes);
  assertEquals(frames.length, 6);
  const last = frames[5];
  assert(last!.kind === "bad");
  assertEquals([last!.offset, last!.end], [log.bytes.length, bytes.length]);
  assert(last!.reason.startsWith("found the marker 00000000, wanted "));
});

Deno.test("a good frame is found behind damage, wherever the pieces are cut", async () => {
  const log = await BinaryLog.create();
  const { framer } = log;
  for (let length = PIECE - 24; length < PIECE + 8; length++) {
    const damage = new Uint8Array(length);
    const frame = framer.frame("change", [Uint8Array.of(0x80)], 4 + length);
    const frames = log.read(concat(log.bytes, damage, frame));
    assertEquals(frames.map(({ kind }) => kind), ["bad", "change"]);
    assertEquals(frames[1]!.offset, 4 + length);
  }
});

Deno.test("a length beyond the end takes no memory", async () => {
  const log = await smallLog();
  const bytes = log.bytes.slice();
  bytes.fill(0xff, log.places[4]! + 4, log.places[4]! + 8);
  const source = new ByteSource(bytes);
  const frames = [...log.framer.frames(source, 4, 1)];
  const last = frames.at(-1);
  assert(last?.kind === "bad");
  assert(last.reason.startsWith("found a length of 4294967295 bytes, wanted"));
  assert(source.most <= bytes.length);
});

Deno.test("a file made of markers is given up on in good time", async () => {
  const log = await BinaryLog.create();
  const [a, b, c, d] = log.bytes.map((byte) => byte ^ 0xff);
  const bytes = new Uint8Array(8 * PIECE);
  for (let at = 0; at < bytes.length; at += 8) {
    // Marker and a length that reaches far into the file.
    bytes.set([a!, b!, c!, d!, 0, 0, 0x10, 0], at);
  }
  bytes.set(log.bytes);
  assertThrows(() => log.read(bytes), Error, "too many places look like one");
  const [s, n, a2, p] = log.bytes;
  for (let at = 4; at < bytes.length; at += 4) bytes.set([s!, n!, a2!, p!], at);
  assertThrows(
    () => log.framer.findSnapshot(new ByteSource(bytes), bytes.length),
    Error,
    "too many places look like one",
  );
});

Deno.test("damaged anywhere and anyhow, every frame that is read is one that was written", async () => {
  const log = await smallLog();
  const records = log.read().map((frame) => JSON.stringify(recordOf(frame)));
  forSeeds(150, (random) => {
    const bytes = log.bytes.slice(0, 4 + random.int(log.bytes.length));
    for (let hits = random.int(4); hits > 0; hits--) {
      const at = 4 + random.int(bytes.length - 4 || 1);
      bytes.fill(random.int(256), at, at + random.int(20));
    }
    let end = 4;
    for (const frame of log.read(bytes)) {
      assertEquals(frame.offset, end);
      end = frame.end;
      if (frame.kind === "bad") continue;
      assert(records.includes(JSON.stringify(recordOf(frame))));
    }
    assertEquals(end, Math.max(4, bytes.length));
  });
});
