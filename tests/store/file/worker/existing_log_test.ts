import { assert, assertEquals, assertRejects } from "@std/assert";
import { FileLockError } from "../../../../src/errors.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import { openExisting } from "../../../../src/store/file/worker/existing_log.ts";
import { record } from "../../../support/local_writer.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

const PATH = "log.kantadb";
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** Reads a file of this content as the writer does, which may give buffers away. */
async function find(content: Uint8Array, giveAway = false) {
  const disk = new MemoryFileSystem();
  disk.writeNew(PATH, [content]);
  const { file } = disk.open(PATH, { create: false, readonly: false });
  // What is read after the last snapshot was told, but for a byte at the end.
  const reads: { offset: number; length: number }[] = [];
  const read = file.read.bind(file);
  file.read = (offset, length) => {
    if (length > 1) reads.push({ offset, length });
    return read(offset, length);
  };
  const held = { file, path: PATH, identity: file.identity(), made: false };
  const snapshots: string[] = [];
  const log = await openExisting(held, {
    path: PATH,
    create: false,
    readonly: false,
    lockTimeout: 0,
    sync: 1000,
    snapshot: {},
  }, {
    disk,
    clock: new TurnedClock(),
    signal: new AbortController().signal,
    found: (format, { bytes }) => {
      reads.length = 0;
      snapshots.push(`${format} ${decode(bytes).slice(0, 8)}`);
      if (giveAway) bytes.buffer.transfer(0);
    },
  });
  return { log, snapshots, reads, left: disk.readFile(PATH) };
}

/** A log of a change, a snapshot and two changes. */
function logOfFour() {
  const json = new JsonSerializer();
  const framer = json.createFramer();
  const ts = "2026-06-10T02:55:00.000000Z";
  const snapshot = json.encodeSnapshot({ ts, v: 0, r: 1, k: 1, state: {} });
  const before = framer.frame("change", [record(1)], 0);
  const middle = framer.frame("snapshot", [snapshot], 0);
  const after = framer.frame("change", [record(2), record(3)], 0);
  const whole = new Uint8Array([...before, ...middle, ...after]);
  return { whole, at: before.length, tail: before.length + middle.length };
}

Deno.test("the last snapshot is told first, then what follows it", async () => {
  const { whole, at, tail } = logOfFour();
  const { log, snapshots } = await find(whole);
  assertEquals(snapshots, ['json {"ts":"2']);
  assertEquals(log.snapshot, { offset: at, bytes: tail - at });
  const { created, format, layout } = log.opened;
  assertEquals([created, format, layout.revision], [false, "json", 1]);
  assertEquals(layout.tail.map(({ offset }) => offset), [tail]);
  assertEquals(layout.tail[0]!.bytes, whole.slice(tail));
  assertEquals(log.transfer, [layout.tail[0]!.bytes.buffer]);
  assertEquals(log.appender.end, whole.length);
});

Deno.test("what follows the snapshot is read once to be verified and sent", async () => {
  const { whole, tail } = logOfFour();
  const { log, reads } = await find(whole);
  assertEquals(log.opened.layout.tail[0]!.bytes, whole.slice(tail));
  assertEquals(reads.length, 1);
  const { offset, length } = reads[0]!;
  assertEquals(offset + length, whole.length);
  assert(offset <= tail && offset > tail - 16, `${offset}`);
});

Deno.test("a torn end is cut off when that is wanted, and nothing else", async () => {
  const { whole } = logOfFour();
  const torn = new Uint8Array([...whole, 123]);
  const { log, left } = await find(torn);
  assertEquals(left, torn);
  assertEquals(log.opened.layout.torn?.bytes, 1);
  const { saved } = log.cutTail?.() ?? {};
  assertEquals(log.held.file.read(0, torn.length), whole);
  assert(saved !== undefined);
  assertEquals((await find(whole)).log.cutTail, undefined);
});

Deno.test("a file that is no log is left as it is", async () => {
  const error = await assertRejects(
    () => find(encode("a shopping list\n")),
    FileLockError,
    "it is not a database",
  );
  assertEquals(error.path, PATH);
});

Deno.test("a large snapshot is told before it is verified, and looked through after", async () => {
  const json = new JsonSerializer();
  const state = { text: "x".repeat(2 ** 20), deep: [[2n ** 60n]] };
  const payload = json.encodeSnapshot({ ts: "2026-06-10T02:55:00Z", state });
  const line = json.createFramer().frame("snapshot", [payload], 0);
  const { log, snapshots } = await find(line, true);
  assertEquals(snapshots.length, 1);
  assertEquals(log.opened.survey, { depth: 4, longInteger: true });
});

Deno.test("a small one that was given away is not looked through", async () => {
  const { log } = await find(logOfFour().whole, true);
  assertEquals(log.opened.snapshotAt, logOfFour().at);
  assertEquals("survey" in log.opened, false);
});
