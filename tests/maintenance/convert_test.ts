import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CorruptionError,
  DatabaseError,
  DiskFullError,
  FileLockError,
  NotStorableError,
} from "../../src/errors.ts";
import type { MemoryFileSystem } from "../../src/file/memory_file.ts";
import {
  convertLog,
  type ConvertReport,
} from "../../src/maintenance/convert.ts";
import { LogReader } from "../../src/history/reader/log_reader.ts";
import { verifyLog } from "../../src/maintenance/verify.ts";
import type { ChangeRecord, Snapshot } from "../../src/record.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { ENOSPC, SimulatedDisk } from "../support/simulated_disk.ts";
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

/** All records of a log, without what is about the file that they stand in. */
async function recordsOf(
  disk: MemoryFileSystem,
  path: string,
): Promise<(ChangeRecord | Snapshot)[]> {
  const scan = await LogReader.open(disk, path);
  const { serializer } = scan;
  const records = [...scan.frames()].map((frame) => {
    if (frame.kind === "bad") throw new Error(frame.reason);
    const record: Record<string, unknown> = frame.kind === "change"
      ? { ...serializer.decodeChange(frame.payload) }
      : { ...serializer.decodeSnapshot(frame.payload) };
    delete record["c"];
    delete record["d"];
    return record as object as ChangeRecord | Snapshot;
  });
  scan.close();
  return records;
}

/** Whether two records have the same fields, in whatever order. */
function sameRecord(one: object, other: object): boolean {
  const sorted = (record: object) =>
    Object.fromEntries(Object.entries(record).sort());
  return deepEqual(sorted(one), sorted(other));
}

async function assertSame(
  disk: MemoryFileSystem,
  one: string,
  other: string,
): Promise<void> {
  const [records, others] = [
    await recordsOf(disk, one),
    await recordsOf(disk, other),
  ];
  assertEquals(others.length, records.length);
  records.forEach((record, i) => {
    assert(sameRecord(record, others[i]!), `record ${i + 1}`);
  });
  const [end, otherEnd] = [await endOf(disk, one), await endOf(disk, other)];
  assert(deepEqual(end.state, otherEnd.state));
  assertEquals(
    [otherEnd.rev, otherEnd.version, otherEnd.mtime],
    [end.rev, end.version, end.mtime],
  );
}

Deno.test("convert: the golden logs go there and back, record by record", async () => {
  for (const [name, { format, changes, snapshots }] of Object.entries(GOLDEN)) {
    const disk = golden(name);
    const [from, to] = format === "binary"
      ? ["msgpack", "json"]
      : ["json", "msgpack"];
    const there = await convertLog(disk, "log", "there", { to });
    assertEquals(
      [there.from, there.to, there.changes, there.snapshots, there.records],
      [from, to, changes, snapshots, changes + snapshots],
      name,
    );
    await convertLog(disk, "there", "back", { to: from });
    for (const path of ["there", "back"]) {
      const report = await verifyLog(disk, path);
      assertEquals(report.problemCount > 0, AT_ODDS.has(name), name);
      assertEquals([report.torn, report.unchecked], [undefined, 0]);
      await assertSame(disk, "log", path);
    }
  }
});

/** Every kind of value, and fields that we do not know. */
function rich(log: LogBuilder): LogBuilder {
  const own = { x: { at: new Date(1), big: 2n ** 70n }, y: [null] };
  return log
    .change({
      date: new Date(0),
      instant: Temporal.Instant.from("2026-06-10T02:55:00.000000001Z"),
      bytes: new Uint8Array([0, 255]),
      big: 5n,
      bigger: -(2n ** 64n),
      numbers: [NaN, -0, Infinity, -Infinity, 2 ** 60, 1.5],
      map: new Map<unknown, unknown>([[1, "one"], ["two", new Set([2])]]),
      url: new URL("https://example.org/?q"),
      tags: [{ $date: "no date" }, { $map: [] }, { $x: "$$y" }],
      __proto__: null,
    }, { ...own, u: "ünï", m: "2026-06-10T02:55:00.000001Z", v: 7 })
    .record({ diff: { map: { two: { $add: [3] } } }, v: 7 })
    .snapshot({ ...own, v: 7, m: "2026-06-10T02:55:00.000001Z" })
    .record({ ts: "2026-06-10T02:55:00.5Z", v: 7 });
}

