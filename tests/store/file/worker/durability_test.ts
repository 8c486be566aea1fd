import { assertEquals, assertThrows } from "@std/assert";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { Appender } from "../../../../src/store/file/worker/appender.ts";
import { SharedProgress } from "../../../../src/store/file/protocol/shared_progress.ts";
import { Durability } from "../../../../src/store/file/worker/durability.ts";
import { FileCheck } from "../../../../src/store/file/worker/file_identity.ts";
import { record } from "../../../support/local_writer.ts";
import { SimulatedDisk } from "../../../support/simulated_disk.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

function makeDurability(content = "") {
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew("log", [new TextEncoder().encode(content)]);
  const { file } = disk.open("log", { create: false, readonly: false });
  const framer = new JsonSerializer().createFramer();
  const end = { end: content.length, unended: false };
  const appender = new Appender(file, framer, end);
  const control = new SharedProgress();
  const identity = file.identity();
  const held = { file, path: "log", identity, made: false };
  const check = new FileCheck(held, disk, new TurnedClock());
  const parts = { path: "log", appender, check, control, disk };
  const durability = new Durability(parts);
  let seen = disk.trace.length;
  const calls = () => {
    const made = disk.trace.slice(seen).map((call) => call.split(" ")[0]);
    seen = disk.trace.length;
    return made;
  };
  return { durability, appender, control, disk, calls };
}

Deno.test("the file, then its name, once; then the file alone", () => {
  const { durability, appender, control, calls } = makeDurability();
  durability.settle();
  appender.append("change", [record(1)]);
  durability.sync(1);
  assertEquals(calls(), ["append", "identify", "sync", "syncFolder"]);
  assertEquals(control.durable, 1);
  appender.append("change", [record(2)]);
  durability.sync(2);
  assertEquals(calls(), ["append", "identify", "sync"]);
});

Deno.test("what was found is not known to be durable before it is settled", () => {
  const { durability, control, calls } = makeDurability(`${record(1)}\n`);
  assertEquals(control.durable, -1);
  durability.settle();
  durability.settle();
  assertEquals(calls(), ["sync"]);
  durability.sync(0);
  assertEquals(calls(), ["identify", "syncFolder"]);
  assertEquals(control.durable, 0);
});

Deno.test("nothing is called durable of a file that is gone", () => {
  const { durability, appender, control, disk } = makeDurability();
  appender.append("change", [record(1)]);
  disk.remove("log");
  assertThrows(() => durability.sync(1), Error, "was deleted");
  assertEquals(control.durable, 0);
});
