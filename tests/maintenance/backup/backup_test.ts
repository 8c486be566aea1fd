import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  DatabaseError,
  DataIntegrityError,
  DiskFullError,
  FileLockError,
} from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { backUpLog } from "../../../src/maintenance/backup/backup.ts";
import { verifyLog } from "../../../src/maintenance/verify.ts";
import { ENOSPC, SimulatedDisk } from "../../support/simulated_disk.ts";
import {
  diskWith,
  FORMATS,
  golden,
  LogBuilder,
  timeOf,
} from "../log_builder.ts";

const ALONE = { archives: false };

/** A log of some changes with a snapshot amid them. */
function example(format = FORMATS[0]): LogBuilder {
  const log = new LogBuilder(format);
  for (let n = 1; n <= 20; n++) {
    log.change({ n, text: "x".repeat(n) });
    if (n === 10) log.snapshot();
  }
  return log;
}

for (const format of FORMATS) {
  Deno.test(`a backup is the log to the byte, and says how far it reaches (${format.name})`, async () => {
    const { bytes } = example(format);
    const disk = diskWith(bytes);
    const report = await backUpLog(disk, "log", "copy", ALONE);
    assertEquals(report, {
      path: "log",
      into: "copy",
      format: format.name === "json" ? "json" : "msgpack",
      base: 0,
      rev: 20,
      ts: timeOf(20),
      records: 21,
      changes: 20,
      snapshots: 1,
      bytes: bytes.length,
      archives: [],
    });
    assertEquals(disk.readFile("copy"), bytes);
    assertEquals(disk.names(), ["log", "copy"]);
  });

  Deno.test(`a log in memory becomes a file (${format.name})`, async () => {
    const disk = new MemoryFileSystem();
    const { bytes } = example(format);
    // Not aligned, as a part of something else may be.
    const held = new Uint8Array(bytes.length + 1);
    held.set(bytes, 1);
    const report = await backUpLog(disk, held.subarray(1), "copy", ALONE);
    assertEquals([report.path, report.rev], ["", 20]);
    assertEquals(disk.readFile("copy"), bytes);
  });
}

Deno.test("a torn end is left out and told; one that a writer goes on with is not told", async () => {
  const log = example();
  const whole = log.bytes;
  log.bare('{"ts":"2026');
  const disk = diskWith(log.bytes);
  const report = await backUpLog(disk, "log", "copy", ALONE);
  assertEquals(disk.readFile("copy"), whole);
  assertEquals([report.bytes, report.torn?.bytes], [whole.length, 11]);
  // The writer's append goes on as soon as the copy is made.
  const open = disk.open.bind(disk);
  let [opened, appended] = [0, false];
  disk.open = (path, mode) => {
    const found = open(path, mode);
    const { file } = found;
    const { read } = file;
    // First it is looked at, then copied.
    if (path !== "log" || ++opened !== 2) return found;
    file.read = (offset, length) => {
      const bytes = read.call(file, offset, length);
      if (!appended && length === log.bytes.length) {
        appended = true;
        open("log", { create: false, readonly: false })
          .file.append(new TextEncoder().encode("-06"));
      }
      return bytes;
    };
    return found;
  };
  const beside = await backUpLog(disk, "log", "half", ALONE);
  assertEquals(disk.readFile("half"), whole);
  assertEquals([beside.torn, appended], [undefined, true]);
});

Deno.test("damage is refused with its place, and nothing is left", async () => {
  const log = example();
  const disk = diskWith(log.damaged(4));
  const error = await assertRejects(
    () => backUpLog(disk, "log", "copy", ALONE),
    DataIntegrityError,
    'Cannot back up "log": verifying the copy says, at line 5 (byte',
  );
  assertEquals([error.line, error.offset], [5, log.places[4]]);
  assertEquals(disk.names(), ["log"]);
});

Deno.test("a snapshot that is not what the changes lead to is found, though each record is sound", async () => {
  const log = example().snapshot({ state: { n: 1 } });
  const disk = diskWith(log.bytes);
  await assertRejects(
    () => backUpLog(disk, "log", "copy", ALONE),
    DataIntegrityError,
    "its state is not what the changes before it lead to",
  );
  assertEquals(disk.names(), ["log"]);
});

Deno.test("what is no log, has no record, or stands at the target is refused", async () => {
  const disk = diskWith(new Uint8Array(0));
  const refused = (log: string, into: string, why: string) =>
    assertRejects(() => backUpLog(disk, log, into, ALONE), DatabaseError, why);
  await refused("log", "copy", 'Cannot back up "log": it has no record yet');
  await refused("none", "copy", "there is no such file");
  disk.writeNew("foreign", [new TextEncoder().encode("no log\n".repeat(9))]);
  await refused("foreign", "copy", "it is not a database");
  assertEquals(disk.names(), ["log", "foreign"]);
  await refused("log", "foreign", "there is a file already; name a new one");
  disk.writeNew("copy.unfinished", [new Uint8Array(1)]);
  await refused("log", "copy", "from a job that still runs or was killed");
});

