import { assert, assertEquals, assertRejects } from "@std/assert";
import { CorruptionError } from "../../../../src/errors.ts";
import { loadSerializer } from "../../../../src/format/load.ts";
import type { LogContent, Section } from "../../../../src/log/log_content.ts";
import {
  type LoadParts,
  loadStream,
} from "../../../../src/store/stream/protocol/stream_load.ts";
import { readOn } from "../../../../src/store/stream/protocol/stream_read.ts";
import {
  LogChangedError,
  type ReadRecords,
} from "../../../../src/store/stream/protocol/stream_place.ts";
import { Random } from "../../../support/random.ts";
import {
  changeLines,
  HandWriter,
  snapshotLine,
} from "../../../support/stream/log_messages.ts";
import { SimulatedStream } from "../../../support/stream/simulated_stream.ts";
import { StoredLog } from "../../../support/stream/stored_log.ts";
import { VirtualTime } from "../../../support/stream/virtual_time.ts";

const serializer = await loadSerializer("json");

/** A stream, who writes to it by hand, and how it is loaded. */
function setUp(random = new Random(1)) {
  const clock = new VirtualTime();
  const stored = new StoredLog();
  const stream = new SimulatedStream({ stored, clock, random });
  const writer = new HandWriter(stored);
  const load = (parts: Partial<LoadParts> = {}) =>
    clock.run(
      loadStream(stream, { path: "nats://n/x", serializer, clock, ...parts }),
    );
  return { clock, stored, stream, writer, load };
}

/** The numbers that the changes of a content set. */
function numbersIn({ tail }: Pick<LogContent, "tail">): unknown[] {
  return tail.flatMap((section) =>
    [...serializer.decodeChanges(section.bytes, section)].map((
      { record: { diff } },
    ) => Reflect.get(Object(diff), "n"))
  );
}

Deno.test("a stream without messages is an empty log", async () => {
  const { content, place, snapshot } = await setUp().load();
  assertEquals(content, { revision: 0, tail: [] });
  assertEquals([place.seq, place.rev, snapshot], [0, 0, undefined]);
});

Deno.test("a log is its last snapshot and the records after it, whose lines are revisions", async () => {
  const { load, writer } = setUp();
  writer.epoch(1);
  writer.changes(1, 2);
  const after = writer.changes(3);
  writer.changes(4);
  writer.snapshot(after, snapshotLine(3, { n: 3 }));
  writer.changes(5, 6);
  const { content, place, snapshot } = await load();
  assertEquals(content.revision, 3);
  const text = new TextDecoder().decode(content.snapshot?.bytes);
  assertEquals(JSON.parse(text).state, { n: 3 });
  assertEquals(numbersIn(content), [4, 5, 6]);
  assertEquals(content.tail.map(({ line }) => line), [4]);
  assertEquals(place.rev, 6);
  assertEquals(content.tail[0]?.offset, snapshot?.record.length);
});

Deno.test("a snapshot is told before what follows it, and is not told twice", async () => {
  const { load, writer } = setUp();
  writer.epoch(1);
  writer.snapshot(writer.changes(1), snapshotLine(1, { n: 1 }));
  writer.changes(2);
  const found: Section[] = [];
  const { content, place } = await load({
    found(section) {
      found.push({ ...section, bytes: section.bytes.slice() });
      section.bytes.buffer.transfer(0);
    },
  });
  assertEquals(found.length, 1);
  assertEquals(content.snapshot, undefined);
  assertEquals([content.revision, place.rev], [1, 2]);
});

Deno.test("pieces of a record are one, and a takeover voids those before it", async () => {
  const { load, writer } = setUp();
  writer.epoch(1);
  const line = changeLines(1);
  writer.log(line.subarray(0, 10), { more: true });
  writer.log(line.subarray(10, 20), { more: true });
  writer.log(line.subarray(20), { count: 1 });
  writer.log(line.subarray(0, 30), { more: true });
  writer.epoch(2);
  writer.changes(2);
  writer.log(line.subarray(0, 30), { more: true });
  writer.log(new Uint8Array(0), { end: true });
  const { content, place } = await load();
  assertEquals(numbersIn(content), [1, 2]);
  assertEquals(place.rev, 2);
});

Deno.test("what is read on follows what was loaded, a record in pieces included", async () => {
  const { load, writer, stream, clock } = setUp();
  writer.epoch(1);
  writer.changes(1);
  const line = changeLines(2);
  writer.log(line.subarray(0, 10), { more: true });
  const { place } = await load();
  const read: ReadRecords[] = [];
  const each = (records: ReadRecords) => void read.push(records);
  await clock.run(readOn(stream, place, each));
  assertEquals(read, []);
  writer.log(line.subarray(10), { count: 1 });
  writer.changes(3);
  await clock.run(readOn(stream, place, each));
  assertEquals(read.map(({ rev, changes }) => [rev, changes]), [[1, 2]]);
  assertEquals(numbersIn({ tail: read.map(({ section }) => section) }), [2, 3]);
});

Deno.test("records that were deleted before they were read are missed", async () => {
  const { load, writer, stored, stream, clock } = setUp();
  writer.epoch(1);
  writer.changes(1);
  const { place } = await load();
  const after = writer.changes(2);
  writer.snapshot(after, snapshotLine(2, { n: 2 }));
  writer.changes(3);
  stored.purge("log", after + 1);
  await assertRejects(
    () => clock.run(readOn(stream, place, () => {})),
    LogChangedError,
    "begins at revision 2, not at 1",
  );
  assertEquals(numbersIn((await load()).content), [3]);
});

Deno.test("a snapshot that is purged while it is read is loaded again", async () => {
  const { load, writer, stored, clock } = setUp();
  writer.epoch(1);
  const first = writer.changes(1);
  writer.snapshot(first, snapshotLine(1, { n: 1 }));
  stored.purge("part", Infinity);
  clock.setTimer(() => {
    writer.snapshot(writer.changes(2), snapshotLine(2, { n: 2 }));
  }, 300);
  const { content } = await load();
  assertEquals(content.revision, 2);
});

Deno.test("a snapshot whose parts never fit is damage", async () => {
  const { load, writer, stored, clock } = setUp();
  writer.epoch(1);
  writer.snapshot(writer.changes(1), snapshotLine(1, { n: 1 }));
  const at = stored.messages.findIndex((message) => message?.kind === "part");
  stored.messages[at]!.bytes[3]! ^= 1;
  await assertRejects(load, CorruptionError, "do not fit it");
  assert(clock.now() >= 10_000);
});

Deno.test("a record that is damaged is told by its revision", async () => {
  const { load, writer } = setUp();
  writer.epoch(1);
  writer.changes(1, 2);
  const bytes = changeLines(3, 4);
  bytes[bytes.length - 30]! ^= 1;
  writer.log(bytes, { count: 2 });
  await assertRejects(load, CorruptionError, "record of revision 4");
});

Deno.test("a message that counts other records than it has is damage", async () => {
  const { load, writer } = setUp();
  writer.epoch(1);
  writer.log(changeLines(1, 2), { count: 1 });
  await assertRejects(load, CorruptionError, "lead to 2");
});
