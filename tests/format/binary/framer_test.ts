import { assert, assertEquals, assertThrows } from "@std/assert";
import { CorruptionError } from "../../../src/errors.ts";
import { HEAD_LENGTH, Markers } from "../../../src/format/binary/frame.ts";
import { BinaryFramer } from "../../../src/format/binary/framer.ts";
import { loadBlake3 } from "../../../src/format/binary/blake3.ts";
import { PIECE } from "../../../src/log/buffered_source.ts";
import { BinaryLog, recordOf } from "./binary_log.ts";
import { ByteSource, concat } from "../../log/byte_source.ts";
import { encodeValue, hex } from "./msgpack_value.ts";

Deno.test("a new file begins with a seed of four different bytes", () => {
  const seeds = Array.from(
    { length: 50 },
    () => new BinaryFramer().createHeader(),
  );
  for (const seed of seeds) assertEquals(new Set(seed).size, 4);
  assertEquals(new Set(seeds.map((seed) => seed.toHex())).size, 50);
});

Deno.test("frames are read as what was written, with places, numbers, watermarks", async () => {
  const log = (await BinaryLog.create())
    .append("change", { a: 1 })
    .append("change", { a: 2 }, 4)
    .append("snapshot", { state: {} }, 2 ** 40)
    .append("change", { a: 3 });
  const framer = new BinaryFramer();
  const source = new ByteSource(log.bytes);
  assertEquals(framer.readHeader(source), 4);
  const frames = [...framer.frames(source, 4, 1)];
  assertEquals(frames.map(recordOf), [
    { a: 1 },
    { d: 4, a: 2 },
    { d: 2 ** 40, state: {} },
    { a: 3 },
  ]);
  assertEquals(
    frames.map((frame) => "watermark" in frame ? frame.watermark : undefined),
    [undefined, 4, 2 ** 40, undefined],
  );
  assertEquals(
    frames.map(({ kind, offset, end, line }) => [kind, offset, end, line]),
    [
      ["change", log.places[0], log.places[1], 1],
      ["change", log.places[1], log.places[2], 2],
      ["snapshot", log.places[2], log.places[3], 3],
      ["change", log.places[3], log.places[4], 4],
    ],
  );
});

Deno.test("several payloads become several frames, the first with the watermark", async () => {
  const log = await BinaryLog.create();
  const payloads = [{ a: 1 }, { a: 2 }].map((record) => encodeValue(record));
  const bytes = concat(
    log.bytes,
    log.framer.frame("change", payloads, 4, 4),
  );
  assertEquals(log.read(bytes).map(recordOf), [{ d: 4, a: 1 }, { a: 2 }]);
  assertEquals(log.framer.frame("change", [], 4).length, 0);
});

Deno.test("a snapshot in parts is the frame of the whole, in bounded pieces", async () => {
  const log = await BinaryLog.create();
  const payload = encodeValue({ state: "x".repeat(3 * PIECE) });
  for (const watermark of [undefined, 4]) {
    const whole = log.framer.frame("snapshot", [payload], 4, watermark);
    for (const cut of [1, 10, PIECE + 1, payload.length]) {
      const pieces = [payload.subarray(0, cut), payload.subarray(cut)];
      const joined = [...log.framer.frameSnapshot(pieces, 4, watermark)];
      assert(joined.every(({ length }) => length > 0 && length <= PIECE));
      assertEquals(concat(...joined).toHex(), whole.toHex());
    }
  }
});

Deno.test("a snapshot beyond 2 GiB is refused before anything is written", async () => {
  const log = await BinaryLog.create();
  const piece = new Uint8Array(2 ** 26);
  piece[0] = 0x81;
  const pieces = Array.from({ length: 32 }, () => piece);
  assertThrows(
    () => log.framer.frameSnapshot(pieces, 4).next(),
    RangeError,
    "at most 2147483648",
  );
});