Deno.test("archives are copied under the copy's name, and only where the file needs them", async () => {
  const disk = new MemoryFileSystem();
  const url = new URL("../../golden/", import.meta.url);
  const names = ["rotated.kantadb", "rotated@20260601T000000Z.kantadb"];
  for (const name of names) {
    disk.writeNew(name, [Deno.readFileSync(new URL(name, url))]);
  }
  const before = await verifyLog(disk, names[1]!);
  const report = await backUpLog(disk, names[0]!, "b/copy.db", {
    archives: true,
  });
  const [archive] = report.archives;
  assertEquals(archive?.path, names[1]);
  assertEquals(archive?.into, "b/copy@20260601T000000Z.kantadb");
  assertEquals([archive?.base, archive?.rev], [0, before.rev]);
  assertEquals(report.base, before.rev);
  assertEquals(disk.readFile(archive!.into), disk.readFile(names[1]!));
  assertEquals(disk.readFile("b/copy.db"), disk.readFile(names[0]!));
  const alone = await backUpLog(disk, names[0]!, "c/copy", ALONE);
  assertEquals([alone.archives, alone.base], [[], report.base]);
});

Deno.test("a packed archive is copied as it is, and verified all the same", async () => {
  const pack = async (bytes: Uint8Array) => {
    const stream = new Blob([bytes.slice()]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const archive = "log@20260610T020000Z.kantadb.gz";
  const head = new LogBuilder().snapshot({ r: 20, state: {} }).bytes;
  const [sound, damaged] = [example().bytes, example().damaged(3)];
  for (const bytes of [sound, damaged]) {
    const disk = new MemoryFileSystem();
    disk.writeNew("log.kantadb", [head]);
    disk.writeNew(archive, [await pack(bytes)]);
    const backup = backUpLog(disk, "log.kantadb", "copy.kantadb", {
      archives: true,
    });
    if (bytes === damaged) {
      await assertRejects(() => backup, DataIntegrityError);
    } else {
      const { archives: [file] } = await backup;
      assertEquals(file?.into, "copy@20260610T020000Z.kantadb.gz");
      assertEquals([file?.rev, file?.changes], [20, 20]);
      assertEquals(disk.readFile(file!.into), disk.readFile(archive));
      assertEquals(file?.bytes, disk.readFile(archive)?.length);
    }
    assertEquals(disk.names().length, bytes === damaged ? 2 : 4);
  }
  const disk = diskWith(sound);
  await assertRejects(
    () => backUpLog(disk, "log", "copy.gz", ALONE),
    FileLockError,
    "read as a packed one",
  );
});

Deno.test("where an archive can't be copied, nothing of the backup is left", async () => {
  const disk = new MemoryFileSystem();
  const bytes = example().bytes;
  const head = new LogBuilder().snapshot({ r: 20, state: {} }).bytes;
  disk.writeNew("log.kantadb", [head]);
  disk.writeNew("log@20260610T020000Z.kantadb", [bytes]);
  disk.writeNew("log@20260610T020001Z.kantadb", [example().damaged(3)]);
  const names = disk.names();
  const archives = { archives: true };
  await assertRejects(
    () => backUpLog(disk, "log.kantadb", "copy.kantadb", archives),
    DataIntegrityError,
    "log@20260610T020001Z.kantadb",
  );
  assertEquals(disk.names(), names);
});

Deno.test("a log that its writer cuts back while it is copied is copied anew", async () => {
  const log = example();
  const wanted = example().change({ n: 21 }).bytes;
  const lost = example().change({ n: 77, more: "y".repeat(50) }).bytes;
  const disk = diskWith(lost);
  const { file } = disk.open("log", { create: false, readonly: false });
  const open = disk.open.bind(disk);
  let copied = 0;
  disk.open = (path, mode) => {
    const opened = open(path, mode);
    if (path !== "log") return opened;
    const { read } = opened.file;
    opened.file.read = (offset, length) => {
      const bytes = read.call(opened.file, offset, length);
      // A sync failed: what it lost is cut off, and the next opener writes on.
      if (length === lost.length && copied++ === 0) {
        file.truncate(log.end);
        file.append(wanted.subarray(log.end));
      }
      return bytes;
    };
    return opened;
  };
  const report = await backUpLog(disk, "log", "copy", ALONE);
  assert(copied > 0, "it was cut");
  assertEquals(disk.readFile("copy"), wanted);
  assertEquals(report.rev, 21);
});

Deno.test("a log that never is what was copied of it is given up", async () => {
  const disk = diskWith(example().bytes);
  const { file } = disk.open("log", { create: false, readonly: false });
  const open = disk.open.bind(disk);
  disk.open = (path, mode) => {
    const opened = open(path, mode);
    if (path === "log") {
      const { read } = opened.file;
      opened.file.read = (offset, length) => {
        const bytes = read.call(opened.file, offset, length);
        if (length > 1000) file.truncate(file.size - 1);
        return bytes;
      };
    }
    return opened;
  };
  await assertRejects(
    () => backUpLog(disk, "log", "copy", ALONE),
    DatabaseError,
    "it changes elsewhere than at its end",
  );
  assertEquals(disk.names(), ["log"]);
});

Deno.test("a full disk leaves nothing of the backup, and the log as it was", async () => {
  const { bytes } = example();
  for (const room of [0, 1, bytes.length >> 1, bytes.length - 1]) {
    const disk = new SimulatedDisk({ seed: 1 });
    disk.writeNew("log", [bytes]);
    disk.options.capacity = bytes.length + room;
    await assertRejects(
      () => backUpLog(disk, "log", "copy", ALONE),
      DiskFullError,
      'Cannot write "copy": the disk is full; what was written is removed',
    );
    assertEquals(disk.names(), ["log"]);
    assertEquals(disk.readFile("log"), bytes);
  }
});

/** A disk with the log, of which the nth call from now on and all later ones fail. */
function failing(bytes: Uint8Array, call: number): SimulatedDisk {
  const disk = new SimulatedDisk({
    seed: call,
    fault: { call: call + 1, forever: true },
  });
  disk.options.fault = undefined;
  disk.writeNew("log", [bytes]);
  disk.options.fault = { call: disk.calls + call, forever: true };
  return disk;
}

/** Whether what has the name of the backup is whole; true where nothing has it. */
function whole(disk: SimulatedDisk, bytes: Uint8Array): boolean {
  const copy = disk.readFile("copy");
  return copy === undefined ||
    copy.length === bytes.length && copy.every((byte, i) => byte === bytes[i]);
}

Deno.test("killed at any call, or without power after it, no half file has the name", async () => {
  const { bytes } = example();
  let [calls, left, named] = [0, 0, 0];
  for (let call = 1;; call++) {
    // As killed: not even the tidying up is done.
    const disk = failing(bytes, call);
    const done = await backUpLog(disk, "log", "copy", ALONE).then(
      () => true,
      () => false,
    );
    if (done) break;
    calls++;
    assert(whole(disk, bytes), `call ${call}`);
    left += disk.names().includes("copy.unfinished") ? 1 : 0;
    const after = disk.crash();
    assert(whole(after, bytes), `power cut at call ${call}`);
    named += disk.names().includes("copy") ? 1 : 0;
  }
  assert(calls > 10 && left > 5 && named > 0, `${calls} ${left} ${named}`);
});

Deno.test("a copy that had its name from the beginning would be seen half made", async () => {
  const { bytes } = example();
  let half = 0;
  for (let call = 1;; call++) {
    const disk = failing(bytes, call);
    const open = disk.open.bind(disk);
    // What has permission for the new file alone does so.
    disk.open = (path, mode) => {
      if (!path.endsWith(".unfinished")) return open(path, mode);
      const cause = new Deno.errors.NotCapable("Requires write access");
      throw new FileLockError("forbidden", { cause });
    };
    const done = await backUpLog(disk, "log", "copy", ALONE).then(
      () => true,
      () => false,
    );
    if (done) break;
    if (!whole(disk, bytes)) half++;
  }
  assert(half > 0);
});

Deno.test("a backup that is done survives a power cut", async () => {
  const { bytes } = example();
  for (let seed = 1; seed <= 20; seed++) {
    const disk = new SimulatedDisk({ seed });
    disk.writeNew("log", [bytes]);
    await backUpLog(disk, "log", "copy", ALONE);
    assertEquals(disk.crash().readFile("copy"), bytes, `seed ${seed}`);
  }
});

Deno.test("without the sync a power cut would take it", async () => {
  const { bytes } = example();
  let lost = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const disk = new SimulatedDisk({ seed });
    disk.writeNew("log", [bytes]);
    const open = disk.open.bind(disk);
    disk.open = (path, mode) => {
      const opened = open(path, mode);
      opened.file.sync = () => {};
      return opened;
    };
    await backUpLog(disk, "log", "copy", ALONE);
    if (!whole(disk.crash(), bytes)) lost++;
  }
  assert(lost > 0);
});

Deno.test("golden logs of the other package are backed up to the byte", async () => {
  for (
    const name of ["people.kantadb", "people-bin.kantadb", "tasks.kantadb"]
  ) {
    const disk = golden(name);
    await backUpLog(disk, "log", "copy", ALONE);
    assertEquals(disk.readFile("copy"), disk.readFile("log"), name);
  }
});

Deno.test("what no room is left for is a full disk, whoever says so", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew("log", [example().bytes]);
  disk.copy = () => {
    throw new Error(ENOSPC);
  };
  await assertRejects(
    () => backUpLog(disk, "log", "copy", ALONE),
    DiskFullError,
  );
  assertEquals(disk.names(), ["log"]);
});
