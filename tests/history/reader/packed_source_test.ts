/**
 * A compressed log reads as what is in it, and no more of it is unpacked than that
 * takes.
 *
 * @module
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ReplayError } from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { LogReader } from "../../../src/history/reader/log_reader.ts";
import { PackedSource } from "../../../src/history/reader/packed_source.ts";
import { Playback } from "../../../src/history/playback.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import { Random } from "../../support/random.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

async function packed(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const body = new Response(Uint8Array.from(bytes)).body;
  const gzip = body?.pipeThrough(new CompressionStream("gzip"));
  return await new Response(gzip).bytes();
}

/** A file that counts the bytes that are read of it. */
class Counted {
  read_ = 0;
  closed = false;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.read_ += length;
    return this.#bytes.slice(offset, offset + length);
  }

  close(): void {
    this.closed = true;
  }
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.int(256));
}

Deno.test("any part of a packed file reads as it was", async () => {
  await forSeedsAsync(5, async (random) => {
    const bytes = noise(random, random.int(400_000));
    using source = disposable(
      new PackedSource(new Counted(await packed(bytes))),
    );
    assertEquals(source.size, bytes.length);
    for (let i = 0; i < 10; i++) {
      const offset = random.int(bytes.length + 10);
      const length = random.int(100_000);
      assertEquals(
        Uint8Array.from(source.read(offset, length)),
        bytes.subarray(offset, offset + length),
      );
    }
  });
});

function disposable(source: PackedSource): PackedSource & Disposable {
  return Object.assign(source, { [Symbol.dispose]: () => source.close() });
}

Deno.test("the beginning is read without unpacking the rest; one file is held at a time", async () => {
  const bytes = noise(new Random(1), 1 << 20);
  const files = [
    new Counted(await packed(bytes)),
    new Counted(await packed(bytes)),
  ];
  const [a, b] = files.map((file) => new PackedSource(file));
  const [first] = files;
  assert(a !== undefined && b !== undefined && first !== undefined);
  a.read(0, 1000);
  assert(first.read_ < 1 << 17, `${first.read_}`);
  a.read(0, 2000);
  const before = first.read_;
  a.read(1 << 19, 1000);
  assert(first.read_ > before);
  const whole = first.read_;
  a.read(1 << 18, 1000);
  assertEquals(first.read_, whole);
  b.read(0, 1000); // now that one is held
  a.read(1 << 18, 1000);
  assert(first.read_ > whole);
  for (const source of [a, b]) source.close();
  assertEquals(files.map(({ closed }) => closed), [true, true]);
});

for (const serializer of FORMATS) {
  const { name } = serializer;
  const old = new LogBuilder(serializer).change({ n: 1 }).change({ n: 2 })
    .change({ n: 3 });
  const rest = new LogBuilder(serializer);
  rest.state = { n: 3 };
  rest.rev = 3;
  rest.snapshot().change({ n: 4 });
  const archive = "log@20260610T000000Z.kantadb.gz";

  Deno.test(`a packed archive and its log are read as one (${name})`, async () => {
    const disk = new MemoryFileSystem();
    disk.writeNew("log.kantadb", [rest.bytes]);
    disk.writeNew(archive, [await packed(old.bytes)]);
    using reader = await RecordReader.open(disk, "log.kantadb");
    assertEquals([reader.base, reader.rev], [0, 4]);
    const revs = (way: "forward" | "backward") =>
      [...reader[way]()].filter(({ kind }) => kind === "change")
        .map(({ rev }) => rev);
    assertEquals(revs("forward"), [1, 2, 3, 4]);
    assertEquals(revs("backward"), [4, 3, 2, 1]);
    assertEquals(Playback.at(reader, 2).result.state, { n: 2 });
    assertEquals(reader.notes.list, []);
    // By itself it is a log, too, and its places are those of what is in it.
    const alone = await LogReader.open(disk, archive);
    assertEquals([alone.path, alone.size, alone.end, alone.grown], [
      archive,
      old.end,
      old.end,
      false,
    ]);
    assertEquals(
      [...alone.frames()].map(({ offset }) => offset),
      old.places.slice(0, 3),
    );
    alone.close();
  });

  Deno.test(`a damaged one is told with its name (${name})`, async () => {
    const bytes = await packed(old.bytes);
    const middle = bytes.length >> 1;
    const flipped = bytes.with(middle, (bytes[middle] ?? 0) ^ 255);
    const other = new TextEncoder().encode("no gzip, but long enough for it");
    for (
      const wrong of [flipped, other, bytes.slice(0, -3), new Uint8Array(4)]
    ) {
      const disk = new MemoryFileSystem();
      disk.writeNew(archive, [wrong]);
      const error = await assertRejects(async () => {
        const log = await LogReader.open(disk, archive);
        return [...log.frames()];
      }, ReplayError);
      assert(error.message.includes(archive), error.message);
    }
  });
}

Deno.test("a length that is not the content's is told", async () => {
  const bytes = await packed(new TextEncoder().encode("x".repeat(100)));
  const end = bytes.length - 4;
  const longer = bytes.with(end, (bytes[end] ?? 0) + 1);
  using source = disposable(new PackedSource(new Counted(longer)));
  assertThrows(() => source.read(0, 200), ReplayError);
});