Deno.test("the last snapshot is found backwards, wherever the pieces are cut", async () => {
  const log = (await BinaryLog.create())
    .append("snapshot", { state: 1 })
    .append("change", { diff: "x".repeat(PIECE - 100) })
    .append("snapshot", { state: 2 })
    .append("change", { diff: "x".repeat(PIECE) });
  const { framer, bytes, places } = log;
  const find = (before: number) =>
    framer.findSnapshot(new ByteSource(bytes), before)?.offset;
  assertEquals(find(bytes.length), places[2]);
  assertEquals(find(places[3]!), places[2]);
  assertEquals(find(places[3]! - 1), places[0]);
  assertEquals(find(places[2]!), places[0]);
  assertEquals(find(places[1]!), places[0]);
  assertEquals(find(places[1]! - 1), undefined);
  assertEquals(find(0), undefined);
  // From a file of which one piece is all but what follows it, to one whose first
  // piece has no part of the snapshot's marker.
  for (let length = PIECE - 50; length < PIECE - 30; length++) {
    const small = (await BinaryLog.create())
      .append("snapshot", { state: length })
      .append("change", { diff: "x".repeat(length) });
    const source = new ByteSource(small.bytes);
    assertEquals(small.framer.findSnapshot(source, source.size)?.offset, 4);
  }
});

Deno.test("records are counted by their heads, damaged payloads too", async () => {
  const log = (await BinaryLog.create())
    .append("change", { a: 1 })
    .append("snapshot", { state: 1 })
    .append("change", { a: 2 })
    .append("change", { a: 3 });
  const count = (bytes: Uint8Array, at: number) =>
    log.framer.countBefore(new ByteSource(bytes), at);
  assertEquals(count(log.bytes, 4), { line: 1, changes: 0 });
  assertEquals(count(log.bytes, log.places[2]!), { line: 3, changes: 1 });
  assertEquals(count(log.bytes, log.bytes.length), { line: 5, changes: 3 });
  const damaged = log.bytes.slice();
  damaged[log.places[2]! - 1]! ^= 1;
  assertEquals(count(damaged, damaged.length), { line: 5, changes: 3 });
  damaged[log.places[2]!]! ^= 1;
  assertEquals(count(damaged, damaged.length), { line: 5, changes: 2 });
});

Deno.test("a file of another format is refused, and the right one named", async () => {
  await loadBlake3();
  const read = (text: string) =>
    new BinaryFramer().readHeader(
      new ByteSource(new TextEncoder().encode(text)),
    );
  for (const text of ['{"ts":"2026', "SNAPSHOT {", ' { "ts"', "// x\n"]) {
    assertThrows(() => read(text), Error, "open it with JsonSerializer");
  }
  for (const text of ["", "abc"]) {
    assertThrows(() => read(text), Error, "begins with a seed of 4");
  }
});

Deno.test("a seed that looks like the beginning of JSON is a seed all the same", async () => {
  await loadBlake3();
  const seed = new TextEncoder().encode('{"ts');
  const markers = new Markers(seed);
  const head = new Uint8Array(HEAD_LENGTH);
  for (const kind of ["change", "snapshot"] as const) {
    markers.writeHead(head, 0, kind, [hex("80")], 4);
    const source = new ByteSource(concat(seed, head, hex("80")));
    const framer = new BinaryFramer();
    assertEquals(framer.readHeader(source), 4);
    assertEquals([...framer.frames(source, 4, 1)].map(recordOf), [{}]);
  }
});

Deno.test("a damaged seed is told from a damaged frame, and the right one named", async () => {
  for (const kind of ["change", "snapshot"] as const) {
    const log = (await BinaryLog.create()).append(kind, { a: 1 });
    const seed = log.bytes.subarray(0, 4).toHex();
    for (let at = 0; at < 4; at++) {
      const bytes = log.bytes.slice();
      bytes[at]! ^= 64;
      assertThrows(
        () => new BinaryFramer().readHeader(new ByteSource(bytes)),
        CorruptionError,
        `its first frame says ${seed}`,
      );
      const marked = log.bytes.slice();
      marked[4 + at]! ^= 64;
      assertEquals(new BinaryFramer().readHeader(new ByteSource(marked)), 4);
    }
  }
});

Deno.test("misuse says what is wrong", async () => {
  const framer = new BinaryFramer();
  assertThrows(() => framer.frame("change", [hex("80")], 4), Error, "header");
  const log = await BinaryLog.create();
  assertThrows(() => log.framer.frame("change", ["x"], 4), TypeError, "text");
  assertEquals(log.framer.endsOpen(), false);
});
