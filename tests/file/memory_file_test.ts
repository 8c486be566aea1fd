import { assertEquals } from "@std/assert";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";

// The behaviour is held by tests/file/file_contract_test.ts.

Deno.test("a file in memory can be looked at from outside", () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("a", [new Uint8Array([1, 2]), new Uint8Array([3])]);
  assertEquals(disk.names(), ["a"]);
  assertEquals(disk.readFile("a"), new Uint8Array([1, 2, 3]));
  assertEquals(disk.readFile("b"), undefined);
});

Deno.test("its lock is held by this process", () => {
  const holder = new MemoryFileSystem().holder({ dev: 0, ino: 1 });
  assertEquals(holder, { pid: Deno.pid });
});
