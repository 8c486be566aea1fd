import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  BackpressureError,
  DiskFullError,
  FileLockError,
  WriteError,
} from "../../../../src/errors.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { EIO, SimulatedDisk } from "../../../support/simulated_disk.ts";
import {
  localWriter,
  openLocal,
  record,
  recorded,
} from "../../../support/local_writer.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

const PATH = "log.kantadb";

const makeDisk = (options = {}) => new SimulatedDisk({ seed: 1, ...options });

Deno.test("records are written in order, and flush() says so", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk, clock: new TurnedClock() });
  assert(channel.created);
  assertEquals(channel.format, "json");
  assertEquals(channel.layout, { tail: [], revision: 0 });
  for (let n = 1; n <= 3; n++) assertEquals(channel.post(record(n)), n);
  await channel.flush();
  assertEquals([channel.posted, channel.written, channel.durable], [3, 3, 0]);
  assertEquals(recorded(disk.readFile(PATH)), [1, 2, 3]);
  await channel.close();
  assertEquals(channel.durable, 3);
});

Deno.test("what was written is there when the file is opened again", async () => {
  const disk = makeDisk();
  const first = await openLocal({ disk });
  for (let n = 1; n <= 3; n++) first.post(record(n));
  await first.close();
  const before = disk.readFile(PATH);
  const second = await openLocal({ disk });
  assert(!second.created);
  const [tail] = second.layout.tail;
  assertEquals([tail!.offset, tail!.line, tail!.bytes], [0, 1, before]);
  await second.close();
  assertEquals(disk.readFile(PATH), before, "reopening wrote something");
});

Deno.test("the first record after each sync carries the watermark", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk }, { sync: "never" });
  const marks: (number | undefined)[] = [];
  for (let n = 1; n <= 6; n++) {
    const size = disk.readFile(PATH)?.length;
    channel.post(record(n));
    await channel.flush(n % 2 === 0);
    const line = new TextDecoder().decode(disk.readFile(PATH)?.slice(size));
    marks.push(JSON.parse(line).d);
    if (marks.at(-1) !== undefined) assertEquals(marks.at(-1), size);
  }
  assertEquals(marks.map((mark) => mark !== undefined), [
    false,
    false,
    true,
    false,
    true,
    false,
  ]);
  await channel.close();
});

Deno.test("many durable waiters share one sync", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk }, { sync: "never" });
  const before = disk.trace.length;
  await Promise.all(Array.from({ length: 100 }, (_, n) => {
    channel.post(record(n));
    return channel.flush(true);
  }));
  const calls = disk.trace.slice(before).filter((call) => call === "sync");
  assertEquals(calls.length, 1);
  await channel.close();
});

Deno.test("flush() resolves although commits go on", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk });
  let going = true;
  let posted = 0;
  const committing = (async () => {
    while (going) {
      channel.post(record(++posted));
      await Promise.resolve();
    }
  })();
  for (let i = 0; i < 5; i++) {
    const { posted: before } = channel;
    await channel.flush(i % 2 === 0);
    assert(channel.written >= before);
  }
  going = false;
  await committing;
  await channel.close();
});

Deno.test("the writer syncs on its own when something is unsynced, and not else", async () => {
  const disk = makeDisk();
  const clock = new TurnedClock();
  const channel = await openLocal({ disk, clock }, { sync: 1000 });
  clock.turn(5000);
  assertEquals(clock.timers, 0);
  channel.post(record(1));
  await channel.flush();
  clock.turn(0);
  assertEquals(channel.durable, 1, "the first record of a file does not wait");
  channel.post(record(2));
  await channel.flush();
  clock.turn(999);
  assertEquals(channel.durable, 1);
  clock.turn(1);
  assertEquals(channel.durable, 2);
  const { length } = disk.trace;
  clock.turn(5000);
  assertEquals([clock.timers, disk.trace.length], [0, length]);
  channel.post(record(3));
  await channel.flush();
  await channel.flush(true);
  const synced = disk.trace.length;
  assertEquals(clock.timers, 1);
  clock.turn(1000); // it rings, but by now there is nothing to sync
  assertEquals([clock.timers, disk.trace.length], [0, synced]);
  await channel.close();
});

Deno.test('sync: "always" syncs each batch, "never" only when asked to', async () => {
  const clock = new TurnedClock();
  const always = await openLocal({ disk: makeDisk(), clock }, {
    sync: "always",
  });
  always.post(record(1));
  await always.flush();
  clock.turn(0);
  assertEquals(always.durable, 1);
  await always.close();

  const disk = makeDisk();
  const never = await openLocal({ disk, clock }, { sync: "never" });
  const syncs = () => disk.trace.filter((call) => call === "sync").length;
  const opened = syncs();
  never.post(record(1));
  await never.flush();
  clock.turn(10_000);
  assertEquals([never.durable, syncs()], [0, opened]);
  await never.close();
  assertEquals(syncs(), opened);
});

