import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import {
  CorruptionError,
  DatabaseError,
  FileLockError,
  ReplayError,
  WriteError,
} from "../../../../src/errors.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import {
  changed,
  damaged,
  logOf,
  snapped,
} from "../../../format/json/json_log.ts";
import {
  openLocal,
  openUnaccepted,
  record,
  recorded,
} from "../../../support/local_writer.ts";
import { SimulatedDisk } from "../../../support/simulated_disk.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";
import { JsonSerializer } from "../../../../src/format/json/serializer.ts";
import {
  CachedSource,
  openExisting,
} from "../../../../src/store/file/worker/open_log.ts";
import { forSeeds } from "../../../support/seeds.ts";
import { ByteSource } from "../../../log/byte_source.ts";

const PATH = "log.kantadb";
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content?: Uint8Array) => new TextDecoder().decode(content);

/** A disk with a log of so many durable records. */
async function diskWith(count: number): Promise<MemoryFileSystem> {
  const disk = new MemoryFileSystem();
  const channel = await openLocal({ disk, clock: new TurnedClock() });
  for (let n = 1; n <= count; n++) {
    channel.post(record(n));
    await channel.flush(true);
  }
  await channel.close();
  return disk;
}

/** The same disk with other content in the file. */
function rewrite(disk: MemoryFileSystem, content: Uint8Array): void {
  disk.remove(PATH);
  disk.writeNew(PATH, [content]);
}

Deno.test("a torn tail is saved aside, cut off and reported; then records follow", async () => {
  const disk = await diskWith(3);
  const good = disk.readFile(PATH) ?? bytes("");
  rewrite(disk, new Uint8Array([...good, ...bytes('{"ts":"2026-06')]));
  const clock = new TurnedClock();
  const channel = await openLocal({ disk, clock });
  assertEquals(channel.layout.torn, {
    offset: good.length,
    line: 4,
    bytes: 14,
    reason: channel.layout.torn?.reason ?? "",
    last: {
      offset: good.lastIndexOf(10, good.length - 2) + 1,
      ts: "2026-06-10T02:55:00.000000Z",
      a: "set",
    },
    saved: `${PATH}.torn-20260610T025500Z`,
  });
  assertEquals(
    text(disk.readFile(`${PATH}.torn-20260610T025500Z`)),
    '{"ts":"2026-06',
  );
  assertEquals(disk.readFile(PATH), good);
  channel.post(record(4));
  await channel.close();
  assertEquals(recorded(disk.readFile(PATH)), [1, 2, 3, 4]);
  assertEquals((await openLocal({ disk })).layout.torn, undefined);
});

Deno.test("cut at every byte, the log opens with every whole record, and goes on", async () => {
  const whole = (await diskWith(6)).readFile(PATH) ?? bytes("");
  const ends = [...whole.keys()].filter((i) => whole[i] === 10);
  for (let size = 0; size <= whole.length; size++) {
    const disk = new MemoryFileSystem();
    disk.writeNew(PATH, [whole.subarray(0, size)]);
    const channel = await openLocal({ disk });
    const count = ends.filter((end) => end <= size).length;
    assertEquals(channel.created, count === 0, `${size}`);
    const lineStart = (ends.findLast((end) => end < size) ?? -1) + 1;
    const torn = ends.includes(size) ? 0 : size - lineStart;
    assertEquals(channel.layout.torn?.bytes ?? 0, torn, `${size}`);
    channel.post(record(99));
    await channel.close();
    const found = recorded(disk.readFile(PATH));
    assertEquals(found, [1, 2, 3, 4, 5, 6].slice(0, count).concat(99));
  }
});

Deno.test("until the data is accepted a torn tail stays, and no record goes behind it", async () => {
  const disk = await diskWith(2);
  const good = disk.readFile(PATH) ?? bytes("");
  const torn = new Uint8Array([...good, ...bytes('{"ts":"20')]);
  rewrite(disk, torn);
  const refused = await openUnaccepted({ disk });
  assertEquals(refused.layout.torn?.bytes, 9);
  await refused.close({ discard: refused.created });
  assertEquals(disk.readFile(PATH), torn);
  assertEquals(disk.names(), [PATH]);

  const hasty = await openUnaccepted({ disk });
  hasty.post(record(3));
  await assertRejects(() => hasty.flush(), WriteError, "before the torn tail");
  await assertRejects(() => hasty.close(), WriteError);
  assertEquals(disk.readFile(PATH), torn);

  const channel = await openUnaccepted({ disk });
  const { saved = "" } = await channel.accept() ?? {};
  assertEquals(disk.readFile(PATH), good);
  assertEquals(disk.readFile(saved), torn.slice(-9));
  channel.post(record(3));
  await channel.close();
  assertEquals(recorded(disk.readFile(PATH)), [1, 2, 3]);
});

