import { assert, assertEquals } from "@std/assert";
import {
  findSnapshotLines,
  NewlineSearch,
  readLines,
} from "../../../src/format/json/line_reader.ts";
import { forSeeds } from "../../support/seeds.ts";
import { ByteSource } from "../../log/byte_source.ts";

const source = (text: string) => new ByteSource(new TextEncoder().encode(text));

/** Lines as text, with where they stand. */
function linesOf(text: string, from: number, chunk: number) {
  return [...readLines(source(text), from, chunk)].map((line) => ({
    text: new TextDecoder().decode(line.bytes.subarray(line.start, line.end)),
    offset: line.offset,
    after: line.after,
    ended: line.ended,
  }));
}

Deno.test("Lines come whole, whatever the size of what is read at once", () => {
  const text = "one\n\ntwenty characters...\nünï\n x";
  const expected = linesOf(text, 0, 1000);
  assertEquals(expected.map((line) => line.text), [
    "one",
    "",
    "twenty characters...",
    "ünï",
    " x",
  ]);
  assertEquals(expected.map((line) => line.ended), [
    true,
    true,
    true,
    true,
    false,
  ]);
  for (let chunk = 1; chunk < 50; chunk++) {
    assertEquals(linesOf(text, 0, chunk), expected);
  }
});

Deno.test("Reading begins at any offset and ends at the end", () => {
  const text = "a\nbc\n";
  assertEquals(linesOf(text, 2, 9), [
    { text: "bc", offset: 2, after: 5, ended: true },
  ]);
  assertEquals(linesOf(text, 5, 9), []);
  assertEquals(linesOf("", 0, 9), []);
});

Deno.test("Each line begins where the one before it ends", () => {
  forSeeds(200, (random) => {
    let text = "";
    for (let n = random.int(60); n > 0; n--) {
      text += random.pick(["a", "\n", "bcd"]);
    }
    const chunk = 1 + random.int(10);
    let at = 0;
    for (const line of linesOf(text, 0, chunk)) {
      assertEquals(line.offset, at);
      assertEquals(
        text.slice(at, line.after),
        line.text + (line.ended ? "\n" : ""),
      );
      at = line.after;
    }
    assertEquals(at, text.length);
  });
});

Deno.test("A file that is cut while it is read just ends", () => {
  const whole = new TextEncoder().encode("one\ntwo\n");
  const shrunk = {
    size: 100,
    read: (at: number, n: number) => whole.slice(at, at + n),
  };
  assertEquals([...readLines(shrunk, 0, 4)].length, 2);
});

Deno.test("Short lines are read in pieces of the size asked for", () => {
  const bytes = source("line\n".repeat(1000));
  assertEquals([...readLines(bytes, 0, 64)].length, 1000);
  assertEquals(bytes.most, 64);
});

Deno.test("Snapshot lines are found from the end, across every border", () => {
  const text = 'SNAPSHOT 1\n{"a":"SNAPSHOT x"}\nxSNAPSHOT y\nSNAPSHOT 2\n' +
    "SNAPSHO\nSNAPSHOT 3";
  const expected = [
    text.indexOf("SNAPSHOT 3"),
    text.indexOf("SNAPSHOT 2"),
    0,
  ];
  const [third, second] = expected;
  const found = (text: string, before: number, chunk?: number) => [
    ...findSnapshotLines(source(text), before, chunk)
      .map(({ offset, after, ended }) => [offset, after, ended]),
  ];
  for (let chunk = 1; chunk < 80; chunk++) {
    assertEquals(
      found(text, text.length, chunk),
      [
        [third, text.length, false],
        [second, text.indexOf("SNAPSHO\n"), true],
        [0, 11, true],
      ],
      `in pieces of ${chunk}`,
    );
    const end = text.indexOf("SNAPSHO\n");
    // A line end that stands at or behind the border is not looked at.
    for (let before = second! + 1; before < end; before++) {
      assertEquals(
        found(text, before, chunk),
        [[second, Infinity, false], [0, 11, true]],
        `up to ${before} in pieces of ${chunk}`,
      );
    }
    assertEquals(found(text, end, chunk)[0], [second, end, true]);
  }
  assertEquals(found(text, second!), [[0, 11, true]]);
  assertEquals(found("SNAPSHO", 7), []);
});

Deno.test("Looking for snapshots takes memory for one piece", () => {
  const bytes = source("{}\n".repeat(1000));
  const rooms = new Set<Uint8Array | undefined>();
  const counted = {
    size: bytes.size,
    read(at: number, length: number, room?: Uint8Array) {
      rooms.add(room);
      return bytes.read(at, length);
    },
  };
  assertEquals([...findSnapshotLines(counted, counted.size, 100)], []);
  const [room] = rooms;
  assertEquals([rooms.size, room?.length], [1, 109]);
});

Deno.test("Looking for snapshots reads each byte about once", () => {
  let read = 0;
  const bytes = source("{}\n".repeat(1000));
  const counted = {
    size: bytes.size,
    read(at: number, length: number) {
      read += length;
      return bytes.read(at, length);
    },
  };
  assertEquals([...findSnapshotLines(counted, counted.size, 100)], []);
  assert(read < 1.2 * counted.size, `${read}`);
});

Deno.test("line ends are found from the end on, whatever stands around them and where", () => {
  forSeeds(500, (random) => {
    const memory = new Uint8Array(random.int(200));
    const often = random.pick([2, 20, 300]);
    for (let i = 0; i < memory.length; i++) {
      // What differs from a line end by a bit or by one, and any byte.
      memory[i] = random.int(often) === 0
        ? 10
        : random.pick([9, 11, 138, 26, 0, 255, random.int(256)]);
    }
    const start = random.int(Math.min(8, memory.length + 1));
    const bytes = memory.subarray(start, memory.length - random.int(8));
    const search = new NewlineSearch(bytes);
    for (let place = 0; place <= bytes.length + 5; place++) {
      const wanted = place === 0 ? -1 : bytes.lastIndexOf(10, place - 1);
      assertEquals(search.before(place), wanted, `before ${place}`);
    }
  });
});

Deno.test("a line end in any byte of a word is found, and nothing else", () => {
  for (const other of [0, 9, 11, 127, 128, 138, 255]) {
    for (let length = 0; length < 40; length++) {
      const bytes = new Uint8Array(length).fill(other);
      assertEquals(new NewlineSearch(bytes).before(length), -1);
      for (let at = 0; at < length; at++) {
        bytes[at] = 10;
        assertEquals(new NewlineSearch(bytes).before(length), at);
        bytes[at] = other;
      }
    }
  }
});
