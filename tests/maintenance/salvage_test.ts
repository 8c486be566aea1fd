import { assert, assertEquals, assertRejects } from "@std/assert";
import { DiskFullError, FileLockError, ReplayError } from "../../src/errors.ts";
import type { MemoryFileSystem } from "../../src/file/memory_file.ts";
import {
  salvageLog,
  type SalvageReport,
} from "../../src/maintenance/salvage.ts";
import { verifyLog } from "../../src/maintenance/verify.ts";
import type { Serializer } from "../../src/log/serializer.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { ENOSPC, SimulatedDisk } from "../support/simulated_disk.ts";
import { Random } from "../support/random.ts";
import {
  AT_ODDS,
  BINARY,
  diskWith,
  FORMATS,
  GOLDEN,
  golden,
  JSON_LINES,
  LogBuilder,
  timeOf,
} from "./log_builder.ts";
import { endOf } from "./log_end.ts";

/** Salvages `log` into `new`, and sees to it that the new log is sound. */
async function salvaged(
  disk: MemoryFileSystem,
  format?: string,
): Promise<SalvageReport & { state: unknown }> {
  const before = disk.readFile("log");
  const report = await salvageLog(disk, "log", "new", format);
  assertEquals(disk.readFile("log"), before);
  const found = await verifyLog(disk, "new", format);
  assertEquals(found.problems, []);
  assertEquals(found.torn, undefined);
  assertEquals(
    [found.records, found.changes, found.snapshots, found.bytes],
    [report.saved, report.changes, report.snapshots, report.bytes],
  );
  const { rev, version, mtime, state } = await endOf(disk, "new", format);
  assertEquals([rev, version, mtime], [
    report.rev,
    report.version,
    report.mtime,
  ]);
  return { ...report, state };
}

/** What was lost, as `line: reason`. */
function lostIn({ lost }: SalvageReport): string[] {
  return lost.map(({ line, reason }) => `${line}: ${reason}`);
}

/** What was put right, as `line: reason`. */
function repairedIn({ repaired }: SalvageReport): string[] {
  return repaired.map(({ line, reason }) => `${line}: ${reason}`);
}

