import { assert, assertEquals, assertMatch } from "@std/assert";
import { readFrames, readRuns } from "../../../src/format/json/frames.ts";
import type { BadFrame, Frame, Run } from "../../../src/log/serializer.ts";
import { forSeeds } from "../../support/seeds.ts";
import { ByteSource, concat } from "../../log/byte_source.ts";
import {
  changed,
  damaged,
  logOf,
  snapped,
  textOf,
  unsealed,
} from "./json_log.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function frames(
  bytes: Uint8Array | string,
  chunk?: number,
): (Frame | BadFrame)[] {
  const source = new ByteSource(
    typeof bytes === "string" ? encode(bytes) : bytes,
  );
  return [...readFrames(source, 0, 1, chunk)];
}

/** Each frame in one word and its first byte. */
function kinds(bytes: Uint8Array | string): [string, number][] {
  return frames(bytes).map(({ kind, offset }) => [kind, offset]);
}

/** The one bad frame of a log. */
function theBad(bytes: Uint8Array | string): BadFrame {
  const bad = frames(bytes).filter((frame) => frame.kind === "bad");
  assertEquals(bad.length, 1);
  return bad[0] as BadFrame;
}

Deno.test("Each record is a frame, with its place, its payload and its watermark", () => {
  const entries = [changed(1), changed(2, 0), snapped(3, "synced"), changed(4)];
  const { bytes, offsets } = logOf(...entries);
  const found = frames(bytes) as Frame[];
  assertEquals(found.map(({ kind }) => kind), [
    "change",
    "change",
    "snapshot",
    "change",
  ]);
  assertEquals(found.map(({ offset }) => offset), offsets);
  assertEquals(found.map(({ end }) => end), [
    ...offsets.slice(1),
    bytes.length,
  ]);
  assertEquals(found.map(({ line }) => line), [1, 2, 3, 4]);
  assertEquals(found.map((frame) => frame.watermark), [
    undefined,
    0,
    offsets[2],
    undefined,
  ]);
  assert(found.every(({ checked }) => checked));
  for (const [i, { payload }] of found.entries()) {
    const text = new TextDecoder().decode(payload);
    assert(text.startsWith(textOf(entries[i]!).slice(0, -1)), text);
    assertMatch(text, /,"c":"[0-9a-f]{8}"\}$/);
  }
});

Deno.test("Frames do not depend on the size of what is read at once", () => {
  const { bytes } = logOf(
    changed(1),
    "\n",
    snapped(300),
    "garbage\n",
    changed(2, 5),
    "cut",
  );
  const expected = frames(bytes);
  for (const chunk of [1, 2, 3, 7, 64, 100, 1000]) {
    assertEquals(frames(bytes, chunk), expected, `in pieces of ${chunk}`);
  }
});

Deno.test("Blank lines and comments are no frames, and count as lines", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    "\n  \t\n",
    `// ${unsealed(changed(2))}`,
    " // another\n",
    `// ${unsealed(snapped(2))}`,
    changed(3),
  );
  assertEquals(
    frames(bytes).map(({ kind, offset, line }) => [kind, offset, line]),
    [
      ["change", 0, 1],
      ["change", offsets[5], 7],
    ],
  );
});

Deno.test("Lines without a checksum are taken as they are, if they can be read", () => {
  const log = unsealed(changed(1)) + unsealed(snapped(2)) +
    '{"ts": "2026-06-10T02:55:04Z", "diff": {"a": 1,}, "d": 7} // by hand\n' +
    '/* why */ {"ts":"2026-06-10T02:55:04Z"}\n';
  const found = frames(log) as Frame[];
  assertEquals(found.map(({ kind }) => kind), [
    "change",
    "snapshot",
    "change",
    "change",
  ]);
  assert(found.every(({ checked }) => !checked));
  assertEquals(found[2]!.watermark, 7);
});

Deno.test("Editors may end lines with CR LF and indent them", () => {
  const { bytes } = logOf(changed(1), snapped(2), changed(3, 9));
  const text = new TextDecoder().decode(bytes).replaceAll("\n", "\r\n");
  const found = frames(`  ${text}\t\r\n`) as Frame[];
  assertEquals(found.map(({ kind }) => kind), ["change", "snapshot", "change"]);
  assert(found.every(({ checked }) => checked));
  assertEquals(found[2]!.watermark, 9);
});

Deno.test("A last record without a line end counts; half of one does not", () => {
  const { bytes } = logOf(changed(1), changed(2));
  const [, last] = frames(bytes.subarray(0, -1));
  assertEquals([last!.kind, last!.end], ["change", bytes.length - 1]);
  const bad = theBad(bytes.subarray(0, -2));
  assertMatch(bad.reason, /cut short/);
  assertEquals([bad.end, bad.enclosed], [bytes.length - 2, false]);
});

