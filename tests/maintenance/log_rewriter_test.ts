import { assertEquals, assertThrows } from "@std/assert";
import { DiskFullError, FileLockError } from "../../src/errors.ts";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { refusal } from "../../src/file/os_error.ts";
import { LogRewriter } from "../../src/maintenance/log_rewriter.ts";
import { ENOSPC, SimulatedDisk } from "../support/simulated_disk.ts";
import { BINARY, FORMATS, JSON_LINES, timeOf } from "./log_builder.ts";

/** The text of the nth record, `size` characters long and some. */
function text(n: number, size = 0): string | Uint8Array {
  const diff = { n, x: "x".repeat(size) };
  return JSON_LINES.encodeChange({ ts: timeOf(1), diff });
}

for (const serializer of FORMATS) {
  Deno.test(`the last record says that all before it is on disk (${serializer.name})`, () => {
    const disk = new MemoryFileSystem();
    const log = new LogRewriter(disk, "new", serializer);
    for (let n = 1; n <= 3; n++) {
      log.add(
        "change",
        serializer.encodeChange({ ts: timeOf(n), diff: { n } }),
      );
    }
    const size = log.finish();
    const { file } = disk.open("new", { create: false, readonly: true });
    assertEquals(file.size, size);
    const framer = serializer.createFramer();
    const from = framer.readHeader(file);
    const frames = [...framer.frames(file, from, 1)].map((frame) =>
      frame.kind === "bad" ? frame : {
        kind: frame.kind,
        mark: frame.watermark === frame.offset ? "own offset" : frame.watermark,
      }
    );
    assertEquals(frames, [
      { kind: "change", mark: undefined },
      { kind: "change", mark: undefined },
      { kind: "change", mark: "own offset" },
    ]);
  });
}

Deno.test("what is long is synced in between, each time with a watermark", () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const log = new LogRewriter(disk, "new", JSON_LINES);
  for (let n = 0; n < 30; n++) log.add("change", text(n, 1 << 20));
  log.finish();
  const syncs = disk.trace.filter((call) => call.startsWith("sync")).length;
  const { file } = disk.open("new", { create: false, readonly: true });
  const marks = [...JSON_LINES.createFramer().frames(file, 0, 1)]
    .map((frame) => frame.kind === "bad" ? -1 : frame.watermark)
    .filter((mark) => mark !== undefined);
  assertEquals(marks.length, 4); // after 8, 16 and 24 MiB, and the last
  assertEquals(syncs >= 5, true, String(syncs));
});

Deno.test("nobody can open the file before it is whole", () => {
  const disk = new MemoryFileSystem();
  const log = new LogRewriter(disk, "new", JSON_LINES);
  log.add("change", text(1));
  assertEquals(disk.names(), ["new.unfinished"]);
  const mode = { create: false, readonly: false };
  const { file } = disk.open("new.unfinished", mode);
  assertEquals(file.tryLock(), false);
  log.finish();
  assertEquals(file.tryLock(), true);
  assertEquals(disk.names(), ["new"]);
});

Deno.test("a discarded log leaves nothing", () => {
  const disk = new MemoryFileSystem();
  const log = new LogRewriter(disk, "new", BINARY);
  log.discard();
  assertEquals(disk.names(), []);
});

Deno.test("a file that is there is refused and left alone", () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("new", [new Uint8Array([1])]);
  assertThrows(
    () => new LogRewriter(disk, "new", JSON_LINES),
    FileLockError,
    'Cannot write "new": there is a file already; name a new one',
  );
  assertEquals(disk.readFile("new"), new Uint8Array([1]));
  const { file } = disk.open("new", { create: false, readonly: false });
  assertEquals(file.tryLock(), true);
});

Deno.test("what a job that was killed left is not taken, and named", () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("new.unfinished", [new Uint8Array([1])]);
  assertThrows(
    () => new LogRewriter(disk, "new", JSON_LINES),
    FileLockError,
    'Cannot write "new": there is "new.unfinished" already',
  );
  assertEquals(disk.readFile("new.unfinished"), new Uint8Array([1]));
});

Deno.test("a file that came meanwhile is kept", () => {
  const disk = new MemoryFileSystem();
  const log = new LogRewriter(disk, "new", JSON_LINES);
  log.add("change", text(1));
  disk.writeNew("new", [new Uint8Array([1])]);
  assertThrows(() => log.finish(), FileLockError, "there is a file already");
  log.discard();
  assertEquals(disk.names(), ["new"]);
  assertEquals(disk.readFile("new"), new Uint8Array([1]));
});

Deno.test("the name is durable when it is finished", () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const log = new LogRewriter(disk, "new", JSON_LINES);
  log.add("change", text(1));
  const size = log.finish();
  assertEquals(disk.trace.slice(-2), ["rename", "syncFolder"]);
  assertEquals(disk.crash().readFile("new")?.length, size);
});

Deno.test("with permission for the file alone it has its name from the beginning", () => {
  const disk = new MemoryFileSystem();
  const { open } = disk;
  disk.open = (path, mode) => {
    if (path === "new") return open.call(disk, path, mode);
    const message = `Requires write access to "${path}"`;
    throw refusal("open", path, new Deno.errors.NotCapable(message));
  };
  const log = new LogRewriter(disk, "new", JSON_LINES);
  assertEquals(disk.names(), ["new"]);
  log.add("change", text(1));
  log.finish();
  assertEquals(disk.names(), ["new"]);
});

Deno.test("what the system says of a failed write is passed on", () => {
  for (
    const [message, error] of [
      [ENOSPC, DiskFullError],
      ["Permission denied (os error 13)", FileLockError],
    ] as const
  ) {
    const disk = new SimulatedDisk({ seed: 1 });
    const log = new LogRewriter(disk, "new", JSON_LINES);
    log.add("change", text(1));
    disk.options.fault = { call: 1, only: "append", message, forever: true };
    assertThrows(() => log.finish(), error, 'Cannot write "new"');
  }
});