for (const serializer of FORMATS) {
  const { name } = serializer;
  const damage = name === "json" ? "its checksum does not match" : "checksum";

  Deno.test(`salvage: a sound log is saved whole (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ n: 1 }, { m: timeOf(1), v: 2 }).snapshot({ m: timeOf(1), v: 2 })
      .change({ n: 2 }, { u: "ünï", v: 2 });
    const report = await salvaged(diskWith(log.bytes));
    assertEquals(report.saved, 3);
    assertEquals([report.lost, report.repaired], [[], []]);
    assertEquals([report.lostCount, report.lostBytes], [0, 0]);
    assertEquals(report.state, { n: 2 });
    assertEquals([report.rev, report.version], [2, 2]);
    assertEquals(report.mtime, timeOf(1));
  });

  Deno.test(`salvage: a damaged change is left out, what fits after it is kept (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ a: 1 }).change({ a: 1, b: 2 }).change({ a: 1, b: 2, c: 3 });
    const report = await salvaged(diskWith(log.damaged(1)));
    const [lost] = report.lost;
    assertEquals([report.saved, report.lostCount], [2, 1]);
    assertEquals(
      [lost!.line, lost!.offset, lost!.bytes],
      [2, log.places[1], log.places[2]! - log.places[1]!],
    );
    assert(lost!.reason.includes(damage), lost!.reason);
    assertEquals(report.lostBytes, lost!.bytes);
    assertEquals([report.state, report.rev], [{ a: 1, c: 3 }, 2]);
  });

  Deno.test(`salvage: what no longer fits is left out and leaves no trace (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ list: [0, 1, 2], x: 0 })
      .change({ list: [0, 1, 2, 3, 4, 5], x: 0, made: [1, 2] })
      // Half of it fits: it must not be half applied.
      .record({ diff: { x: 1, list: { "4": 9 }, y: 1 } })
      // A change in what was made by the lost one.
      .record({ diff: { x: 2, made: { $insert: [[2, 3]] } } })
      .record({ diff: { x: 3 } });
    const report = await salvaged(diskWith(log.damaged(1)));
    assertEquals(lostIn(report).slice(1), [
      "3: Cannot apply a change to data.list: it names item 4 of a list of 3",
      '4: Cannot apply a change to data.made: "$insert" finds nothing there that it could change',
    ]);
    assertEquals(report.state, { list: [0, 1, 2], x: 3 });
  });

  Deno.test(`salvage: a later snapshot has the last word (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ n: 1 }).change({ n: 1, lost: [1] }, { v: 4, m: timeOf(2) })
      .change({ n: 2, lost: [1] }, { v: 4 })
      .snapshot({ v: 4, m: timeOf(2) })
      .record({ diff: { lost: { "0": 2 } }, v: 4 });
    const report = await salvaged(diskWith(log.damaged(1)));
    assertEquals(report.state, { n: 2, lost: [2] });
    assertEquals([report.rev, report.version, report.mtime], [
      4,
      4,
      timeOf(2),
    ]);
    // The change that leads there takes the place of the one that is lost.
    assertEquals(repairedIn(report), [
      "4: its state is not what the changes before it lead to, first at " +
      'data.lost: {"lost":[1]}; a change named "salvage" leads there',
    ]);
  });

  Deno.test(`salvage: revisions count what was kept (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ n: 1 }).change({ n: 2 }).change({ n: 3 }).change({ n: 4 })
      .snapshot().change({ n: 5 }).snapshot();
    const report = await salvaged(diskWith(log.damaged(0, 2)));
    assertEquals([report.state, report.rev, report.changes], [{ n: 5 }, 3, 3]);
    assertEquals(repairedIn(report), [
      "5: its revision was 4 and is 2",
      "7: its revision was 5 and is 3",
    ]);
  });

  Deno.test(`salvage: a damaged snapshot is left out, its changes say the same (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ n: 1 }).snapshot().change({ n: 2 });
    const report = await salvaged(diskWith(log.damaged(1)));
    assertEquals([report.saved, report.lost.length], [2, 1]);
    assertEquals([report.state, report.rev], [{ n: 2 }, 2]);
  });

  Deno.test(`salvage: without its beginning a log begins with a snapshot (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ n: 1 }).change({ n: 2, m: {} }).snapshot().change({
        n: 3,
        m: {},
      });
    const report = await salvaged(diskWith(log.damaged(0, 1)), name);
    assertEquals([report.state, report.rev, report.saved], [
      { n: 3, m: {} },
      3,
      2,
    ]);
  });

  Deno.test(`salvage: of a torn tail the whole records are saved (${name})`, async () => {
    const log = new LogBuilder(serializer, false)
      .change({ n: 1 }).change({ n: 2 }).change({ n: 3 });
    const report = await salvaged(diskWith(log.bytes.subarray(0, -4)));
    assertEquals([report.state, report.saved], [{ n: 2 }, 2]);
    assertEquals(report.lost.map(({ line, offset }) => [line, offset]), [
      [3, log.places[2]],
    ]);
  });

  Deno.test(`salvage: whatever is damaged, the new log is sound (${name})`, async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = new Random(seed);
      try {
        await tortured(serializer, random);
      } catch (cause) {
        throw new Error(`seed ${seed}: ${cause}`, { cause });
      }
    }
  });

  Deno.test(`salvage: the golden logs are saved whole (${name})`, async () => {
    for (const [log, { format }] of Object.entries(GOLDEN)) {
      if ((format === "binary") !== (name === "msgpack")) continue;
      const report = await salvaged(golden(log));
      assertEquals(report.lost, [], log);
      assertEquals(report.repaired.length > 0, AT_ODDS.has(log), log);
      const { state } = await endOf(golden(log), "log");
      assert(deepEqual(report.state, state), log);
    }
  });
}

/** Salvages a random log with random damage; what is left must be sound. */
async function tortured(serializer: Serializer, random: Random): Promise<void> {
  const log = new LogBuilder(serializer, random.chance(0.7));
  const list: unknown[] = [];
  const users: Record<string, unknown> = {};
  for (let n = 0; n < 5 + random.int(25); n++) {
    if (random.chance(0.5)) list.splice(random.int(3), random.int(2), n);
    else users[`u${random.int(5)}`] = { n, tags: [n, { deep: n }] };
    if (random.chance(0.2)) delete users[`u${random.int(5)}`];
    log.change({ list: [...list], users: { ...users } });
    if (random.chance(0.15)) log.snapshot();
  }
  const { bytes } = log;
  for (let times = 1 + random.int(3); times > 0; times--) {
    const at = log.places[0]! + random.int(bytes.length - log.places[0]!);
    if (random.chance(0.6)) bytes[at]! ^= 1 << random.int(8);
    else bytes.fill(random.pick([0, 10, 65]), at, at + random.int(200));
  }
  const disk = diskWith(bytes);
  try {
    await salvaged(disk, serializer.name);
  } catch (error) {
    const nothing = error instanceof ReplayError && error.message.includes(
      "no record in it",
    );
    if (!nothing) throw error;
    assertEquals(disk.names(), ["log"]);
  }
}

Deno.test("salvage: a snapshot that differs from the replay is led to", async () => {
  const log = new LogBuilder().change({ n: 1 })
    .snapshot({ state: { n: 7 } }).change({ n: 8 });
  const report = await salvaged(diskWith(log.bytes));
  assertEquals([report.state, report.lost], [{ n: 8 }, []]);
  assertEquals([report.changes, report.rev], [3, 3]);
  assertEquals(repairedIn(report), [
    '2: its state is not what the changes before it lead to, first at data.n: {"n":7}; ' +
    'a change named "salvage" leads there; its revision was 1 and is 2',
  ]);
});

Deno.test("salvage: what makes the state no object is left out", async () => {
  const log = new LogBuilder().change({ n: 1 })
    .record({ diff: { $replace: [1] } }).snapshot({ state: 5 })
    .record({ diff: { n: 2 } });
  const report = await salvaged(diskWith(log.bytes));
  assertEquals(report.state, { n: 2 });
  assertEquals(lostIn(report), [
    "2: It makes the state a value of kind array; an object is wanted",
    "3: It makes the state a value of kind number; an object is wanted",
  ]);
});

Deno.test("salvage: a change that fails half-way leaves no trace", async () => {
  const deep = "[".repeat(999) + "]".repeat(999);
  const log = new LogBuilder().change({ n: 1, at: { a: 1 } })
    .bare(`{"ts":"${timeOf(2)}","diff":{"n":2,"at":{"b":${deep}}}}\n`)
    .record({ diff: { n: 3 } })
    .snapshot({ state: { n: 4, "$k": "$$v" }, r: 3 })
    .record({ diff: { n: 5 } });
  const report = await salvaged(diskWith(log.bytes));
  assertEquals(report.state, { n: 5, "$k": "$$v" });
  assertEquals(report.lost.map(({ line }) => line), [2]);
});

Deno.test("salvage: unknown fields and edits by hand come along, comments do not", async () => {
  const log = new LogBuilder()
    .bare(`{"ts":"${timeOf(1)}","diff":{"n":1},"x":{"$date":"y"}}\n`)
    .bare(`// {"ts":"${timeOf(2)}","diff":{"n":2}}\n\n`)
    .bare(`{"ts":"${timeOf(3)}","diff":{"n":3,},} // three`);
  const disk = diskWith(log.bytes);
  const report = await salvaged(disk);
  assertEquals([report.saved, report.state], [2, { n: 3 }]);
  const text = new TextDecoder().decode(disk.readFile("new"));
  assert(
    text.startsWith(`{"ts":"${timeOf(1)}","x":{"$date":"y"},"diff"`),
    text,
  );
});