Deno.test("flushSync() returns when all is written", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk });
  channel.post(record(1));
  channel.post(record(2));
  channel.flushSync();
  assertEquals(recorded(disk.readFile(PATH)), [1, 2]);
  await channel.close();
});

Deno.test("a failed write cuts the file back and is final", async () => {
  const disk = makeDisk();
  let told: Error | undefined;
  const channel = await openLocal({ disk }, {
    on: { fatal: (cause) => told = cause },
  });
  channel.post(record(1));
  await channel.flush(true);
  const good = disk.readFile(PATH);
  disk.options.fault = { call: disk.calls + 1, only: "append", forever: true };
  channel.post(record(2));
  const error = await assertRejects(() => channel.flush(), WriteError);
  assertStringIncludes(error.message, "Input/output error");
  assertEquals(disk.readFile(PATH), good);
  assertEquals(told, error);
  assertEquals(channel.failure, error);
  const { length } = disk.trace;
  assertEquals(assertThrows(() => channel.post(record(3))), error);
  assertEquals(assertThrows(() => channel.flushSync()), error);
  assertEquals(await assertRejects(() => channel.flush(true)), error);
  assertEquals(await assertRejects(() => channel.snapshot()), error);
  assertEquals(disk.trace.length, length, "something was tried again");
  assertEquals(await assertRejects(() => channel.close()), error);
  assert(!disk.trace.slice(length).some((call) => /append|sync/.test(call)));
});

Deno.test("a failed sync is never tried again, and keeps the lock until closed", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk });
  channel.post(record(1));
  disk.options.fault = { call: disk.calls + 1, only: "sync" };
  const error = await assertRejects(() => channel.flush(true), WriteError);
  assertEquals(channel.durable, 0);
  const { length } = disk.trace;
  assertThrows(() => channel.post(record(2)), WriteError);
  await assertRejects(() => openLocal({ disk }), FileLockError);
  assertEquals(await assertRejects(() => channel.close()), error);
  assert(!disk.trace.slice(length).some((call) => /append|sync/.test(call)));
  await (await openLocal({ disk })).close();
});

Deno.test("a failed sync of the writer's own is told to all", async () => {
  const disk = makeDisk();
  const clock = new TurnedClock();
  const channel = await openLocal({ disk, clock });
  channel.post(record(1));
  await channel.flush();
  disk.options.fault = { call: disk.calls + 1, only: "sync" };
  clock.turn(1000);
  const error = assertThrows(() => channel.flushSync(), WriteError);
  assertStringIncludes(error.message, EIO);
  await assertRejects(() => channel.close(), WriteError);
});

Deno.test("on a full disk the queue is kept and written when there is room", async () => {
  const disk = makeDisk();
  const clock = new TurnedClock();
  const told: string[] = [];
  const channel = await openLocal({ disk, clock }, {
    maxPendingBytes: 1000,
    on: { full: () => told.push("full"), resumed: () => told.push("resumed") },
  });
  channel.post(record(1));
  await channel.flush(true);
  const good = disk.readFile(PATH);
  disk.options.capacity = (good?.length ?? 0) + 30;
  let posted = 1;
  channel.post(record(++posted));
  const waiting = channel.flush(true);
  await Promise.resolve();
  clock.turn(10_000);
  assertEquals(disk.readFile(PATH), good, "a part of a record was left");
  const error = assertThrows(() => {
    for (;;) channel.post(record(posted + 1)), posted++;
  }, DiskFullError);
  assertStringIncludes(error.message, "make room");
  assertEquals(channel.failure, undefined);
  disk.options.capacity = Infinity;
  clock.turn(10_000);
  await waiting;
  await channel.flush();
  assertEquals(told, ["full", "resumed"]);
  assertEquals(
    recorded(disk.readFile(PATH)),
    Array.from({ length: posted }, (_, i) => i + 1),
  );
  await channel.close();
});

Deno.test("every question that waited for room is answered, and so are later ones", async () => {
  const disk = makeDisk();
  const clock = new TurnedClock();
  const channel = await openLocal({ disk, clock });
  channel.post(record(1));
  await channel.flush(true);
  for (let n = 2; n < 6; n++) {
    disk.options.capacity = disk.readFile(PATH)?.length;
    channel.post(record(n));
    const waiting = [channel.flush(), channel.flush(true)];
    for (let i = 0; i < 10; i++) await Promise.resolve();
    disk.options.capacity = Infinity;
    clock.turn(10_000);
    await Promise.all(waiting);
  }
  for (const durable of [false, true]) {
    channel.post(record(9));
    await channel.flush(durable);
  }
  await channel.close();
});

