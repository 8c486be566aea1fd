import { assertEquals, assertThrows } from "@std/assert";
import { CorruptionError, EditedError } from "../../src/errors.ts";
import { TailReader } from "../../src/log/tail_reader.ts";
import type { BadFrame, Frame } from "../../src/log/serializer.ts";
import { serializer } from "../format/json/json_log.ts";
import { ByteSource } from "./byte_source.ts";

/** A file of 100 frames of ten bytes. */
const source = new ByteSource(new Uint8Array(1000).fill(10));
const payload = new Uint8Array(0);

/** The nth frame. */
function good(n: number, more: Partial<Frame> = {}): Frame {
  const place = { offset: 10 * n, end: 10 * n + 10, line: n + 1 };
  return { kind: "change", ...place, payload, checked: true, ...more };
}

/** The nth frame, damaged. */
function bad(n: number, more: Partial<BadFrame> = {}): BadFrame {
  const place = { offset: 10 * n, end: 10 * n + 10, line: n + 1 };
  const rest = { reason: "damaged", snapshot: false, enclosed: true };
  return { kind: "bad", ...place, ...rest, ...more };
}

/** What the frames come to, after a snapshot in the first of them. */
function read(...frames: readonly (Frame | BadFrame)[]) {
  const framer = serializer.createFramer();
  const reader = new TailReader(source, framer, good(0, { kind: "snapshot" }));
  for (const frame of frames) reader.add(frame);
  return reader.end();
}

Deno.test("Frames one after the other are one run", () => {
  const { runs, changes, last } = read(
    good(1),
    good(2),
    good(3, { kind: "snapshot" }),
  );
  assertEquals(runs, [{ from: 10, to: 40, line: 2 }]);
  assertEquals([changes, last?.offset], [2, 30]);
});

Deno.test("The first bad frame is where the torn tail begins", () => {
  const { torn, end } = read(good(1), bad(2), bad(3), good(4), bad(5));
  assertEquals([torn?.from, torn?.bytes, end], [20, 980, 20]);
});

Deno.test("Readable text is refused where all else would be torn", () => {
  const text = bad(2, { readable: true });
  assertThrows(() => read(good(1), text), EditedError);
  assertThrows(
    () => read(good(1), text, good(3, { checked: false })),
    EditedError,
  );
  assertThrows(() => read(good(1), text, bad(3)), EditedError);
  // What comes first decides: what a crash left is not made whole by text behind it.
  assertEquals(read(good(1), bad(2), bad(3, { readable: true })).end, 20);
  const error = assertThrows(
    () => read(good(1), text, good(3, { watermark: 30 })),
    CorruptionError,
  );
  assertEquals(error instanceof EditedError, false);
  const snapshot = bad(2, { snapshot: true, readable: true });
  assertEquals(read(good(1), snapshot, good(3)).rebuilt.length, 1);
  assertThrows(() => read(good(1), snapshot), EditedError);
});

Deno.test("Text beside what is none is what stood on the disk before, and no edit", () => {
  const text = (n: number) => bad(n, { readable: true });
  const garbage = (n: number) => bad(n, { garbled: true });
  assertEquals(read(good(1), text(2), garbage(3), good(4)).end, 20);
  assertEquals(read(good(1), text(2), text(3), garbage(4)).end, 20);
  assertThrows(() => read(good(1), text(2), good(3), garbage(4)), EditedError);
  const snapshot = { ...text(2), snapshot: true };
  assertEquals(read(good(1), snapshot, garbage(3)).end, 20);
  const rebuilt = { ...garbage(2), snapshot: true };
  assertThrows(() => read(good(1), rebuilt, good(3), text(4)), EditedError);
  assertThrows(
    () => read(good(1), text(2), garbage(3), good(4, { watermark: 30 })),
    CorruptionError,
  );
});

Deno.test("A watermark proves corruption only beyond the first bad byte", () => {
  assertEquals(read(good(1), bad(2), good(3, { watermark: 20 })).end, 20);
  assertThrows(
    () => read(good(1), bad(2), good(3, { watermark: 21 })),
    CorruptionError,
  );
  // What is said before the damage says nothing of it.
  assertEquals(read(good(1, { watermark: 10 }), bad(2), good(3)).end, 20);
});

Deno.test("An unsealed record behind the damage refuses a file without watermarks", () => {
  const unsealed = good(3, { checked: false });
  assertThrows(() => read(good(1), bad(2), unsealed), CorruptionError);
  assertEquals(read(good(1, { watermark: 0 }), bad(2), unsealed).end, 20);
  assertEquals(
    read(good(1), bad(2), unsealed, good(4, { watermark: 5 })).end,
    20,
  );
  // A sealed one is ours, of a file that was never synced.
  assertEquals(read(good(1), bad(2), good(3)).end, 20);
});

Deno.test("A bad snapshot splits the run where good records follow it", () => {
  const snapshot = bad(2, { snapshot: true });
  const { runs, rebuilt, torn } = read(good(1), snapshot, good(3), good(4));
  assertEquals(runs.map(({ from, to }) => [from, to]), [[10, 20], [30, 50]]);
  assertEquals([rebuilt.map(({ offset }) => offset), torn], [[20], undefined]);
});

Deno.test("A bad snapshot before a torn tail is a part of it", () => {
  const snapshot = bad(2, { snapshot: true });
  for (
    const frames of [[snapshot], [snapshot, bad(3)], [
      snapshot,
      bad(3),
      good(4),
    ]]
  ) {
    const { end, rebuilt } = read(good(1), ...frames);
    assertEquals([end, rebuilt], [20, []]);
  }
  // One that was made up for stays so.
  const { end, rebuilt } = read(snapshot, good(3), bad(4));
  assertEquals([end, rebuilt.length], [40, 1]);
});

Deno.test("A bad snapshot whose end is not certain is no snapshot to rebuild", () => {
  const snapshot = bad(2, { snapshot: true, enclosed: false });
  assertEquals(read(good(1), snapshot, good(3)).end, 20);
  assertThrows(
    () => read(good(1), snapshot, good(3, { watermark: 30 })),
    CorruptionError,
  );
});

Deno.test("A log that begins with a bad snapshot is refused, whole or torn", () => {
  for (const enclosed of [true, false]) {
    const framer = serializer.createFramer();
    const reader = new TailReader(source, framer, undefined);
    assertThrows(
      () => reader.add(bad(0, { snapshot: true, enclosed })),
      CorruptionError,
      "begins with",
    );
    const second = new TailReader(source, framer, undefined);
    assertThrows(
      () => second.add(bad(0, { snapshot: true, enclosed, readable: true })),
      EditedError,
      "begins with",
    );
  }
});
