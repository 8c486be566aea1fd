import { assert, assertEquals, assertThrows } from "@std/assert";
import { CorruptionError, EditedError } from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import { framesBackward } from "../../../src/history/reader/backward.ts";
import { Playback } from "../../../src/history/playback.ts";
import {
  diskWith,
  FORMATS,
  LogBuilder,
} from "../../maintenance/log_builder.ts";

/** A disk with these golden logs under their own names. */
function goldenDisk(...names: readonly string[]): MemoryFileSystem {
  const disk = new MemoryFileSystem();
  for (const name of names) {
    const url = new URL(`../../golden/${name}`, import.meta.url);
    disk.writeNew(`db/${name}`, [Deno.readFileSync(url)]);
  }
  return disk;
}

for (const serializer of FORMATS) {
  const { name } = serializer;
  const bin = name === "json" ? "" : "-bin";

  /** Five changes and two snapshots. */
  const small = () =>
    new LogBuilder(serializer).change({ n: 1 }).change({ n: 2 }).snapshot()
      .change({ n: 3 }).change({ n: 4 }).snapshot().change({ n: 5 });

  Deno.test(`records are read from either end with revision, line and place (${name})`, async () => {
    const log = small();
    using reader = await RecordReader.open(diskWith(log.bytes), "log");
    const told = [...reader.forward()].map((record): unknown[] => [
      record.kind,
      record.rev,
      record.line,
      record.offset,
      record.end,
    ]);
    const kinds: (string | number | null | undefined)[] = [
      "change",
      "change",
      "snapshot",
      "change",
      "change",
      "snapshot",
      "change",
    ];
    const revs = [1, 2, 2, 3, 4, 4, 5];
    assertEquals(
      told,
      kinds.map((
        kind,
        i,
      ) => [kind, revs[i], i + 1, log.places[i], log.places[i + 1]]),
    );
    const back = [...reader.backward()].map((record) => [
      record.kind,
      record.rev,
      record.line,
      record.offset,
      record.end,
    ]);
    assertEquals(back, told.toReversed());
    assertEquals([reader.base, reader.rev, reader.notes.list], [0, 5, []]);
  });

  Deno.test(`reading begins and ends at any revision (${name})`, async () => {
    using reader = await RecordReader.open(diskWith(small().bytes), "log");
    for (let rev = 0; rev <= 6; rev++) {
      const all = [...reader.forward()];
      const places = (records: Iterable<{ offset: number }>) =>
        [...records].map(({ offset }) => offset);
      assertEquals(
        places(reader.forward(rev)),
        places(all.filter((record) => record.rev >= rev)),
      );
      assertEquals(
        places(reader.backward(rev)),
        places(all.filter((record) => record.rev < rev).toReversed()),
      );
    }
  });

  Deno.test(`whatever the window, reading backward is reading forward turned round (${name})`, () => {
    const log = new LogBuilder(serializer).change({ n: "x".repeat(900) });
    for (let n = 0; n < 40; n++) log.change({ n: `${n}`.repeat(n * 7 % 90) });
    log.snapshot();
    const framer = serializer.createFramer();
    const { bytes } = log;
    const source = {
      size: bytes.length,
      read: (at: number, length: number) => bytes.subarray(at, at + length),
    };
    const from = framer.readHeader(source);
    const forward = [...framer.frames(source, from, 1)]
      .map(({ offset, end }) => [offset, end]);
    const bare = serializer.createFramer();
    bare.readHeader(source);
    Object.defineProperty(bare, "boundary", { value: undefined });
    for (const window of [1, 7, 64, 100, 1000, 1 << 20]) {
      for (const kind of [framer, bare]) {
        const part = { source, framer: kind, from };
        const back = [...framesBackward(part, source.size, window)]
          .map(({ offset, end }) => [offset, end]);
        assertEquals(back.reverse(), forward, `window ${window}`);
      }
    }
  });

  Deno.test(`a record that is not whole at the end is told, and no error (${name})`, async () => {
    const log = small();
    for (const cut of [1, 5, 20]) {
      using reader = await RecordReader.open(
        diskWith(log.bytes.subarray(0, -cut)),
        "log",
      );
      const last = log.places[6];
      // A last line without its line end is whole all the same.
      const whole = name === "json" && cut === 1;
      assertEquals([...reader.backward()][0]?.rev, whole ? 5 : 4);
      assertEquals([...reader.forward()].at(-1)?.rev, whole ? 5 : 4);
      assertEquals(
        reader.notes.list.map((
          { kind, torn },
        ) => [kind, torn?.offset, torn?.bytes]),
        whole ? [] : [["torn", last, log.end - cut - (last ?? 0)]],
      );
    }
  });

  Deno.test(`damage ends reading after the records before it, from either end (${name})`, async () => {
    const log = small();
    using reader = await RecordReader.open(diskWith(log.damaged(3)), "log");
    const seen: number[] = [];
    assertThrows(() => {
      for (const { rev } of reader.forward()) seen.push(rev);
    }, CorruptionError);
    assertEquals(seen, [1, 2, 2]);
    const back: number[] = [];
    assertThrows(() => {
      for (const { rev } of reader.backward()) back.push(rev);
    }, CorruptionError);
    assertEquals(back, [5, 4, 4]);
  });

  Deno.test(`damage before a snapshot that opening begins at is damage (${name})`, async () => {
    const log = new LogBuilder(serializer, false).change({ n: 1 })
      .change({ n: 2 }).change({ n: 3 }).snapshot().change({ n: 4 });
    using reader = await RecordReader.open(diskWith(log.damaged(1)), "log");
    assertThrows(() => [...reader.forward()], CorruptionError);
    assertEquals([...reader.backward(5).take(2)].map(({ rev }) => rev), [4, 3]);
  });

  Deno.test(`a damaged snapshot is left out where the changes around it say the same (${name})`, async () => {
    const log = small();
    using reader = await RecordReader.open(diskWith(log.damaged(2)), "log");
    assertEquals([...reader.forward()].map(({ rev }) => rev), [
      1,
      2,
      3,
      4,
      4,
      5,
    ]);
    assertEquals([...reader.backward()].map(({ rev }) => rev), [
      5,
      4,
      4,
      3,
      2,
      1,
    ]);
  });

  Deno.test(`archives and file are read as one (${name})`, async () => {
    const names = [
      `rotated${bin}@20260601T000000Z.kantadb`,
      `rotated${bin}.kantadb`,
    ];
    const disk = goldenDisk(...names);
    using reader = await RecordReader.open(disk, `db/rotated${bin}.kantadb`);
    assertEquals([reader.base, reader.rev], [0, 42]);
    const changes = [...reader.forward()].filter(({ kind }) =>
      kind === "change"
    );
    assertEquals(
      changes.map(({ rev }) => rev),
      Array.from({ length: 42 }, (_, i) => i + 1),
    );
    assertEquals(
      [...reader.backward()].map(({ rev, kind }) => `${kind} ${rev}`),
      [...reader.forward()].map(({ rev, kind }) => `${kind} ${rev}`).reverse(),
    );
    assertEquals([...reader.forward(30)].map(({ rev }) => rev).slice(0, 4), [
      30,
      31,
      31,
      32,
    ]);
    assertEquals([...reader.backward(33)].map(({ rev }) => rev).slice(0, 4), [
      32,
      31,
      31,
      30,
    ]);
    using alone = await RecordReader.open(disk, `db/rotated${bin}.kantadb`, {
      archives: false,
    });
    assertEquals([alone.base, [...alone.forward()].length], [31, 12]);
    for (const rev of [0, 1, 30, 31, 32, 42]) {
      assertEquals(Playback.at(reader, rev).rev, rev);
    }
    assertEquals(
      Playback.at(reader, 35).result.state,
      Playback.at(alone, 35).result.state,
    );
  });

  Deno.test(`what stands in an archive and in the file counts once (${name})`, async () => {
    const whole = small();
    const rest = new LogBuilder(serializer);
    rest.state = { n: 3 };
    rest.rev = 3;
    rest.snapshot().change({ n: 4 }).change({ n: 5 });
    const disk = new MemoryFileSystem();
    disk.writeNew("log.kantadb", [rest.bytes]);
    disk.writeNew("log@20260610T000000Z.kantadb", [whole.bytes]);
    disk.writeNew("log@20260610T000000Z.1.kantadb", [whole.bytes]);
    disk.writeNew("other@20260610T000000Z.kantadb", [whole.bytes]);
    using reader = await RecordReader.open(disk, "log.kantadb");
    const changes = (records: Iterable<{ kind: string; rev: number }>) =>
      [...records].filter(({ kind }) => kind === "change").map(({ rev }) =>
        rev
      );
    assertEquals(changes(reader.forward()), [1, 2, 3, 4, 5]);
    assertEquals(changes(reader.backward()), [5, 4, 3, 2, 1]);
    assertEquals(reader.notes.list.map(({ kind }) => kind), ["apart"]);
  });

  Deno.test(`a gap between an archive and the file is told, and the state is right (${name})`, async () => {
    const old = new LogBuilder(serializer).change({ n: 1 }).change({ n: 2 });
    const rest = new LogBuilder(serializer);
    rest.state = { n: 4 };
    rest.rev = 4;
    rest.snapshot().change({ n: 5 });
    const disk = new MemoryFileSystem();
    disk.writeNew("log.kantadb", [rest.bytes]);
    disk.writeNew("log@20260610T000000Z.kantadb", [old.bytes]);
    for (const way of ["forward", "backward"] as const) {
      using reader = await RecordReader.open(disk, "log.kantadb");
      const revs = [...reader[way]()].map(({ rev }) => rev);
      assertEquals(revs.sort(), [1, 2, 4, 5]);
      assertEquals(reader.notes.list.map(({ kind }) => kind), ["gap"]);
    }
    using reader = await RecordReader.open(disk, "log.kantadb");
    const playback = Playback.at(reader, 2);
    assertEquals(playback.result.state, { n: 2 });
    playback.playTo(3);
    assertEquals([playback.rev, playback.result.state], [2, { n: 2 }]);
    playback.playTo(9);
    assertEquals([playback.rev, playback.result.state], [5, { n: 5 }]);
  });

  Deno.test(`a log in memory is read as a file is (${name})`, async () => {
    using reader = await RecordReader.open(
      new MemoryFileSystem(),
      small().bytes,
    );
    assertEquals([...reader.backward()].length, 7);
    assertEquals(reader.log.path, "");
  });

  Deno.test(`a state is that of the nearest snapshot and what follows it (${name})`, async () => {
    const log = new LogBuilder(serializer);
    for (let n = 1; n <= 60; n++) {
      log.change({ n, text: `${n % 10}`.repeat(30_000) });
      if (n % 10 === 0) log.snapshot();
    }
    using reader = await RecordReader.open(diskWith(log.bytes), "log");
    assert(reader.log.size > 1 << 20);
    for (const rev of [0, 1, 9, 10, 11, 37, 50, 60]) {
      const { state, rev: at } = Playback.at(reader, rev).result;
      assertEquals([at, (state as { n?: number }).n ?? 0], [rev, rev]);
      assertEquals(reader.anchor(rev).rev, rev - rev % 10);
    }
  });
}

Deno.test("an edited line ends reading with its own error after the records before it", async () => {
  const log = new LogBuilder(FORMATS[0], false).change({ n: 1 })
    .change({ n: 2 }).change({ n: 3 });
  const text = new TextDecoder().decode(log.bytes);
  for (
    const [from, to, before] of [['"n":2', '"n":7', [1]], ['"n":3', '"n":7', [
      1,
      2,
    ]]] as const
  ) {
    const edited = new TextEncoder().encode(text.replace(from, to));
    using reader = await RecordReader.open(new MemoryFileSystem(), edited);
    const seen: number[] = [];
    const error = assertThrows(() => {
      for (const { rev } of reader.forward()) seen.push(rev);
    }, EditedError);
    assertEquals([seen, error.line], [[...before], before.length + 1]);
    // From the end nothing is told that may not count.
    assertThrows(() => [...reader.backward()], EditedError);
  }
});