Deno.test("closing on a full disk says what is lost, and lets go", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk, clock: new TurnedClock() });
  channel.post(record(1));
  await channel.flush();
  disk.options.capacity = disk.readFile(PATH)?.length;
  for (const n of [2, 3]) channel.post(record(n));
  const error = await assertRejects(() => channel.close(), DiskFullError);
  assertStringIncludes(
    error.message,
    "what waited for room is lost: 2 commits",
  );
  const again = await openLocal({ disk });
  assertEquals(recorded(disk.readFile(PATH)), [1]);
  await again.close();
});

Deno.test("no room that shows at the sync is a failed sync", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk });
  channel.post(record(1));
  const message = "No space left on device (os error 28)";
  disk.options.fault = { call: disk.calls + 1, only: "sync", message };
  await assertRejects(() => channel.flush(true), WriteError);
  await assertRejects(() => channel.close(), WriteError);
});

Deno.test("too many open files while the folder is synced are waited for", async () => {
  const disk = makeDisk();
  const clock = new TurnedClock();
  const channel = await openLocal({ disk, clock });
  channel.post(record(1));
  const { syncFolder } = disk;
  let failing = 3;
  disk.syncFolder = (path) => {
    if (failing-- > 0) throw new Error("Too many open files (os error 24)");
    syncFolder.call(disk, path);
  };
  let durable = false;
  const done = channel.flush(true).then(() => durable = true);
  for (let turn = 0; turn < 3; turn++) {
    for (let i = 0; i < 9; i++) await Promise.resolve();
    assertEquals([durable, channel.failure], [false, undefined]);
    clock.turn(100);
  }
  await done;
  channel.post(record(2));
  await channel.close();
  assertEquals(channel.durable, 2);
  assertEquals(recorded(disk.crash().readFile(PATH)), [1, 2]);
});

Deno.test("closing with too many open files syncs the folder with the file that it closed", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk, clock: new TurnedClock() });
  channel.post(record(1));
  await channel.flush();
  const { syncFolder } = disk;
  const failing = { left: 1 };
  disk.syncFolder = (path) => {
    if (failing.left-- > 0) {
      throw new Error("Too many open files (os error 24)");
    }
    syncFolder.call(disk, path);
  };
  await channel.close();
  assertEquals(channel.durable, 1);
  assertEquals(recorded(disk.crash().readFile(PATH)), [1]);
});

Deno.test("a file that was emptied gets no record more, which would look like a whole log", async () => {
  for (const size of [0, 100]) {
    const disk = makeDisk();
    const channel = await openLocal({ disk }, { sync: "never" });
    for (let n = 1; n <= 3; n++) channel.post(record(n));
    await channel.flush();
    const before = disk.readFile(PATH)?.length;
    const { file } = disk.open(PATH, { create: false, readonly: false });
    file.truncate(size);
    file.close();
    channel.post(record(4)); // at once: no look at the file is due
    const error = await assertRejects(() => channel.flush(), WriteError);
    assertStringIncludes(
      error.message,
      `it has ${size} bytes and should have ${before}`,
    );
    await assertRejects(() => channel.close(), WriteError);
    assertEquals(disk.readFile(PATH)?.length, size);
  }
});

Deno.test("an idle database tells at closing that its file was emptied", async () => {
  for (const sync of ["never", 1000] as const) {
    const disk = makeDisk();
    const channel = await openLocal({ disk }, { sync });
    channel.post(record(1));
    await channel.flush(true);
    const size = disk.readFile(PATH)?.length;
    const { file } = disk.open(PATH, { create: false, readonly: false });
    file.truncate(0);
    file.close();
    await assertRejects(
      () => channel.close(),
      WriteError,
      `it has 0 bytes and should have ${size}`,
    );
  }
});

Deno.test("what somebody else wrote to the file is left there, and ours is not put behind it", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk }, { sync: "never" });
  channel.post(record(1));
  await channel.flush();
  const { file } = disk.open(PATH, { create: false, readonly: false });
  file.append(new TextEncoder().encode("theirs"));
  file.close();
  const before = disk.readFile(PATH);
  channel.post(record(2));
  await assertRejects(() => channel.flush(), WriteError, "from outside");
  assertEquals(disk.readFile(PATH), before);
  await assertRejects(() => channel.close(), WriteError);
});

