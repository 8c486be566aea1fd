import { assertEquals, assertThrows } from "@std/assert";
import { FileLockError } from "../../src/errors.ts";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { NewFile } from "../../src/file/new_file.ts";
import { EIO, SimulatedDisk } from "../support/simulated_disk.ts";

const WRITING = { create: false, readonly: false };

Deno.test("a new file has another name, and a lock, until it is whole", () => {
  const disk = new MemoryFileSystem();
  const made = new NewFile(disk, "folder/new");
  assertEquals([made.path, made.draft], [
    "folder/new",
    "folder/new.unfinished",
  ]);
  assertEquals(disk.names(), ["folder/new.unfinished"]);
  const { file } = disk.open(made.draft, WRITING);
  assertEquals(file.tryLock(), false);
  made.finish();
  assertEquals(file.tryLock(), true);
  assertEquals(disk.names(), ["folder/new"]);
});

Deno.test("what is discarded is gone, by whichever name it had", () => {
  const disk = new MemoryFileSystem();
  new NewFile(disk, "new").discard();
  assertEquals(disk.names(), []);
  const fault = { call: 1, only: "syncFolder", message: EIO };
  const failing = new SimulatedDisk({ seed: 1, fault });
  const made = new NewFile(failing, "new");
  assertThrows(() => made.finish(), FileLockError, 'Cannot write "new"');
  made.discard();
  assertEquals(failing.names(), []);
});

Deno.test("what is there already, or comes meanwhile, is kept", () => {
  const disk = new MemoryFileSystem();
  const made = new NewFile(disk, "new");
  disk.writeNew("new", [new Uint8Array([1])]);
  assertThrows(() => made.finish(), FileLockError, "there is a file already");
  made.discard();
  assertThrows(() => new NewFile(disk, "new"), FileLockError, "name a new one");
  assertEquals(disk.names(), ["new"]);
  assertEquals(disk.readFile("new"), new Uint8Array([1]));
});

Deno.test("a file that is made like another is for those who may use that one", () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [new Uint8Array([1])]);
  const made = new NewFile(disk, "new", undefined, "log");
  const { file } = disk.open(made.draft, WRITING);
  assertEquals(file.tryLock(), false);
  made.finish();
  assertEquals(disk.names(), ["log", "new"]);
  disk.writeNew("other.unfinished", []);
  assertThrows(
    () => new NewFile(disk, "other", undefined, "log"),
    FileLockError,
    'there is "other.unfinished" already',
  );
  const fault = { call: 1, only: "open", message: EIO };
  const failing = new SimulatedDisk({ seed: 1, fault });
  assertThrows(() => new NewFile(failing, "new", undefined, "log"));
  assertEquals(failing.names(), []);
});
