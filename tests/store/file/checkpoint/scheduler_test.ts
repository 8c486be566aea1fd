import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatabaseError } from "../../../../src/errors.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import type { SnapshotInfo } from "../../../../src/store/store.ts";
import { openLocal, record } from "../../../support/local_writer.ts";
import { SimulatedDisk } from "../../../support/simulated_disk.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";
import { Mutex } from "../../../../src/store/file/checkpoint/scheduler.ts";

const PATH = "log.kantadb";
const serializer = new JsonSerializer();

/** The last snapshot in a file, and its line. */
function lastSnapshot(disk: SimulatedDisk) {
  const lines = new TextDecoder().decode(disk.readFile(PATH)).split("\n");
  const line = lines.findLast((line) => line.startsWith("SNAPSHOT ")) ?? "";
  return {
    line: lines.indexOf(line) + 1,
    bytes: line.length + 1,
    record: serializer.decodeSnapshot(new TextEncoder().encode(line)),
  };
}

Deno.test("a requested snapshot holds all that was posted before", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const clock = new TurnedClock();
  const channel = await openLocal({ disk, clock });
  for (let n = 1; n <= 5; n++) channel.post(record(n));
  const made = channel.snapshot({ v: 3, m: "2026-01-01T00:00:00Z" });
  channel.post(record(6));
  const info = await made;
  await channel.flush(true);
  channel.post(record(7));
  await channel.close();
  const found = lastSnapshot(disk);
  assertEquals(found.bytes, info.bytes);
  const n = found.record.r;
  assert(n === 5 || n === 6);
  assertEquals(found.line, n + 1);
  assertEquals(found.record, {
    ts: "2026-06-10T02:55:00.000Z",
    v: 3,
    m: "2026-01-01T00:00:00Z",
    r: n,
    k: 1,
    state: { n },
    ...(found.record.d === undefined ? {} : { d: found.record.d }),
  });
  assertEquals(info.r, n);
  const again = await openLocal({ disk });
  assertEquals(again.layout.snapshot?.offset, info.offset);
  assertEquals(again.layout.revision, n);
  await again.close();
});

Deno.test("a snapshot is made when the tail outgrows the last one, not before", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const made: SnapshotInfo[] = [];
  const channel = await openLocal({ disk, clock: new TurnedClock() }, {
    snapshot: { minBytes: 1000 },
    on: { snapshot: (info) => made.push(info) },
  });
  const ends: number[] = [];
  for (let n = 1; n <= 200; n++) {
    channel.post(record(n));
    await channel.flush();
    for (let i = 0; i < 50; i++) await Promise.resolve();
    ends.push(disk.readFile(PATH)?.length ?? 0);
  }
  await channel.close();
  assert(made.length > 5);
  let last = 0;
  for (const { offset, bytes, r } of made) {
    assert(offset - last > 1000 && offset - last < 1300, `${offset - last}`);
    assertEquals(ends[r - 1]! >= offset, true);
    last = offset + bytes;
  }
});

Deno.test("a snapshot that several asked for is told once", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const told: string[] = [];
  const channel = await openLocal({ disk, apart: true }, {
    snapshot: false,
    on: {
      snapshot: ({ r }) => told.push(`made ${r}`),
      snapshotFailed: () => told.push("failed"),
    },
  });
  channel.post(record(1));
  const infos = await Promise.all([1, 2, 3].map(() => channel.snapshot()));
  assertEquals(new Set(infos.map(({ offset }) => offset)).size, 1);
  assertEquals(told, ["made 1"]);
  const failing = [1, 2, 3].map(() => channel.snapshot());
  const closing = channel.close({ discard: true });
  const ended = await Promise.allSettled(failing);
  assertEquals(
    ended.map(({ status }) => status),
    new Array(3).fill("rejected"),
  );
  assertEquals(told, ["made 1", "failed"]);
  await closing;
});

Deno.test("a large state is not written again for a small tail", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const made: SnapshotInfo[] = [];
  const channel = await openLocal({ disk }, {
    snapshot: { minBytes: 10 },
    on: { snapshot: (info) => made.push(info) },
  });
  const big = "x".repeat(20_000);
  channel.post(JSON.stringify({ ts: "2026-06-10T02:55:00Z", diff: { big } }));
  await channel.snapshot();
  for (let n = 1; n <= 100; n++) channel.post(record(n));
  await channel.flush();
  await channel.close();
  assertEquals(made.length, 1);
});