Deno.test("a file that is deleted, replaced or changed from outside ends the database", async () => {
  const cases: [string, (disk: SimulatedDisk) => void][] = [
    ["was deleted", (disk) => disk.remove(PATH)],
    ["was replaced by another file", (disk) => {
      const content = disk.readFile(PATH) ?? new Uint8Array(0);
      disk.remove(PATH);
      disk.writeNew(PATH, [content]);
    }],
    ["was changed from outside while", (disk) => {
      const { file } = disk.open(PATH, { create: false, readonly: false });
      file.truncate(0);
      file.close();
    }],
  ];
  for (const [what, damage] of cases) {
    for (const way of ["sync", "write"]) {
      const disk = makeDisk();
      const clock = new TurnedClock();
      const channel = await openLocal({ disk, clock }, { sync: "never" });
      channel.post(record(1));
      await channel.flush();
      damage(disk);
      if (way === "write") clock.turn(1000);
      channel.post(record(2));
      const durable = way === "sync";
      const error = await assertRejects(
        () => channel.flush(durable),
        WriteError,
      );
      assertStringIncludes(
        error.message,
        `Cannot write "${PATH}": the file ${what}`,
      );
      await assertRejects(() => channel.close(), WriteError);
    }
  }
});

Deno.test("commits that outrun the disk are refused at the bound", async () => {
  const disk = makeDisk();
  const channel = await openLocal({ disk }, { maxPendingBytes: 500 });
  assertThrows(() => {
    for (;;) channel.post(record(1));
  }, BackpressureError);
  await channel.flush();
  channel.post(record(2));
  await channel.close();
});

Deno.test("discarding removes a file that was made just now, and only such", async () => {
  const disk = makeDisk();
  const made = await openLocal({ disk });
  await made.close({ discard: true });
  assertEquals(disk.names(), []);
  await (await openLocal({ disk })).close();
  const found = await openLocal({ disk });
  await found.close({ discard: true });
  assertEquals(disk.names(), [PATH]);
});

Deno.test("one writer serves many databases, and a failure is one's own", async () => {
  const disk = makeDisk();
  const writer = localWriter({ disk });
  const channels = await Promise.all(
    Array.from(
      { length: 20 },
      (_, i) => openLocal({ disk }, { path: `${i}.kantadb`, writer }),
    ),
  );
  assertEquals(writer.databases, 20);
  disk.remove("7.kantadb");
  const results = await Promise.allSettled(channels.map((channel, i) => {
    channel.post(record(i));
    return channel.flush(true);
  }));
  const failed = results.flatMap(({ status }, i) =>
    status === "rejected" ? [i] : []
  );
  assertEquals(failed, [7]);
  await Promise.allSettled(channels.map((channel) => channel.close()));
  assertEquals(writer.databases, 0);
  assertEquals(recorded(disk.readFile("8.kantadb")), [8]);
});

Deno.test("readonly takes no lock and writes nothing, beside a writer too", async () => {
  const disk = new MemoryFileSystem();
  const writing = await openLocal({ disk });
  writing.post(record(1));
  await writing.flush();
  const before = disk.readFile(PATH);
  const reading = await openLocal({ disk }, { readonly: true });
  assertEquals(reading.layout.tail[0]!.bytes, before);
  writing.post(record(2));
  await writing.close();
  await reading.close();
  assertEquals(recorded(disk.readFile(PATH)), [1, 2]);
});

Deno.test("a closed channel refuses, and closing twice is one closing", async () => {
  const channel = await openLocal({ disk: makeDisk() });
  const closing = channel.close();
  assertEquals(channel.close(), closing);
  assertThrows(() => channel.post(record(1)), Error, "is closed");
  await closing;
  await channel.flush();
});

Deno.test("what was found is made durable with the first record, which vouches for it", async () => {
  const disk = makeDisk();
  const first = await openLocal({ disk }, { sync: "never" });
  for (let n = 1; n <= 3; n++) first.post(record(n));
  await first.close();
  const size = disk.readFile(PATH)?.length;
  const second = await openLocal({ disk }, { sync: "never" });
  assertEquals(second.durable, -1, "nobody knows yet");
  const { length } = disk.trace;
  second.post(record(4));
  await second.flush();
  const calls = disk.trace.slice(length).map((call) => call.split(" ")[0]);
  assertEquals(calls, ["sync", "append"]);
  await second.close();
  const lines = new TextDecoder().decode(disk.readFile(PATH)).split("\n");
  assertEquals(JSON.parse(lines[3]!).d, size);

  const third = await openLocal({ disk }, { sync: "never" });
  await third.flush(true);
  assertEquals(third.durable, 0);
  await third.close();
});

Deno.test("no room that shows when what was found is synced is a failed sync too", async () => {
  const disk = makeDisk();
  const first = await openLocal({ disk });
  first.post(record(1));
  await first.close();
  const channel = await openLocal({ disk });
  const message = "No space left on device (os error 28)";
  disk.options.fault = { call: disk.calls + 1, only: "sync", message };
  channel.post(record(1));
  await assertRejects(() => channel.flush(), WriteError);
  const { length } = disk.trace;
  await assertRejects(() => channel.close(), WriteError);
  assert(!disk.trace.slice(length).some((call) => /append|sync/.test(call)));
});