Deno.test("a torn tail that can't be cut off leaves no copy, however often that is tried", async () => {
  const disk = await diskWith(2);
  const torn = new Uint8Array([...disk.readFile(PATH) ?? [], 123, 34]);
  rewrite(disk, torn);
  const open = disk.open.bind(disk);
  disk.open = (path, mode) => {
    const opened = open(path, mode);
    opened.file.truncate = () => {
      throw new Error("Operation not permitted (os error 1)");
    };
    return opened;
  };
  for (let attempt = 0; attempt < 3; attempt++) {
    await assertRejects(
      () => openLocal({ disk }),
      FileLockError,
      "Cannot cut the torn tail off",
    );
  }
  assertEquals(disk.names(), [PATH]);
  assertEquals(disk.readFile(PATH), torn);
});

Deno.test("opened for reading alone, a torn tail is left where it is", async () => {
  const disk = await diskWith(2);
  const torn = new Uint8Array([
    ...disk.readFile(PATH) ?? [],
    ...bytes('{"ts":"20'),
  ]);
  rewrite(disk, torn);
  const channel = await openLocal({ disk }, { readonly: true });
  assertEquals(channel.layout.torn?.bytes, 9);
  assertEquals(channel.layout.torn?.saved, undefined);
  await channel.close();
  assertEquals(disk.readFile(PATH), torn);
  assertEquals(disk.names(), [PATH]);
});

Deno.test("damage to what was committed refuses, with path, line and byte, and changes nothing", async () => {
  const disk = await diskWith(5);
  const damaged = disk.readFile(PATH) ?? bytes("");
  const at = damaged.indexOf(10) + 20;
  damaged[at]! ^= 1;
  rewrite(disk, damaged);
  const error = await assertRejects(
    () => openLocal({ disk }),
    CorruptionError,
  );
  assertStringIncludes(error.message, `Cannot open "${PATH}": `);
  assertEquals([error.path, error.line], [PATH, 2]);
  assertEquals(error.offset, damaged.indexOf(10) + 1);
  assertStringIncludes(error.message, "salvage");
  assertEquals(disk.readFile(PATH), damaged);
  assertEquals(disk.names(), [PATH]);
  await assertRejects(() => openLocal({ disk }), CorruptionError);
});

Deno.test("a file of something else is refused, and keeps its bytes", async () => {
  const contents = [
    bytes("A diary\n\nToday nothing happened.\n"),
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]),
    bytes('{"name": "package", "version": 1}\n'),
  ];
  for (const content of contents) {
    for (const serializer of [undefined, "json", "msgpack"]) {
      const disk = new MemoryFileSystem();
      disk.writeNew(PATH, [content]);
      const error = await assertRejects(
        () => openLocal({ disk }, { serializer }),
        FileLockError,
      );
      assertStringIncludes(error.message, "it is not a database");
      assertEquals(disk.readFile(PATH), content);
      assertEquals(disk.names(), [PATH]);
    }
  }
});

Deno.test("a file of zeros alone is mended, or as a binary log refused and left", async () => {
  for (const length of [4, 12, 88, 4096]) {
    const content = new Uint8Array(length);
    const disk = new MemoryFileSystem();
    disk.writeNew(PATH, [content]);
    const binary = { serializer: "msgpack" };
    const error = await assertRejects(
      () => openLocal({ disk }, binary),
      ReplayError,
      `all its ${length} bytes are zeros`,
    );
    assertEquals([error.path, error.offset], [PATH, 0]);
    assertEquals(disk.readFile(PATH), content);
    const channel = await openLocal({ disk, clock: new TurnedClock() });
    assert(channel.created);
    const { offset, bytes, saved = "" } = channel.layout.torn ?? {};
    assertEquals([offset, bytes], [0, length]);
    assertEquals(disk.readFile(saved), content);
    await channel.close();
  }
});

Deno.test("an empty file is a new database; one that is not there is made when wished", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew(PATH, []);
  const channel = await openLocal({ disk }, { create: false });
  assert(channel.created);
  await channel.close({ discard: true });
  assertEquals(disk.names(), [PATH], "it was there before");
  const error = await assertRejects(
    () => openLocal({ disk }, { path: "other", create: false }),
    FileLockError,
  );
  assertStringIncludes(error.message, "create: true");
});

