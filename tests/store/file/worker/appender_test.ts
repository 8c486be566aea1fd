import { assert, assertEquals, assertThrows } from "@std/assert";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { Appender } from "../../../../src/store/file/worker/appender.ts";
import { record } from "../../../support/local_writer.ts";
import { ENOSPC, SimulatedDisk } from "../../../support/simulated_disk.ts";

function makeAppender(end = { end: 0, unended: false }, content = "") {
  const disk = new SimulatedDisk({ seed: 3 });
  if (content !== "") {
    disk.writeNew("log", [new TextEncoder().encode(content)]);
  }
  const mode = { create: true, readonly: false };
  const { file } = disk.open("log", mode);
  const framer = new JsonSerializer().createFramer();
  const appender = new Appender(file, framer, end);
  const fail = (only: string, message?: string, forever = false) => {
    const call = disk.calls + 1;
    disk.options.fault = { call, only, message, forever };
  };
  return { appender, disk, fail, size: () => disk.readFile("log")?.length };
}

Deno.test("what failed in the middle is cut off, and the next record follows", () => {
  const { appender, fail, size } = makeAppender();
  appender.append("change", [record(1)]);
  const { end } = appender;
  for (let i = 0; i < 20; i++) {
    fail("append", ENOSPC);
    assertThrows(() => appender.append("change", [record(2)]), Error, ENOSPC);
    assertEquals([appender.end, size()], [end, end]);
  }
  assertEquals(appender.append("change", [record(3)]), end);
  assertEquals(appender.end, size());
});

Deno.test("when the cut fails as well, both failures are told", () => {
  const { appender, disk } = makeAppender();
  let calls = 0;
  const { call } = disk;
  disk.call = (name, detail) => {
    call.apply(disk, [name, detail]);
    if (name !== "sync") throw new Error(`EIO ${++calls}`);
  };
  const error = assertThrows(
    () => appender.append("change", [record(1)]),
    AggregateError,
  );
  assertEquals(error.errors.map(({ message }) => message), ["EIO 1", "EIO 2"]);
});

Deno.test("nothing is synced twice, and what was found is not known to be", () => {
  const { appender, disk } = makeAppender({ end: 4, unended: false }, "abc\n");
  const syncs = () => disk.trace.filter((call) => call === "sync").length;
  const before = syncs();
  assert(!appender.dirty);
  appender.sync();
  appender.sync();
  assertEquals(syncs(), before + 1);
  appender.append("change", [record(1)]);
  assert(appender.dirty);
  appender.sync();
  assertEquals(syncs(), before + 2);
});

Deno.test("what a failed sync leaves in doubt is cut off, and no more", () => {
  const { appender, fail, size } = makeAppender(
    { end: 4, unended: false },
    "abc\n",
  );
  appender.append("change", [record(1)]);
  fail("sync");
  assertThrows(() => appender.sync());
  assertEquals([appender.end, size()], [4, 4]);
  appender.append("change", [record(1)]);
  appender.sync();
  const { end } = appender;
  appender.append("change", [record(2)]);
  fail("sync");
  assertThrows(() => appender.sync());
  assertEquals([appender.end, size()], [end, end]);
});

Deno.test("a record in pieces counts when it ends, or leaves nothing", () => {
  const { appender, fail, size } = makeAppender();
  appender.append("change", [record(1)]);
  const { end } = appender;
  appender.sync();
  const piece = new Uint8Array(100);

  assertEquals(appender.beginRecord(), { offset: end, watermark: end });
  appender.addPiece(piece);
  assertEquals([appender.end, size()], [end, end + 100]);
  appender.dropRecord();
  assertEquals([appender.end, size()], [end, end]);

  appender.beginRecord();
  appender.addPiece(piece);
  fail("append");
  assertThrows(() => appender.addPiece(piece));
  assertEquals([appender.end, size()], [end, end]);

  assertEquals(appender.beginRecord(), { offset: end, watermark: end });
  appender.addPiece(piece);
  appender.endRecord();
  assertEquals([appender.end, size()], [end + 100, end + 100]);
  assertEquals(appender.beginRecord().watermark, undefined);
});

Deno.test("a missing line end is written before the next record, once", () => {
  const content = record(1);
  const end = { end: content.length, unended: true };
  const { appender, fail, disk } = makeAppender(end, content);
  fail("append");
  assertThrows(() => appender.append("change", [record(2)]));
  appender.append("change", [record(2)]);
  appender.append("change", [record(3)]);
  const lines = new TextDecoder().decode(disk.readFile("log")).split("\n");
  assertEquals(lines.length, 4);
  assertEquals(lines[0], content);
});

Deno.test("a new file gets its header with its first record, or neither", () => {
  const { appender, fail, disk } = makeAppender();
  appender.beginWith(new TextEncoder().encode("head"));
  assert(appender.empty);
  assertEquals(disk.readFile("log"), new Uint8Array(0));
  fail("append");
  assertThrows(() => appender.append("change", [record(1)]));
  assert(appender.empty);
  assertEquals(appender.append("change", [record(1)]), 4);
  assert(!appender.empty);
  appender.append("change", [record(2)]);
  const text = new TextDecoder().decode(disk.readFile("log"));
  assertEquals(text.split("head").map((part) => part.length > 0), [
    false,
    true,
  ]);
  assertEquals(appender.end, text.length);
});

Deno.test("no power cut brings back what was dropped, amid what came in its place", () => {
  const { appender, disk } = makeAppender();
  appender.append("change", [record(1)]);
  appender.sync();
  disk.syncFolder("log");
  appender.beginRecord();
  appender.addPiece(new TextEncoder().encode("dropped".repeat(50)));
  appender.dropRecord();
  for (let n = 2; n < 8; n++) appender.append("change", [record(n)]);
  const left = [...disk.everyCrash(1000)].map((disk) =>
    new TextDecoder().decode(disk.readFile("log"))
  );
  assert(left.length > 50);
  assertEquals(left.filter((text) => text.includes("dropped")), []);
});