Deno.test("salvage: a damaged beginning is put right", async () => {
  const log = new LogBuilder(BINARY).change({ n: 1 }).change({ n: 2 });
  const { bytes } = log;
  bytes[0]! ^= 255;
  const report = await salvaged(diskWith(bytes));
  assertEquals([report.saved, report.lost, report.state], [2, [], { n: 2 }]);
  assertEquals(report.repaired.map(({ offset, bytes }) => [offset, bytes]), [
    [0, 4],
  ]);
  const marked = new LogBuilder().bare(new Uint8Array([0xef, 0xbb, 0xbf]));
  const text = new LogBuilder().change({ n: 3 }).bytes;
  const second = await salvaged(diskWith(marked.bare(text).bytes));
  assertEquals([second.saved, second.state], [1, { n: 3 }]);
});

Deno.test("salvage: where something stands nothing is written", async () => {
  const disk = diskWith(new LogBuilder().change({ n: 1 }).bytes);
  disk.writeNew("new", [new Uint8Array([1, 2, 3])]);
  await assertRejects(() => salvageLog(disk, "log", "new"), FileLockError);
  await assertRejects(() => salvageLog(disk, "log", "log"), FileLockError);
  assertEquals(disk.readFile("new"), new Uint8Array([1, 2, 3]));
});

Deno.test("salvage: where nothing can be saved no file is left", async () => {
  const disk = diskWith(new LogBuilder().change({ n: 1 }).damaged(0));
  const error = await assertRejects(
    () => salvageLog(disk, "log", "new", "json"),
    ReplayError,
    "no record in it can be read",
  );
  assertEquals(error.path, "log");
  assertEquals(disk.names(), ["log"]);
});

Deno.test("salvage: on a full disk no file is left", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew("log", [new LogBuilder().change({ n: 1 }).bytes]);
  disk.options.fault = {
    call: 1,
    only: "append",
    message: ENOSPC,
    forever: true,
  };
  await assertRejects(
    () => salvageLog(disk, "log", "new"),
    DiskFullError,
    'Cannot write "new": the disk is full',
  );
  assertEquals(disk.realPath("new"), undefined);
});

Deno.test("salvage: who watches may end it; no file is left", async () => {
  const disk = diskWith(new LogBuilder(JSON_LINES).change({ n: 1 }).bytes);
  const enough = new Error("enough");
  const error = await assertRejects(() =>
    salvageLog(disk, "log", "new", undefined, () => {
      throw enough;
    })
  );
  assertEquals(error, enough);
  assertEquals(disk.names(), ["log"]);
});