Deno.test("a read error refuses and touches nothing: it is no torn tail", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  const channel = await openLocal({ disk });
  channel.post(record(1));
  await channel.close();
  const before = disk.readFile(PATH);
  const { length } = disk.trace;
  const calls = disk.calls;
  await (await openLocal({ disk }, { readonly: true })).close();
  const reads = disk.trace.slice(length).filter((call) => call === "read");
  assert(reads.length > 0);
  let seen = 0;
  for (let call = calls + 1; call < calls + 40; call++) {
    const only = "read";
    disk.options.fault = { call: disk.calls + 1 + seen++ % 5, only };
    const opened = await openLocal({ disk }).catch((error) => error);
    if (opened instanceof Error) {
      assertInstanceOf(opened, DatabaseError);
      assertStringIncludes(opened.message, "Input/output error");
    } else await opened.close();
    assertEquals(disk.readFile(PATH), before);
    assertEquals(disk.names(), [PATH]);
  }
});

Deno.test("a last line without its end counts, and gets it before the next record", async () => {
  const disk = await diskWith(2);
  const whole = disk.readFile(PATH) ?? bytes("");
  rewrite(disk, whole.subarray(0, -1));
  const channel = await openLocal({ disk });
  assertEquals(channel.layout.torn, undefined);
  assertEquals(disk.readFile(PATH)?.length, whole.length - 1);
  channel.post(record(3));
  await channel.close();
  assertEquals(recorded(disk.readFile(PATH)), [1, 2, 3]);
});

Deno.test("a binary log begins with its seed, is known again, and goes on", async () => {
  const { loadSerializer } = await import("../../../../src/format/load.ts");
  const serializer = await loadSerializer("msgpack");
  const payload = (n: number) =>
    serializer.encodeChange({ ts: "2026-06-10T02:55:00Z", diff: { n } });
  const disk = new MemoryFileSystem();
  const made = await openLocal({ disk }, { serializer: "msgpack" });
  // The seed alone could be four bytes of anything.
  assertEquals(disk.readFile(PATH)?.length, 0);
  made.post(payload(1));
  made.post(payload(2));
  await made.close();
  const found = await openLocal({ disk });
  assertEquals(found.format, "msgpack");
  found.post(payload(3));
  await found.snapshot();
  found.post(payload(4));
  await found.close();
  const again = await openLocal({ disk });
  const { snapshot, tail, revision } = again.layout;
  assertEquals(revision, 3);
  assertEquals(
    serializer.decodeSnapshot(snapshot?.bytes ?? bytes("")).state,
    { n: 3 },
  );
  const { bytes: rest, offset, line } = tail[0]!;
  const changes = [...serializer.decodeChanges(rest, { offset, line })];
  assertEquals(changes.map(({ record }) => record.diff), [{ n: 4 }]);
  await again.close();
});

Deno.test("a binary log of which the first record was torn begins anew with its seed", async () => {
  const { loadSerializer } = await import("../../../../src/format/load.ts");
  const serializer = await loadSerializer("msgpack");
  const payload = serializer.encodeChange({
    ts: "2026-06-10T02:55:00Z",
    diff: { n: 1 },
  });
  const framer = serializer.createFramer();
  const header = framer.createHeader();
  const frame = framer.frame("change", [payload], header.length);
  const whole = new Uint8Array([...header, ...frame]);
  for (let size = 8; size < whole.length; size++) {
    const disk = new MemoryFileSystem();
    const torn = whole.slice(0, size);
    disk.writeNew(PATH, [torn]);
    const channel = await openLocal({ disk });
    assert(channel.created);
    // A crash now leaves no four bytes that nobody could tell from a foreign file.
    assertEquals(disk.readFile(PATH)?.length, 0);
    assertEquals(disk.readFile(channel.layout.torn?.saved ?? ""), torn);
    channel.post(payload);
    await channel.close();
    const again = await openLocal({ disk });
    assertEquals([again.format, again.created], ["msgpack", false]);
    await again.close();
  }
});

Deno.test("lines are counted when they are asked for, not on opening", async () => {
  const disk = new MemoryFileSystem();
  const first = await openLocal({ disk });
  for (let n = 1; n <= 3; n++) first.post(record(n));
  const { offset } = await first.snapshot();
  first.post(record(4));
  await first.close();
  const channel = await openLocal({ disk });
  const [tail] = channel.layout.tail;
  assertEquals(tail!.line, 0);
  assertEquals(
    await Promise.all(
      [0, offset, tail!.offset].map((at) => channel.countLines(at)),
    ),
    [1, 4, 5],
  );
  await channel.close();
  await assertRejects(() => channel.countLines(0), Error, "is closed");
});