Deno.test("no snapshot is made on its own where that is switched off", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk }, { snapshot: false });
  for (let n = 1; n <= 2000; n++) channel.post(record(n));
  await channel.close();
  const text = new TextDecoder().decode(disk.readFile(PATH));
  assert(!text.includes("SNAPSHOT"));
});

Deno.test("requests that come while one is made are answered by it, or by the next", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk });
  const infos: Promise<SnapshotInfo>[] = [];
  for (let n = 1; n <= 30; n++) {
    channel.post(record(n));
    const { posted } = channel;
    infos.push(
      channel.snapshot().then((info) => {
        assert(info.r >= posted, `${info.r} < ${posted}`);
        return info;
      }),
    );
    for (let i = 0; i < n % 7; i++) await Promise.resolve();
  }
  const offsets = new Set(
    (await Promise.all(infos)).map((info) => info.offset),
  );
  assert(offsets.size > 1 && offsets.size < 30, `${offsets.size}`);
  await channel.close();
});

Deno.test("commits go on while a snapshot is made, and all are in order", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk });
  for (let n = 1; n <= 100; n++) channel.post(record(n));
  const made = channel.snapshot();
  for (let n = 101; n <= 200; n++) {
    channel.post(record(n));
    if (n % 10 === 0) await channel.flush(n % 20 === 0);
  }
  const info = await made;
  await channel.close();
  const lines = new TextDecoder().decode(disk.readFile(PATH)).trim().split(
    "\n",
  );
  const at = lines.findIndex((line) => line.startsWith("SNAPSHOT"));
  assertEquals(at, info.r);
  const numbers = lines.filter((_, i) => i !== at).map((line) =>
    JSON.parse(line).diff.n
  );
  assertEquals(numbers, Array.from({ length: 200 }, (_, i) => i + 1));
});

Deno.test("a snapshot that finds no room is cut off again, and commits go on", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk });
  for (let n = 1; n <= 10; n++) channel.post(record(n));
  await channel.flush(true);
  const before = disk.readFile(PATH);
  disk.options.capacity = (before?.length ?? 0) + 40;
  const error = await assertRejects(
    () => channel.snapshot(),
    DatabaseError,
  );
  assertStringIncludes(error.message, "No space left on device");
  assertEquals(disk.readFile(PATH), before);
  disk.options.capacity = undefined;
  channel.post(record(11));
  await channel.flush(true);
  assertEquals(channel.failure, undefined);
  await channel.close();
});

Deno.test("a write error in a snapshot is a write error", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk });
  channel.post(record(1));
  await channel.flush(true);
  const before = disk.readFile(PATH);
  disk.options.fault = { call: disk.calls + 1, only: "append" };
  await assertRejects(() => channel.snapshot());
  assertStringIncludes(channel.failure?.message ?? "", "Input/output error");
  assertEquals(disk.readFile(PATH), before);
  await assertRejects(() => channel.close());
});

Deno.test("a read error costs the snapshot only", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  let told: Error | undefined;
  const channel = await openLocal({ disk }, {
    on: { snapshotFailed: (cause) => told = cause },
  });
  channel.post(record(1));
  await channel.flush();
  disk.options.fault = { call: disk.calls + 1, only: "read" };
  const error = await assertRejects(() => channel.snapshot());
  assertEquals(told, error);
  channel.post(record(2));
  await channel.flush(true);
  assertEquals((await channel.snapshot()).r, 2);
  await channel.close();
});

Deno.test("closing waits for a snapshot that somebody asked for", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk });
  channel.post(record(1));
  const made = channel.snapshot();
  await Promise.all([made, channel.close()]);
  assertEquals(lastSnapshot(disk).record.state, { n: 1 });
});

Deno.test("the first record of a new file counts as a snapshot for the policy", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const made: SnapshotInfo[] = [];
  const channel = await openLocal({ disk }, {
    snapshot: { minBytes: 10 },
    on: { snapshot: (info) => made.push(info) },
  });
  const state = { text: "x".repeat(5000) };
  const ts = "2026-06-10T02:55:00.000Z";
  channel.post(serializer.encodeChange({ ts, diff: state }));
  await channel.flush();
  for (let n = 1; n <= 20; n++) {
    channel.post(record(n));
    await channel.flush();
    for (let i = 0; i < 50; i++) await Promise.resolve();
  }
  assertEquals(made.length, 0);
  for (let n = 1; n <= 80; n++) {
    channel.post(record(n));
    await channel.flush();
    for (let i = 0; i < 50; i++) await Promise.resolve();
  }
  await channel.close();
  assert(made.length > 0);
});

