import { assertEquals, assertRejects } from "@std/assert";
import { loadSerializer } from "../../../../src/format/load.ts";
import { Unsure } from "../../../../src/store/stream/port/port.ts";
import { readContent } from "../../../../src/store/stream/protocol/stream_content.ts";
import { Random } from "../../../support/random.ts";
import {
  HandWriter,
  snapshotLine,
} from "../../../support/stream/log_messages.ts";
import { SimulatedStream } from "../../../support/stream/simulated_stream.ts";
import { StoredLog } from "../../../support/stream/stored_log.ts";
import { VirtualTime } from "../../../support/stream/virtual_time.ts";

const serializer = await loadSerializer("json");

function setUp() {
  const clock = new VirtualTime();
  const stored = new StoredLog();
  const random = new Random(1);
  const stream = new SimulatedStream({ stored, clock, random });
  const writer = new HandWriter(stored);
  writer.epoch(1);
  /** The records of the content: a change by its number, a snapshot by its revision. */
  const read = async () => {
    const about = { path: "nats://n/x", serializer, clock };
    const { bytes, place } = await clock.run(readContent(stream, about));
    const lines = new TextDecoder().decode(bytes).split("\n").slice(0, -1);
    const records = lines.map((line) => {
      if (!line.startsWith("SNAPSHOT ")) return JSON.parse(line).diff.n;
      return `r${JSON.parse(line.slice(9)).r}`;
    });
    return { records, rev: place.rev };
  };
  return { stored, writer, read };
}

Deno.test("a stream that has all of its log is the log, its last snapshot in it", async () => {
  const { writer, read } = setUp();
  writer.changes(1, 2);
  const after = writer.changes(3);
  writer.changes(4);
  writer.snapshot(after, snapshotLine(3, { n: 3 }));
  writer.changes(5);
  assertEquals(await read(), { records: [1, 2, 3, "r3", 4, 5], rev: 5 });
});

Deno.test("where the beginning was deleted the log begins with the snapshot before what is kept", async () => {
  const { stored, writer, read } = setUp();
  const first = writer.changes(1, 2);
  writer.changes(3); // committed while the snapshot was made
  writer.snapshot(first, snapshotLine(2, { n: 2 }));
  const second = writer.changes(4);
  writer.snapshot(second, snapshotLine(4, { n: 4 }));
  writer.changes(5);
  stored.purge("log", first + 1);
  assertEquals(await read(), { records: ["r2", 3, 4, "r4", 5], rev: 5 });
});

Deno.test("where that snapshot is gone the log begins with the next", async () => {
  const { stored, writer, read } = setUp();
  const first = writer.changes(1, 2);
  writer.changes(3);
  const second = writer.changes(4);
  writer.snapshot(second, snapshotLine(4, { n: 4 }));
  writer.changes(5);
  stored.purge("log", first + 1);
  assertEquals(await read(), { records: ["r4", 5], rev: 5 });
});

Deno.test("where none makes up for what is missing, that is told", async () => {
  const { stored, writer, read } = setUp();
  const first = writer.changes(1, 2);
  writer.changes(3);
  stored.purge("log", first + 1);
  await assertRejects(read, Unsure, "begins at revision 2");
});
