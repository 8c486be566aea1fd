import { assert, assertEquals, assertThrows } from "@std/assert";
import { FileLockError } from "../../../../src/errors.ts";
import { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { LogChangedError } from "../../../../src/store/file/mirror/log_archives.ts";
import { FORMATS, LogBuilder } from "../../../maintenance/log_builder.ts";
import { Random } from "../../../support/random.ts";
import { ENOSPC, SimulatedDisk } from "../../../support/simulated_disk.ts";
import {
  AHEAD,
  isMirrored,
  mirrorAll,
  mirrorOn,
  type OpenDisk,
} from "./mirrored_disk.ts";

const [LOG, MIRROR] = ["log.kantadb", "mirror.kantadb"];

/** A log of so many changes, with a snapshot after each tenth. */
function logOf(changes: number, format = FORMATS[0]): LogBuilder {
  const log = new LogBuilder(format);
  for (let n = 1; n <= changes; n++) {
    log.change({ n, text: "x".repeat(n % 30) });
    if (n % 10 === 0) log.snapshot();
  }
  return log;
}

function put(disk: OpenDisk, path: string, bytes: Uint8Array): void {
  if (disk.readFile(path) !== undefined) disk.remove(path);
  disk.writeNew(path, [bytes]);
}

function append(disk: OpenDisk, path: string, bytes: Uint8Array): void {
  const { file } = disk.open(path, { create: false, readonly: false });
  file.append(bytes);
  file.close();
}

for (const format of FORMATS) {
  const about = (what: string) => `mirror: ${what} (${format.name})`;

  Deno.test(
    about("it is made, follows, and is caught up when it is opened again"),
    () => {
      const disk = new MemoryFileSystem();
      const log = logOf(12, format);
      put(disk, LOG, log.bytes);
      const mirror = mirrorOn(disk, format);
      assertEquals(mirror.end, 0);
      mirror.follow(log.places[3]!);
      assertEquals(mirror.end, log.places[3]);
      const before = log.end;
      log.change({ n: 13 });
      append(disk, LOG, log.bytes.subarray(before));
      mirror.follow(log.end);
      assert(isMirrored(disk));
      mirror.close();
      const later = log.end;
      log.change({ n: 14 }).snapshot();
      append(disk, LOG, log.bytes.subarray(later));
      assert(!isMirrored(disk));
      mirrorAll(disk, format);
      assert(isMirrored(disk));
      assertEquals(disk.names(), [LOG, MIRROR]);
    },
  );

  Deno.test(about("what is behind the last whole record is not copied"), () => {
    const disk = new MemoryFileSystem();
    const log = logOf(5, format);
    put(disk, LOG, log.bytes);
    append(disk, LOG, new Uint8Array([123, 34]));
    const mirror = mirrorOn(disk, format);
    mirror.follow(log.end);
    mirror.close();
    assertEquals(disk.readFile(MIRROR), log.bytes);
  });

  Deno.test(
    about(
      "one that holds what its log lacks is moved aside, whole, and made anew",
    ),
    () => {
      const [short, long] = [logOf(11, format), logOf(11, format)];
      // Of a binary log the seed is random: it has to be the same log.
      const bytes = long.change({ n: 12 }).bytes;
      const cut = bytes.slice(0, long.places.at(-2));
      if (format === FORMATS[0]) assertEquals(cut, short.bytes);
      const disk = new MemoryFileSystem();
      put(disk, LOG, cut);
      put(disk, MIRROR, bytes);
      const moved: string[] = [];
      mirrorAll(disk, format, moved);
      assertEquals(moved, [AHEAD]);
      assertEquals(disk.readFile(AHEAD), bytes);
      assert(isMirrored(disk));
      // A second one at the same second has another name.
      put(disk, MIRROR, bytes);
      mirrorAll(disk, format, moved);
      assertEquals(moved, [AHEAD, `${AHEAD}.1`]);
    },
  );

  Deno.test(about("one that went another way is moved aside"), () => {
    const log = logOf(5, format);
    const common = log.bytes;
    const disk = new MemoryFileSystem();
    put(disk, MIRROR, log.change({ n: "theirs" }).bytes);
    const { file } = disk.open(MIRROR, { create: false, readonly: true });
    const theirs = file.read(common.length, file.size);
    file.close();
    const other = new LogBuilder(format);
    put(disk, LOG, common);
    append(disk, LOG, theirs.slice().fill(32)); // some other bytes
    const moved: string[] = [];
    mirrorAll(disk, format, moved);
    assertEquals([moved, other.rev], [[AHEAD], 0]);
    assert(isMirrored(disk));
  });

  Deno.test(
    about("what a power cut left of a record is saved and cut off"),
    () => {
      const log = logOf(5, format);
      const { bytes, places } = log;
      const garbage = new Uint8Array(7).fill(255);
      // Within a record in the middle, and before there was any.
      for (const whole of [places[4]! + 5, 3]) {
        const disk = new MemoryFileSystem();
        put(disk, LOG, bytes);
        put(disk, MIRROR, bytes.slice(0, whole));
        append(disk, MIRROR, garbage);
        mirrorAll(disk, format);
        assert(isMirrored(disk));
        const saved = `${MIRROR}.torn-20261201T101500Z`;
        assertEquals(disk.readFile(saved), garbage);
        assertEquals(disk.names().toSorted(), [LOG, MIRROR, saved].toSorted());
      }
    },
  );

  Deno.test(about("another log is refused, and left alone"), () => {
    const other = new LogBuilder(format).change({ other: true }).change({
      n: 1,
    });
    const foreign = new TextEncoder().encode("no log at all\n".repeat(99));
    for (const bytes of [other.bytes, foreign]) {
      const disk = new MemoryFileSystem();
      put(disk, LOG, logOf(5, format).bytes);
      put(disk, MIRROR, bytes);
      assertThrows(
        () => mirrorOn(disk, format),
        FileLockError,
        "it is no mirror of this log",
      );
      assertEquals(disk.readFile(MIRROR), bytes);
      assertEquals(disk.names(), [LOG, MIRROR]);
      // Its lock was given up, and that of the log was never taken.
      for (const path of [LOG, MIRROR]) {
        const { file } = disk.open(path, { create: false, readonly: false });
        assert(file.tryLock());
        file.close();
      }
    }
  });

  Deno.test(
    about("of a log that was rotated the mirror before becomes an archive"),
    () => {
      const before = logOf(12, format);
      const after = new LogBuilder(format)
        .snapshot({ r: 8, state: { n: 8 }, ts: "2026-06-10T02:00:08.5Z" });
      after.rev = 8;
      for (let n = 9; n <= 12; n++) {
        after.change({ n, text: "x".repeat(n) });
        // The changes that are kept are those of before.
      }
      for (const gone of [true, false]) {
        const disk = new MemoryFileSystem();
        put(disk, LOG, before.bytes);
        mirrorAll(disk, format);
        const archive = "log@20260610T020008Z.kantadb";
        const end = before.places[8]!;
        if (!gone) put(disk, archive, before.bytes.slice(0, end));
        // Without an archive what both have has to be the same.
        put(disk, LOG, gone ? kept(before, format, 8) : after.bytes);
        const moved: string[] = [];
        mirrorAll(disk, format, moved);
        assertEquals(moved, []);
        assert(isMirrored(disk));
        const mirrored = "mirror@20260610T020008Z.kantadb";
        assertEquals(disk.readFile(mirrored), before.bytes);
      }
    },
  );

  Deno.test(
    about("a mirror that missed a rotation is ended from the archive first"),
    () => {
      const before = logOf(12, format);
      const disk = new MemoryFileSystem();
      put(disk, MIRROR, before.bytes.slice(0, before.places[3]));
      const ended = before.bytes.slice(0, before.places[8]);
      put(disk, "log@20260610T020008Z.kantadb", ended);
      put(disk, "log@20260610T030000Z.kantadb", kept(before, format, 8));
      put(disk, LOG, kept(before, format, 12));
      mirrorAll(disk, format);
      assert(isMirrored(disk));
      assertEquals(
        disk.readFile("mirror@20260610T020008Z.kantadb"),
        ended,
      );
      assertEquals(
        disk.readFile("mirror@20260610T030000Z.kantadb"),
        disk.readFile("log@20260610T030000Z.kantadb"),
      );
    },
  );

  Deno.test(about("a rotation is noticed while it follows"), () => {
    const before = logOf(12, format);
    const disk = new MemoryFileSystem();
    put(disk, LOG, before.bytes);
    const mirror = mirrorOn(disk, format);
    mirror.follow(before.places[6]!);
    const { file: old } = disk.open(LOG, { create: false, readonly: false });
    put(disk, LOG, kept(before, format, 8));
    assertThrows(() => mirror.follow(before.end), LogChangedError);
    // The rest of the old file was copied: nothing is missing in between.
    assertEquals(disk.readFile(MIRROR), before.bytes);
    mirror.close();
    old.close();
    mirrorAll(disk, format);
    assert(isMirrored(disk));
  });
}

/** The log as a rotation leaves it that keeps the changes after a revision. */
function kept(log: LogBuilder, format = FORMATS[0]!, rev: number): Uint8Array {
  const after = new LogBuilder(format);
  const source = {
    size: log.bytes.length,
    read: (at: number, length: number) => log.bytes.subarray(at, at + length),
  };
  const framer = format.createFramer();
  let seen = 0;
  const changes = [];
  let ts = "";
  for (const frame of framer.frames(source, framer.readHeader(source), 1)) {
    if (frame.kind !== "change") continue;
    const change = format.decodeChange(frame.payload);
    if (++seen <= rev) ({ ts } = change);
    else changes.push(change);
  }
  after.snapshot({ r: rev, state: { rev }, ts });
  for (const change of changes) after.record(change);
  return after.bytes;
}

Deno.test("mirror: it is never the log itself, nor a file that somebody else has", () => {
  const disk = new MemoryFileSystem();
  put(disk, LOG, logOf(3).bytes);
  const open = disk.open.bind(disk);
  disk.open = (path, mode) => open(path === MIRROR ? LOG : path, mode);
  assertThrows(
    () => mirrorOn(disk, FORMATS[0]!),
    FileLockError,
    "it is the log itself",
  );
  disk.open = open;
  const { file } = disk.open(MIRROR, { create: true, readonly: false });
  assert(file.tryLock());
  assertThrows(
    () => mirrorOn(disk, FORMATS[0]!),
    FileLockError,
    "another opener has it",
  );
});

Deno.test("mirror: one that was deleted, replaced or changed is noticed", () => {
  const changes: [(disk: MemoryFileSystem) => void, string][] = [
    [(disk) => disk.remove(MIRROR), "it was deleted"],
    [(disk) => put(disk, MIRROR, new Uint8Array(3)), "it was replaced"],
    [
      (disk) => append(disk, MIRROR, new Uint8Array(3)),
      "it was changed from outside",
    ],
  ];
  for (const [change, why] of changes) {
    const disk = new MemoryFileSystem();
    put(disk, LOG, logOf(3).bytes);
    const mirror = mirrorOn(disk, FORMATS[0]!);
    mirror.follow(disk.readFile(LOG)!.length);
    mirror.check();
    change(disk);
    assertThrows(() => mirror.check(), FileLockError, why);
    mirror.close();
  }
});

Deno.test("mirror: a full disk leaves whole what there was, and it goes on when there is room", () => {
  const log = logOf(12);
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew(LOG, [log.bytes]);
  const mirror = mirrorOn(disk, log.serializer);
  mirror.follow(log.places[4]!);
  disk.options.capacity = log.bytes.length + log.places[7]!;
  assertThrows(() => mirror.follow(log.end), Error, ENOSPC);
  assertEquals(disk.readFile(MIRROR)?.length, log.places[4]);
  disk.options.capacity = undefined;
  mirror.follow(log.end);
  assert(isMirrored(disk));
});

Deno.test("mirror: what a failed sync may have lost is cut off, and copied again", () => {
  const log = logOf(12);
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew(LOG, [log.bytes]);
  const mirror = mirrorOn(disk, log.serializer);
  mirror.follow(log.places[4]!);
  mirror.sync();
  mirror.follow(log.end);
  const next = disk.calls + 1;
  disk.options.fault = { call: next };
  assertThrows(() => mirror.sync(), Error, "os error 5");
  assertEquals(disk.readFile(MIRROR)?.length, log.places[4]);
  mirror.follow(log.end);
  mirror.sync();
  assert(isMirrored(disk));
});

/**
 * One story: a log grows, its mirror follows it now and then, and the machine or
 * the program dies at some call; the survivors are opened as the product does.
 */
function story(seed: number, reopen: boolean): boolean {
  const random = new Random(seed);
  const format = FORMATS[random.int(2)]!;
  const log = logOf(30, format);
  const { bytes, places } = log;
  let disk = new SimulatedDisk({ seed, shortWrites: true });
  disk.writeNew(LOG, [bytes.slice(0, places[2])]);
  disk.syncFolder(LOG);
  const fault = { call: disk.calls + 5 + random.int(60), forever: true };
  disk.options.fault = fault;
  let begun = false;
  try {
    const { file } = disk.open(LOG, { create: false, readonly: false });
    const mirror = mirrorOn(disk, format);
    for (let at = 2; at < places.length - 1; at++) {
      file.append(bytes.slice(places[at]!, places[at + 1]));
      if (random.chance(0.3)) file.sync();
      if (random.chance(0.6)) {
        mirror.follow(places[at + 1]!);
        begun = true;
      }
      if (random.chance(0.2)) mirror.sync();
    }
  } catch {
    // It died here.
  }
  disk = random.chance(0.5) ? disk.kill() : disk.crash();
  // Opening the log cuts off what is no whole record.
  const size = disk.readFile(LOG)?.length ?? 0;
  const good = places.findLast((place) =>
    place <= size &&
    disk.readFile(LOG)!.slice(0, place).every((byte, i) => byte === bytes[i])
  ) ?? 0;
  const { file } = disk.open(LOG, { create: false, readonly: false });
  file.truncate(good);
  file.close();
  if (good < places[1]!) return true; // no record is left to be mirrored
  const before = disk.readFile(MIRROR);
  try {
    if (reopen) mirrorAll(disk, format);
    const aside = disk.readFile(AHEAD);
    if (aside !== undefined) assertEquals(aside, before, "moved as it was");
  } catch (error) {
    // Before its first sync a file may be left as one of anybody's.
    if (!begun && error instanceof FileLockError) return true;
    throw error;
  }
  return isMirrored(disk);
}

Deno.test("mirror: whatever dies when, after reopening it equals its log, and nothing of it is lost", () => {
  for (let seed = 1; seed <= 150; seed++) {
    assert(story(seed, true), `seed ${seed}`);
  }
});

Deno.test("mirror: without being opened again it would not", () => {
  let different = 0;
  for (let seed = 1; seed <= 60; seed++) if (!story(seed, false)) different++;
  assert(different > 20, `${different}`);
});
