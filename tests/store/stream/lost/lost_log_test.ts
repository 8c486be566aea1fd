import { assert, assertEquals } from "@std/assert";
import { DenoFileSystem } from "../../../../src/file/deno_file_system.ts";
import { loadSerializer } from "../../../../src/format/load.ts";
import { stateAt } from "../../../../src/history/state_at.ts";
import { verify } from "../../../../src/maintenance/log_tools.ts";
import { saveLostLog } from "../../../../src/store/stream/lost/lost_log.ts";
import { Random } from "../../../support/random.ts";
import {
  changePayload,
  HandWriter,
  snapshotLine,
} from "../../../support/stream/log_messages.ts";
import { SimulatedStream } from "../../../support/stream/simulated_stream.ts";
import { StoredLog } from "../../../support/stream/stored_log.ts";
import { VirtualTime } from "../../../support/stream/virtual_time.ts";
import { TempFolder } from "../../../support/temp.ts";

const serializer = await loadSerializer("json");

/** A stream of a writer that was taken over, and how what it lacks is saved. */
function setUp(folder: string) {
  const clock = new VirtualTime();
  const stored = new StoredLog();
  const stream = new SimulatedStream({ stored, clock, random: new Random(1) });
  const writer = new HandWriter(stored);
  const disk: Parameters<typeof saveLostLog>[2]["disk"] = new DenoFileSystem();
  const parts = {
    ...{ serializer, clock, disk, folder },
    connect: () => Promise.resolve(stream),
    path: "nats://n/shop",
    name: "shop",
  };
  const save = (lines: readonly string[], rev: number, more = {}) =>
    clock.run(saveLostLog(lines, rev, { ...parts, ...more }));
  return { writer, save, stored };
}

/** The revision and the state of a file without faults. */
async function contentOf(path: string) {
  assertEquals((await verify(path)).problems, []);
  const { rev, state } = await stateAt(path, "end");
  return { rev, state };
}

Deno.test("the saved log goes on from what both have in common, whatever came after that", async () => {
  using temp = new TempFolder();
  const { writer, save } = setUp(`${temp.path}/`);
  writer.epoch(1);
  writer.changes(1, 2, 3);
  writer.epoch(2);
  writer.changes(40, 50);
  const { path = "" } = await save([changePayload(4), changePayload(5)], 3);
  assert(path.startsWith(`${temp.path}/shop.lost-`), path);
  assertEquals(await contentOf(path), { rev: 5, state: { n: 5 } });
  const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
  assertEquals(lines.map((line) => JSON.parse(line).diff.n), [1, 2, 3, 4, 5]);
});

Deno.test("it begins with the last snapshot, or before it where the new writer made that", async () => {
  using temp = new TempFolder();
  const { writer, save } = setUp(`${temp.path}/`);
  writer.epoch(1);
  const first = writer.changes(1, 2);
  writer.snapshot(first, snapshotLine(2, { n: 2 }));
  writer.changes(3);
  const own = await save([changePayload(4)], 3);
  assertEquals(await contentOf(own.path ?? ""), { rev: 4, state: { n: 4 } });
  writer.epoch(2);
  const after = writer.changes(70, 80);
  writer.snapshot(after, snapshotLine(5, { n: 80 }));
  const { path = "" } = await save([changePayload(4)], 3);
  assert(path !== own.path);
  assertEquals(await contentOf(path), { rev: 4, state: { n: 4 } });
});

Deno.test("where the common part is purged the records are the whole file", async () => {
  using temp = new TempFolder();
  const { writer, save, stored } = setUp(`${temp.path}/`);
  writer.epoch(1);
  writer.changes(1, 2, 3);
  writer.epoch(2);
  const after = writer.changes(70, 80);
  writer.snapshot(after, snapshotLine(5, { n: 80 }));
  stored.purge("log", after + 1);
  const { path = "" } = await save([changePayload(4)], 3);
  const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
  assertEquals(lines.map((line) => JSON.parse(line).diff.n), [4]);
});

Deno.test("where no file can be written the records are handed over", async () => {
  const { writer, save } = setUp("");
  writer.epoch(1);
  writer.changes(1);
  const disk = {
    writeNew() {
      throw new Deno.errors.NotCapable("no");
    },
  };
  const lines = [changePayload(2)];
  assertEquals(await save(lines, 1, { disk }), { records: lines });
});

Deno.test("where nothing was lost no file is made", async () => {
  using temp = new TempFolder();
  const { save } = setUp(`${temp.path}/`);
  assertEquals(await save([], 0), {});
  assertEquals([...Deno.readDirSync(temp.path)], []);
});
