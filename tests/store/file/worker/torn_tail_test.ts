import { assertEquals, assertThrows } from "@std/assert";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { saveTail } from "../../../../src/store/file/worker/torn_tail.ts";

const DAY = new Date("2026-06-10T02:55:07.123Z");

function torn(disk: MemoryFileSystem, size: number) {
  disk.writeNew("log", [new Uint8Array(size).map((_, i) => i % 251)]);
  return disk.open("log", { create: false, readonly: false }).file;
}

Deno.test("a tail is saved whole, under a name that is free", () => {
  const disk = new MemoryFileSystem();
  const file = torn(disk, 3 * 2 ** 20 + 5);
  for (const end of ["", ".1", ".2"]) {
    const name = `log.torn-20260610T025507Z${end}`;
    assertEquals(saveTail("log", file, 10, disk, DAY), { saved: name });
    assertEquals(disk.readFile(name), disk.readFile("log")?.slice(10));
  }
});

Deno.test("where no other file may be written, the bytes are handed over", () => {
  const disk = new MemoryFileSystem();
  const file = torn(disk, 100);
  disk.writeNew = () => {
    throw new Deno.errors.NotCapable("Requires write access");
  };
  const { saved, content } = saveTail("log", file, 90, disk, DAY);
  assertEquals(saved, undefined);
  assertEquals(content, disk.readFile("log")?.slice(90));
});

Deno.test("a long tail that can't be saved is not to be cut off", () => {
  const disk = new MemoryFileSystem();
  const file = torn(disk, 2 ** 21);
  disk.writeNew = () => {
    throw new Deno.errors.NotCapable(
      "Requires write access, run again with the --allow-write flag",
    );
  };
  assertThrows(
    () => saveTail("log", file, 0, disk, DAY),
    Error,
    "run it with --allow-write=log.torn-",
  );
});

Deno.test("no room for the copy is an error too", () => {
  const disk = new MemoryFileSystem();
  const file = torn(disk, 10);
  disk.writeNew = () => {
    throw new Error("No space left on device (os error 28)");
  };
  assertThrows(
    () => saveTail("log", file, 0, disk, DAY),
    Error,
    "the disk is full",
  );
});
