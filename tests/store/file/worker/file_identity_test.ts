import { assert, assertThrows } from "@std/assert";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { FileCheck } from "../../../../src/store/file/worker/file_identity.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

function makeCheck() {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [new Uint8Array(10)]);
  const { file } = disk.open("log", { create: false, readonly: false });
  const clock = new TurnedClock();
  const identity = file.identity();
  const held = { file, path: "log", identity, made: false };
  const check = new FileCheck(held, disk, clock);
  return { disk, file, clock, check };
}

Deno.test("a check is due when the last one is a second old", () => {
  const { clock, check } = makeCheck();
  assert(!check.due);
  clock.turn(999);
  assert(!check.due);
  clock.turn(1);
  assert(check.due);
  check.make(10);
  assert(!check.due);
});

Deno.test("deleted, replaced, shorter and longer are told apart", () => {
  const { disk, file, check } = makeCheck();
  assertThrows(() => check.make(9), Error, "10 bytes and should have 9");
  file.truncate(3);
  assertThrows(() => check.make(10), Error, "3 bytes and should have 10");
  check.make(3);
  disk.remove("log");
  assertThrows(() => check.make(3), Error, "was deleted");
  disk.writeNew("log", [new Uint8Array(3)]);
  assertThrows(() => check.make(3), Error, "was replaced");
});