for (const [serializer, other] of [FORMATS, [...FORMATS].reverse()]) {
  const { name } = serializer!;

  Deno.test(`convert: every value and every field is kept (from ${name})`, async () => {
    const { bytes } = rich(new LogBuilder(serializer));
    const disk = diskWith(bytes);
    const report: ConvertReport = await convertLog(disk, "log", "new", {
      to: other!.name,
    });
    assertEquals(report, {
      path: "log",
      into: "new",
      from: name,
      to: other!.name,
      records: 4,
      changes: 3,
      snapshots: 1,
      bytes: disk.readFile("new")?.length ?? 0,
    });
    await assertSame(disk, "log", "new");
    assertEquals((await verifyLog(disk, "new")).problems, []);
    assertEquals(disk.readFile("log"), bytes);
  });

  Deno.test(`convert: a torn tail is left out, and said (from ${name})`, async () => {
    const log = new LogBuilder(serializer, false).change({ n: 1 })
      .change({ n: 2 });
    const disk = diskWith(log.bytes.subarray(0, -3));
    const { torn, records } = await convertLog(disk, "log", "new", {
      to: other!.name,
    });
    assertEquals([records, torn?.line, torn?.offset], [1, 2, log.places[1]]);
    assertEquals((await endOf(disk, "new")).state, { n: 1 });
  });

  Deno.test(`convert: damage is refused, and no file is left (from ${name})`, async () => {
    const log = new LogBuilder(serializer).change({ n: 1 }).change({ n: 2 })
      .snapshot().change({ n: 3 });
    for (const n of [0, 1, 2]) {
      const disk = diskWith(log.damaged(n));
      const error = await assertRejects(
        () => convertLog(disk, "log", "new", { to: other!.name, from: name }),
        CorruptionError,
        "Kanta.salvage(path, into)",
      );
      assertEquals([error.line, error.offset], [n + 1, log.places[n]]);
      assertEquals(error.path, "log");
      assertEquals(disk.names(), ["log"]);
    }
  });

  Deno.test(`convert: an empty log is converted to an empty one (from ${name})`, async () => {
    const disk = diskWith(new LogBuilder(serializer).bytes);
    const { records } = await convertLog(disk, "log", "new", {
      from: name,
      to: other!.name,
    });
    assertEquals(records, 0);
    assertEquals((await verifyLog(disk, "new", other!.name)).records, 0);
  });
}

Deno.test("convert: to the same format it seals what nobody sealed", async () => {
  const log = new LogBuilder()
    .bare(`{"ts":"${timeOf(1)}","diff":{"n":1,}} // by hand\n\n`)
    .bare(`{"ts":"${timeOf(2)}","diff":{"n":2}}`);
  const disk = diskWith(log.bytes);
  await convertLog(disk, "log", "new", { to: "json" });
  const { unchecked, records } = await verifyLog(disk, "new");
  assertEquals([unchecked, records], [0, 2]);
  await assertSame(disk, "log", "new");
});

Deno.test("convert: a record that is sealed and no record is refused", async () => {
  const log = new LogBuilder().change({ n: 1 }).raw("change", '{"a":"no time"}')
    .change({ n: 2 });
  await assertRejects(
    () => convertLog(diskWith(log.bytes), "log", "new", { to: "msgpack" }),
    CorruptionError,
    'no timestamp "ts"',
  );
});

Deno.test("convert: a damaged beginning is refused", async () => {
  const { bytes } = new LogBuilder(BINARY).change({ n: 1 });
  bytes[1]! ^= 1;
  await assertRejects(
    () => convertLog(diskWith(bytes), "log", "new", { to: "json" }),
    CorruptionError,
    "seed",
  );
});

Deno.test("convert: what the other format can't hold is refused, and no file is left", async () => {
  const disk = diskWith(new LogBuilder().change({ n: 1 }).bytes);
  const module = `data:text/javascript,
    import { JsonSerializer } from "${new URL(
    "../../src/format/json/serializer.ts",
    import.meta.url,
  )}";
    import { NotStorableError } from "${new URL(
    "../../src/errors.ts",
    import.meta.url,
  )}";
    export default class extends JsonSerializer {
      encodeChange() { throw new NotStorableError("Too much", "data"); }
    }`;
  await assertRejects(
    () => convertLog(disk, "log", "new", { to: module.replaceAll("\n", " ") }),
    NotStorableError,
  );
  assertEquals(disk.names(), ["log"]);
});

Deno.test("convert: nothing is overwritten", async () => {
  const disk = diskWith(new LogBuilder().change({ n: 1 }).bytes);
  disk.writeNew("new", [new Uint8Array([7])]);
  for (const into of ["new", "log"]) {
    await assertRejects(
      () => convertLog(disk, "log", into, { to: "msgpack" }),
      FileLockError,
      "there is a file already",
    );
  }
  assertEquals(disk.readFile("new"), new Uint8Array([7]));
});

Deno.test("convert: on a full disk no file is left", async () => {
  const disk = new SimulatedDisk({ seed: 1 });
  disk.writeNew("log", [new LogBuilder(JSON_LINES).change({ n: 1 }).bytes]);
  disk.options.fault = {
    call: 1,
    only: "sync",
    message: ENOSPC,
    forever: true,
  };
  await assertRejects(
    () => convertLog(disk, "log", "new", { to: "json" }),
    DiskFullError,
  );
  assertEquals(disk.realPath("new"), undefined);
});

Deno.test("convert: half a character that binary can't hold is named by its line", async () => {
  const half = '"\\ud83d"';
  const texts = [`{"x":${half}}`, `{${half}:1}`, `{"x":[{"y":${half}}]}`];
  for (const text of texts) {
    for (const kind of ["diff", "state"]) {
      const record = `{"ts":"${timeOf(2)}","v":0,"${kind}":${text}}`;
      const line = kind === "diff" ? record : `SNAPSHOT ${record}`;
      const first = `{"ts":"${timeOf(1)}","diff":{"a":1}}`;
      const disk = diskWith(new TextEncoder().encode(`${first}\n${line}\n`));
      const error = await assertRejects(
        () => convertLog(disk, "log", "into", { to: "msgpack" }),
        DatabaseError,
        "lone surrogate",
      );
      const place = [error.path, error.line, error.offset];
      assertEquals(place, ["log", 2, first.length + 1]);
      assertEquals(disk.names(), ["log"]);
      // JSON can write it, and does.
      const { records } = await convertLog(disk, "log", "into", { to: "json" });
      assertEquals(records, 2);
      const into = new TextDecoder().decode(disk.readFile("into"));
      assert(into.includes("\\ud83d"), into);
    }
  }
});