Deno.test("A checksum that does not match makes a line bad", () => {
  const { bytes, offsets } = logOf(changed(1), changed(2), changed(3));
  const bad = theBad(damaged(bytes, offsets[1]! + 20, "#"));
  assertEquals([bad.offset, bad.end, bad.line], [offsets[1], offsets[2], 2]);
  assertMatch(bad.reason, /checksum/);
});

Deno.test("A checksum that an edit left behind makes a line bad", () => {
  for (const end of [" // edited", " ", ',"u":"me"}']) {
    const { bytes } = logOf(changed(1));
    const text = new TextDecoder().decode(bytes).trimEnd();
    const edited = end.startsWith(",") ? text.slice(0, -1) + end : text + end;
    const [frame] = frames(`${edited}\n`);
    // Space at the end is no edit.
    assertEquals(frame!.kind, end === " " ? "change" : "bad", end);
  }
});

Deno.test("Neither JSON nor a record nor text: bad, and reading goes on", () => {
  for (
    const line of [
      "garbage",
      "{",
      "{}",
      "[]",
      "5",
      '{"ts":5}',
      "SNAPSHOT",
      "SNAPSHOT {}",
      'SNAPSHOT {"ts":"2026"}',
      "/",
      "/* endless",
      "\ufeff{}",
    ]
  ) {
    const { bytes, offsets } = logOf(changed(1), `${line}\n`, changed(2));
    assertEquals(kinds(bytes), [
      ["change", 0],
      ["bad", offsets[1]],
      ["change", offsets[2]],
    ], line);
  }
});

Deno.test("Bytes that are no UTF-8 make an unsealed line bad", () => {
  const text = encode(unsealed(changed(1)));
  for (let byte = 0x80; byte <= 0xff; byte++) {
    const bad = theBad(damaged(text, text.length - 8, [byte]));
    assertEquals(bad.offset, 0);
  }
});

Deno.test("Zero bytes are bad, and a record may begin right after them", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    "\0\0\0\0",
    changed(2, "synced"),
    "\0\0",
  );
  assertEquals(kinds(bytes), [
    ["change", 0],
    ["bad", offsets[1]],
    ["change", offsets[2]],
    ["bad", offsets[3]],
  ]);
  const found = frames(bytes);
  assertEquals(found[1]!.end, offsets[2]);
  assertEquals((found[2] as Frame).watermark, offsets[2]);
  assertEquals(found.map(({ line }) => line), [1, 2, 2, 3]);
});

Deno.test("Zero bytes in a record hide no record behind them", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    changed(2),
    changed(3),
    changed(4),
  );
  const zeros = new Array(offsets[2]! - 40 - offsets[1]!).fill(0);
  // They take the second record's end and line end, up to the third's beginning.
  const hole = damaged(bytes, offsets[2]! - zeros.length, zeros);
  assertEquals(kinds(hole).slice(0, 3), [
    ["change", 0],
    ["bad", offsets[1]],
    ["change", offsets[2]],
  ]);
});

Deno.test("A damaged line end does not hide the record after it", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    changed(2),
    changed(3, "synced"),
    changed(4),
  );
  const found = frames(damaged(bytes, offsets[2]! - 1, "#"));
  assertEquals(found.map(({ kind, offset }) => [kind, offset]), [
    ["change", 0],
    ["bad", offsets[1]],
    ["change", offsets[2]],
    ["change", offsets[3]],
  ]);
  assertEquals((found[2] as Frame).watermark, offsets[2]);
});

Deno.test("A bad snapshot says that it is one, and that nothing is hidden in it", () => {
  const { bytes, offsets } = logOf(changed(1), snapped(200), changed(2));
  for (const at of [0, 4, 8, 30, 100]) {
    const bad = theBad(damaged(bytes, offsets[1]! + at, "#"));
    assertEquals([bad.snapshot, bad.enclosed], [true, true], `byte ${at}`);
  }
  const other = theBad(damaged(bytes, 30, "#"));
  assertEquals(other.snapshot, false);
});

Deno.test("A bad snapshot that may hide a change says so", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(200),
    changed(2),
    changed(3),
  );
  // The line end and the next record's checksum are gone: one long line.
  const merged = damaged(
    damaged(bytes, offsets[2]! - 1, "#"),
    offsets[3]! - 5,
    "#",
  );
  const bad = theBad(merged);
  assertEquals([bad.offset, bad.end], [offsets[1], offsets[3]]);
  assertEquals([bad.snapshot, bad.enclosed], [true, false]);
  // Strange in two places: more may be gone than one sees.
  const once = damaged(bytes, offsets[1]! + 50, [1]);
  assertEquals(theBad(once).enclosed, true);
  const garbled = theBad(damaged(once, offsets[1]! + 70, [0xff]));
  assertEquals([garbled.snapshot, garbled.enclosed], [true, false]);
});