Deno.test("after a snapshot nobody asked for there is a rest, in its measure", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const made: SnapshotInfo[] = [];
  const start = performance.now();
  // Each look at this clock is a second later, so that a snapshot takes time.
  const clock = new TurnedClock();
  let looks = 0;
  clock.now = () => start + 1000 * ++looks;
  const channel = await openLocal({ disk, clock }, {
    snapshot: { minBytes: 100 },
    on: { snapshot: (info) => made.push(info) },
  });
  const count = async (records: number) => {
    const before = made.length;
    for (let n = 1; n <= records; n++) {
      channel.post(record(n));
      await channel.flush();
      for (let i = 0; i < 50; i++) await Promise.resolve();
    }
    return made.length - before;
  };
  const withRest = await count(100);
  assert(withRest >= 1);
  clock.now = () => start; // no time passes: no rest is over, and none begins
  assertEquals(await count(100), 0);
  // At its end one is made, though nothing more is committed.
  const before = made.length;
  clock.now = () => start + 1e9;
  clock.turn(1e9);
  for (let i = 0; i < 200 && made.length === before; i++) {
    await Promise.resolve();
  }
  assertEquals(made.length, before + 1);
  await channel.snapshot(); // asked for, it does not wait
  await channel.close();
});

/** Lets what is being made go on as far as it can. */
async function rest(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve();
}

/** A log that gets large records, under a clock that stands still. */
async function openBusy() {
  const made: SnapshotInfo[] = [];
  const clock = new TurnedClock();
  const channel = await openLocal(
    // A simulated disk copies the whole file at each append.
    { disk: new MemoryFileSystem(), clock },
    {
      snapshot: { minBytes: 1000 },
      on: { snapshot: (info) => made.push(info) },
    },
  );
  const ts = "2026-06-10T02:55:00.000Z";
  const post = async (diff: object) => {
    channel.post(serializer.encodeChange({ ts, diff }));
    await channel.flush();
    await rest();
  };
  return { channel, clock, made, post };
}

Deno.test("in a burst of commits one that is due waits for the log to be calm", async () => {
  const { channel, clock, made, post } = await openBusy();
  channel.post(record(0));
  const text = "x".repeat(2 ** 20);
  for (let n = 1; n <= 9; n++) { // two a turn of a tenth of a second
    clock.turn(50);
    await post({ text, n });
  }
  assertEquals(made.length, 0);
  for (let turn = 0; turn < 3; turn++) {
    clock.turn(100);
    await rest();
  }
  assertEquals(made.map(({ r }) => r), [10]);
  await channel.close();
});

Deno.test("a burst that does not end gets its snapshot all the same", async () => {
  const { channel, clock, made, post } = await openBusy();
  channel.post(record(0));
  const text = "x".repeat(8 * 2 ** 20);
  for (let n = 1; n <= 12 && made.length === 0; n++) {
    clock.turn(50);
    await post({ text, n });
  }
  assertEquals(made.length, 1);
  await channel.close();
});

Deno.test("a program that ends in its burst has one that is long overdue made", async () => {
  const { channel, made, post } = await openBusy();
  channel.post(record(0));
  await channel.flush();
  const text = "x".repeat(2 ** 21);
  await post({ text });
  assertEquals(made.length, 0);
  await channel.close();
  assertEquals(made.length, 1);
});

Deno.test("many databases of one writer make their snapshots in turn", () => {
  const turns = new Mutex();
  const log: string[] = [];
  const ends = ["a", "b", "c"].map((name) => turns.enter(() => log.push(name)));
  assertEquals(log, ["a"]);
  ends[1]!(); // gives up waiting
  ends[0]!();
  assertEquals(log, ["a", "c"]);
  ends[0]!();
  ends[2]!();
  turns.enter(() => log.push("d"));
  assertEquals(log, ["a", "c", "d"]);
});