Deno.test("the last snapshot is told of before what follows it is read", async () => {
  const disk = new MemoryFileSystem();
  const first = await openLocal({ disk });
  first.post(record(1));
  await first.snapshot();
  for (let n = 2; n <= 4; n++) {
    first.post(record(n));
    await first.flush(true);
  }
  await first.close();
  const said: string[] = [];
  const open = () =>
    openLocal({ disk, spy: ({ kind }) => said.push(kind) }, {
      early: ({ bytes, format }) => said.push(format, text(bytes)),
    });
  const sound = await open();
  const payload = text(sound.layout.snapshot?.bytes);
  assertStringIncludes(payload, '"state":');
  assertEquals(
    said.toSorted(),
    ["open", "snapshotFound", "json", payload, "opened"].toSorted(),
  );
  assert(said.indexOf("snapshotFound") < said.indexOf("opened"));
  await sound.close();
  // What is damaged behind it is found out later.
  const damaged = (disk.readFile(PATH) ?? bytes("")).slice();
  damaged[text(damaged).lastIndexOf('"n":3') + 4] = 57;
  rewrite(disk, damaged);
  said.length = 0;
  await assertRejects(open, CorruptionError);
  assert(said.indexOf("json") >= 0 && said.includes("refused"), `${said}`);
  assertEquals(disk.readFile(PATH), damaged);
});

/** So large that a snapshot of it is handed over before it is verified. */
const LARGE = 1 << 20;

Deno.test("a large snapshot that does not hold is not taken, though it came first", async () => {
  const { bytes: whole, offsets } = logOf(
    changed(1),
    snapped(LARGE),
    changed(2),
  );
  const disk = new MemoryFileSystem();
  disk.writeNew(PATH, [damaged(whole, offsets[1]! + 500_000, "X")]);
  const told: number[] = [];
  const channel = await openLocal({ disk }, {
    early: ({ offset }) => told.push(offset),
  });
  assertEquals(told, [offsets[1]]);
  const { snapshot, rebuilt, tail } = channel.layout;
  assertEquals(snapshot, undefined);
  assertEquals(rebuilt?.map(({ offset }) => offset), [offsets[1]]);
  assertEquals(tail.map(({ offset }) => offset), [0, offsets[2]]);
  await channel.close();
});

Deno.test("what was read of a large snapshot is freed when it was handed over", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew(PATH, [logOf(snapped(LARGE), changed(2)).bytes]);
  const read: Uint8Array[] = [];
  const open = disk.open.bind(disk);
  disk.open = (...args) => {
    const opened = open(...args);
    const { file } = opened;
    const from = file.read.bind(file);
    file.read = (at, length) => {
      const part = from(at, length);
      if (length > LARGE) read.push(part);
      return part;
    };
    return opened;
  };
  const channel = await openLocal({ disk });
  // One was handed over, the other verified and freed.
  assertEquals(read.map((part) => part.length), [0, 0]);
  const length = channel.layout.snapshot?.bytes.length ?? 0;
  assert(length > LARGE, `${length} bytes`);
  await channel.close();
});

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

const THOUSAND = Uint8Array.from({ length: 1000 }, (_, i) => i % 253);

Deno.test("a kept source says what its source says, whatever of it is kept", () => {
  forSeeds(300, (random) => {
    const source = new CachedSource(new ByteSource(THOUSAND));
    assertEquals(source.size, THOUSAND.length);
    for (let step = 0; step < 20; step++) {
      if (random.int(5) === 0) source.keep(random.int(THOUSAND.length + 1));
      const at = random.int(THOUSAND.length + 10);
      const length = random.int(random.pick([10, 2000]));
      assertEquals(
        source.read(at, length).toHex(),
        THOUSAND.subarray(at, at + length).toHex(),
      );
    }
  });
});

Deno.test("what is kept is read once", () => {
  const source = new ByteSource(THOUSAND);
  const kept = new CachedSource(source);
  kept.keep(400);
  assertEquals(source.most, 600);
  source.most = 0;
  const first = kept.read(400, 600);
  assertStrictEquals(kept.read(500, 1).buffer, first.buffer);
  assertEquals(source.most, 0);
  kept.read(399, 2); // the byte before it is not there
  assertEquals(source.most, 2);
});

Deno.test("what is appended later is not looked at", () => {
  let size = 10;
  const source = new CachedSource({
    get size() {
      return size;
    },
    read: (offset, length) =>
      THOUSAND.slice(offset, Math.min(offset + length, size)),
  });
  size = 20;
  assertEquals(source.size, 10);
  assertEquals(source.read(5, 100).length, 5);
  source.keep(5);
  assertEquals(source.read(5, 100).length, 5);
});
