import { assert, assertEquals, assertThrows } from "@std/assert";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { Appender } from "../../../../src/store/file/worker/appender.ts";
import { SharedProgress } from "../../../../src/store/file/protocol/shared_memory.ts";
import {
  Durability,
  FileCheck,
} from "../../../../src/store/file/worker/durability.ts";
import { record } from "../../../support/local_writer.ts";
import { SimulatedDisk } from "../../../support/simulated_disk.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";

function makeDurability(content = "") {
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew("log", [new TextEncoder().encode(content)]);
  const { file } = disk.open("log", { create: false, readonly: false });
  const framer = new JsonSerializer().createFramer();
  const end = { end: content.length, unended: false };
  const appender = new Appender(file, framer, end);
  const progress = new SharedProgress();
  const identity = file.identity();
  const held = { file, path: "log", identity, made: false };
  const check = new FileCheck(held, disk, new TurnedClock());
  const parts = { path: "log", appender, check, progress, disk };
  const durability = new Durability(parts);
  let seen = disk.trace.length;
  const calls = () => {
    const made = disk.trace.slice(seen).map((call) => call.split(" ")[0]);
    seen = disk.trace.length;
    return made;
  };
  return { durability, appender, progress, disk, calls };
}

Deno.test("the file, then its name, once; then the file alone", () => {
  const { durability, appender, progress, calls } = makeDurability();
  durability.settle();
  appender.append("change", [record(1)]);
  durability.sync(1);
  assertEquals(calls(), ["append", "identify", "sync", "syncFolder"]);
  assertEquals(progress.durable, 1);
  appender.append("change", [record(2)]);
  durability.sync(2);
  assertEquals(calls(), ["append", "identify", "sync"]);
});

Deno.test("what was found is not known to be durable before it is settled", () => {
  const { durability, progress, calls } = makeDurability(`${record(1)}\n`);
  assertEquals(progress.durable, -1);
  durability.settle();
  durability.settle();
  assertEquals(calls(), ["sync"]);
  durability.sync(0);
  assertEquals(calls(), ["identify", "syncFolder"]);
  assertEquals(progress.durable, 0);
});

Deno.test("nothing is called durable of a file that is gone", () => {
  const { durability, appender, progress, disk } = makeDurability();
  appender.append("change", [record(1)]);
  disk.remove("log");
  assertThrows(() => durability.sync(1), Error, "was deleted");
  assertEquals(progress.durable, 0);
});

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