Deno.test("Every cut leaves the records before it, and at most one bad frame", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(30),
    changed(2, 5),
    changed(3),
  );
  for (let cut = 0; cut <= bytes.length; cut++) {
    const found = frames(bytes.subarray(0, cut));
    // A record is whole when its closing brace is there.
    const whole = [...offsets.slice(1), bytes.length].filter((end) =>
      end - 1 <= cut
    ).length;
    assertEquals(
      found.filter(({ kind }) => kind !== "bad").length,
      whole,
      `${cut}`,
    );
    const torn = cut > (offsets[whole] ?? bytes.length) ? 1 : 0;
    assertEquals(found.length, whole + torn, `${cut}`);
  }
});

Deno.test("Every flipped byte makes a bad frame, and no record is another", () => {
  const { bytes } = logOf(
    changed(1),
    snapped(30),
    changed(2, 5),
    changed(3),
  );
  const expected = frames(bytes) as Frame[];
  const byOffset = new Map(expected.map((frame) => [frame.offset, frame]));
  for (let i = 0; i < bytes.length; i++) {
    for (const mask of [0x01, 0x02, 0x20, 0x80, 0xff]) {
      const found = frames(damaged(bytes, i, [bytes[i]! ^ mask]));
      const unended = i === bytes.length - 1;
      for (const frame of found) {
        if (frame.kind === "bad") continue;
        const original = byOffset.get(frame.offset);
        assert(original !== undefined, `byte ${i}, mask ${mask}`);
        assertEquals(
          frame.payload,
          original.payload,
          `byte ${i}, mask ${mask}`,
        );
      }
      const good = found.filter(({ kind }) => kind !== "bad").length;
      // Only space instead of a line end is forgiven, and it makes one line of two.
      assert(
        good < expected.length || isSpaceAtEnd(bytes[i]! ^ mask),
        `${i}, ${mask}`,
      );
      assert(
        good >= expected.length - (bytes[i] === 10 && !unended ? 2 : 1),
        `${i}, ${mask}`,
      );
    }
  }
});

function isSpaceAtEnd(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

Deno.test("A log after garbage of any kind is read from the next line on", () => {
  const { bytes } = logOf(changed(1));
  const garbage = Uint8Array.from({ length: 1000 }, (_, i) => i * 167 & 255);
  const found = frames(concat(garbage, encode("\n"), bytes));
  assertEquals(found.at(-1)?.kind, "change");
  assertEquals(found.at(-1)?.offset, 1001);
});

/** The changes of a run, read one by one. */
function unrun(run: Run): Frame[] {
  const source = new ByteSource(run.bytes);
  return ([...readFrames(source, 0, run.line)] as Frame[]).map((frame) => ({
    ...frame,
    offset: frame.offset + run.offset,
    end: frame.end + run.offset,
  }));
}

Deno.test("Runs are the same records, each of which was asked for once, in order", () => {
  let joined = 0;
  forSeeds(200, (random) => {
    const entries = Array.from({ length: 12 }, (_, n) =>
      random.pick([
        () => changed(n),
        () => changed(n),
        () => changed(n),
        () => changed(n, "synced" as const),
        () => snapped(n),
        () => unsealed(changed(n)),
        () => "\n",
        () => "// a comment\n",
        () => `${textOf(changed(n))}\r\n`,
        () => ` ${textOf(changed(n))}\n`,
        () => "{broken\n",
      ])());
    let { bytes } = logOf(...entries);
    if (random.chance(0.3)) {
      bytes = damaged(bytes, random.int(bytes.length), [random.int(256)]);
    }
    if (random.chance(0.3)) bytes = bytes.slice(0, random.int(bytes.length));
    const chunk = random.chance(0.5) ? undefined : 1 + random.int(300);
    const source = new ByteSource(bytes);
    const plain = [...readFrames(source, 0, 1, chunk)];
    const asked: string[] = [];
    const share = random.pick([0, 0.3, 1]);
    const runs = [...readRuns(source, 0, 1, (piece, from, to) => {
      asked.push(new TextDecoder().decode(piece.subarray(from, to)).trim());
      return random.chance(share);
    }, chunk)];
    for (const run of runs) {
      if (run.kind !== "run") continue;
      joined = Math.max(joined, run.changes);
      assertEquals(unrun(run).length, run.changes);
    }
    const told = (frame: Frame | BadFrame) => ({
      ...frame,
      payload: frame.kind === "bad"
        ? frame.reason
        : new TextDecoder().decode(frame.payload),
    });
    assertEquals(
      runs.flatMap((one) => one.kind === "run" ? unrun(one) : [one]).map((
        one,
      ) =>
        // In a run nobody asks for the watermark.
        told({ ...one, watermark: undefined } as Frame)
      ),
      plain.map((one) => told({ ...one, watermark: undefined } as Frame)),
    );
    assertEquals(
      asked,
      plain.filter(({ kind }) => kind === "change")
        .map((one) => new TextDecoder().decode((one as Frame).payload)),
    );
  });
  assert(joined > 5);
});
