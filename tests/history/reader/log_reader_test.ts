import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseError, FileLockError } from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { LogReader } from "../../../src/history/reader/log_reader.ts";
import {
  diskWith,
  FORMATS,
  LogBuilder,
} from "../../maintenance/log_builder.ts";

for (const serializer of FORMATS) {
  const { name } = serializer;

  Deno.test(`a log is recognised and read from end to end (${name})`, async () => {
    const log = new LogBuilder(serializer).change({ n: 1 }).snapshot()
      .change({ n: 2 });
    const scan = await LogReader.open(diskWith(log.bytes), "log");
    assertEquals(
      [scan.path, scan.format, scan.serializer.name, scan.size, scan.end],
      ["log", name, name, log.end, log.end],
    );
    assertEquals([scan.torn, scan.damage, scan.grown], [
      undefined,
      undefined,
      false,
    ]);
    const kinds = [...scan.frames()].map(({ kind, offset }) => [kind, offset]);
    assertEquals(kinds, [
      ["change", log.places[0]],
      ["snapshot", log.places[1]],
      ["change", log.places[2]],
    ]);
    const some = [...scan.frames(undefined, log.places[1])];
    assertEquals(some.length, 1);
    scan.close();
  });

  Deno.test(`what is appended after opening is not read (${name})`, async () => {
    const log = new LogBuilder(serializer).change({ n: 1 });
    const disk = diskWith(log.bytes);
    const scan = await LogReader.open(disk, "log");
    const { file } = disk.open("log", { create: false, readonly: false });
    file.append(log.change({ n: 2 }).bytes.subarray(log.places[1]));
    assertEquals([[...scan.frames()].length, scan.grown], [1, true]);
    scan.close();
  });

  Deno.test(`the torn tail is told before anything is read (${name})`, async () => {
    const log = new LogBuilder(serializer).change({ n: 1 }).change({ n: 2 });
    const disk = diskWith(log.bytes.subarray(0, -2));
    const scan = await LogReader.open(disk, "log");
    assertEquals([scan.end, scan.torn?.line], [log.places[1], 2]);
    scan.close();
  });

  Deno.test(`with damage in the middle nothing is torn (${name})`, async () => {
    const log = new LogBuilder(serializer).change({ n: 1 }).change({ n: 2 })
      .change({ n: 3 });
    const scan = await LogReader.open(diskWith(log.damaged(1)), "log");
    assertEquals([scan.torn, scan.end], [undefined, log.end]);
    scan.close();
  });
}

Deno.test("a large log is read in steps that are told", async () => {
  const log = new LogBuilder().change({ n: "x".repeat(700_000) });
  for (let n = 0; n < 4; n++) log.change({ n: `${n}`.repeat(700_000) });
  const scan = await LogReader.open(diskWith(log.bytes), "log");
  const told: number[] = [];
  const size = scan.size;
  for (
    const frame of scan.frames((progress) => {
      assertEquals(progress.size, size);
      told.push(progress.read);
    })
  ) assert(frame.kind === "change");
  assertEquals(told, [log.places[2], log.places[4], size]);
  scan.close();
});

Deno.test("what can't be read as a log is refused, and closed", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("text", [new TextEncoder().encode("no log\n")]);
  disk.writeNew("seed", [new Uint8Array(40).fill(7)]);
  for (const path of ["text", "seed"]) {
    const error = await assertRejects(
      () => LogReader.open(disk, path),
      FileLockError,
      `Cannot read "${path}": it is not a database`,
    );
    assertEquals(error.path, path);
  }
  await assertRejects(
    () => LogReader.open(disk, "none"),
    FileLockError,
    'Cannot read "none": there is no such file',
  );
  await assertRejects(
    () => LogReader.open(disk, "text", "nowhere:module"),
    DatabaseError,
    "Cannot load the serializer",
  );
});

Deno.test("a binary log with a damaged seed is recognised by its records", async () => {
  const { bytes } = new LogBuilder(FORMATS[1]).change({ n: 1 }).snapshot();
  for (const at of [0, 3]) {
    const copy = bytes.slice();
    copy[at]! ^= 64;
    const scan = await LogReader.open(diskWith(copy), "log");
    assertEquals([scan.format, scan.damage?.bytes], ["msgpack", 4]);
    assertEquals([...scan.frames()].length, 2);
    scan.close();
  }
});

Deno.test("a binary log with a damaged first marker is recognised by its second record", async () => {
  const log = new LogBuilder(FORMATS[1]).change({ n: 1 }).change({ n: 2 });
  const { bytes } = log;
  bytes[5]! ^= 64;
  const scan = await LogReader.open(diskWith(bytes), "log");
  assertEquals([scan.format, scan.damage], ["msgpack", undefined]);
  assertEquals([...scan.frames()].map(({ kind }) => kind), ["bad", "change"]);
  scan.close();
});
