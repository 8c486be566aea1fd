import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseError, FileLockError } from "../../src/errors.ts";
import type { OpenMode } from "../../src/file/log_file.ts";
import {
  type MemoryFile,
  MemoryFileSystem,
} from "../../src/file/memory_file.ts";
import { verifyLog, type VerifyReport } from "../../src/maintenance/verify.ts";
import type { Serializer } from "../../src/log/serializer.ts";
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

/** After all records that are made here. */
const NOW = Date.UTC(2027, 0);

function verify(bytes: Uint8Array, format?: string): Promise<VerifyReport> {
  return verifyLog(diskWith(bytes), "log", format, undefined, NOW);
}

/** What verifying says is wrong, as `line: reason`. */
async function problemsOf(bytes: Uint8Array): Promise<string[]> {
  const { problems, torn } = await verify(bytes);
  assertEquals(torn, undefined);
  return problems.map(({ line, reason }) => `${line}: ${reason}`);
}

/** Three changes, a snapshot, two changes. */
function sample(serializer: Serializer, synced = true): LogBuilder {
  return new LogBuilder(serializer, synced)
    .change({ n: 1, list: [1, 2, 3], at: new Date(0) }, { m: timeOf(1) })
    .change({ n: 2, list: [1, 3], at: new Date(0) })
    .change({ n: 2, list: [1, 3, 4], "$x": { y: "$$" } }, { v: 3 })
    .snapshot({ v: 3, m: timeOf(1) })
    .change({ n: 3, list: [], "$x": { y: "$$" } }, { v: 3, m: timeOf(2) })
    .change({ n: 3, list: [], "$x": { y: 5n } }, { v: 3 });
}

for (const serializer of FORMATS) {
  const { name } = serializer;

  Deno.test(`verify: the first record ahead of the clock is told (${name})`, async () => {
    const at = (offset: number) => new Date(NOW + offset).toISOString();
    const day = 86_400_000;
    const near = new LogBuilder(serializer).change({ n: 1 }, { ts: at(day) });
    assertEquals((await verify(near.bytes)).ahead, undefined);
    const log = near.change({ n: 2 }, { ts: at(day + 1) })
      .change({ n: 3 }, { ts: at(2 * day) });
    const { ahead, problems } = await verify(log.bytes);
    assertEquals(ahead, {
      line: 2,
      offset: log.places[1]!,
      ts: at(day + 1),
    });
    assertEquals(problems, []);
  });

  Deno.test(`verify: a sound log has no problems (${name})`, async () => {
    const log = sample(serializer);
    assertEquals(await verify(log.bytes), {
      path: "log",
      format: name,
      records: 6,
      changes: 5,
      snapshots: 1,
      unchecked: 0,
      reordered: 0,
      bytes: log.bytes.length,
      rev: 5,
      ts: timeOf(5),
      version: 3,
      mtime: timeOf(2),
      problems: [],
      problemCount: 0,
    });
  });

  Deno.test(`verify: no flipped byte goes unseen (${name})`, async () => {
    const { bytes } = sample(serializer);
    for (let i = 0; i < bytes.length; i++) {
      for (const bit of [1, 16, 128]) {
        const copy = bytes.slice();
        copy[i]! ^= bit;
        const { problemCount, torn } = await verify(copy, name);
        assert(problemCount > 0 || torn, `byte ${i}, bit ${bit}`);
      }
    }
  });

  Deno.test(`verify: damage is told record by record (${name})`, async () => {
    const log = sample(serializer);
    const { problems, problemCount, records, rev } = await verify(
      log.damaged(1, 4),
    );
    const places = problems.map(({ line, offset, bytes }) => [
      line,
      offset,
      bytes,
    ]);
    const place = (n: number) => [
      n + 1,
      log.places[n],
      log.places[n + 1]! - log.places[n]!,
    ];
    assertEquals(places, [place(1), place(4)]);
    assertEquals(problemCount, 2);
    // The snapshot makes up for the first; after the second nothing is known.
    assertEquals([records, rev], [4, 3]);
  });

  Deno.test(`verify: a torn tail is no problem (${name})`, async () => {
    const log = sample(serializer);
    const cut = log.bytes.subarray(0, -5);
    const report = await verify(cut);
    assertEquals(report.problems, []);
    const { torn, records, rev, bytes } = report;
    assertEquals(torn?.line, 6);
    assertEquals(torn?.offset, log.places[5]);
    assertEquals(torn?.bytes, cut.length - log.places[5]!);
    assertEquals([records, rev, bytes], [5, 4, cut.length]);
  });

  Deno.test(`verify: what a cut leaves is whole (${name})`, async () => {
    const log = sample(serializer, false);
    for (let size = log.places[0]!; size <= log.end; size++) {
      const report = await verify(log.bytes.subarray(0, size), name);
      assertEquals(report.problems, [], `cut at ${size}`);
      const whole = log.places.filter((place) => place <= size).length - 1;
      const noLineEnd = name === "json" && log.places.includes(size + 1) &&
        size > 0;
      assertEquals(
        report.records,
        whole + Number(noLineEnd),
        `cut at ${size}`,
      );
    }
  });

  Deno.test(`verify: a damaged snapshot leaves the state known (${name})`, async () => {
    const log = sample(serializer);
    const { problems, rev, changes, snapshots } = await verify(log.damaged(3));
    assertEquals(problems.map(({ line }) => line), [4]);
    assertEquals([rev, changes, snapshots], [5, 5, 0]);
  });

  Deno.test(`verify: a snapshot that differs from the replay is shown where it does (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ users: { alice: { age: 41 }, bob: { age: 7 } } })
      .snapshot({ state: { users: { alice: { age: 42 }, bob: {} } } })
      .record({ diff: { n: 1 } });
    const { problems, rev } = await verify(log.bytes);
    assertEquals(
      problems.map(({ line, reason, diff }) => [line, reason, diff]),
      [
        [
          2,
          "its state is not what the changes before it lead to, first at " +
          'data.users.alice.age: {"age":42}',
          '{"age":42}',
        ],
      ],
    );
    assertEquals(rev, 2);
  });

  Deno.test(`verify: what is sealed and wrong all the same is found (${name})`, async () => {
    const log = new LogBuilder(serializer)
      .change({ list: [1] })
      .record({ diff: { list: { "5": 1 } } })
      .snapshot({ r: 7 })
      .snapshot({ state: [1], r: 7 })
      .record({ diff: { $replace: 5 } });
    const reasons = (await verify(log.bytes)).problems.map(({ reason }) =>
      reason
    );
    assertEquals(reasons, [
      `Cannot apply the change in line 2 (byte ${log.places[1]}): ` +
      "Cannot apply a change to data.list: it names item 5 of a list of 1",
      "It makes the state a value of kind array; an object is wanted",
      "It makes the state a value of kind number; an object is wanted",
    ]);
  });

  Deno.test(`verify: an empty log has nothing wrong (${name})`, async () => {
    const { bytes } = new LogBuilder(serializer);
    const { records, problems, rev } = await verify(bytes, name);
    assertEquals([records, problems, rev], [0, [], 0]);
  });
}

Deno.test("verify: revision and version of a snapshot are checked", async () => {
  const log = new LogBuilder()
    .change({ n: 1 }, { v: 2, m: timeOf(1) })
    .snapshot({ r: 9, v: 2 })
    .change({ n: 2 }, { v: 2 })
    .snapshot({ r: 10, v: 1, m: timeOf(7) })
    .snapshot({ r: 10, v: 5, m: timeOf(7) });
  assertEquals(await problemsOf(log.bytes), [
    "2: its revision is 9 after 1 changes",
    "4: its schema version is 1 after records of version 2",
  ]);
});

Deno.test("verify: a modification time that nobody set is told", async () => {
  const log = new LogBuilder()
    .change({ n: 1 }, { m: timeOf(1) })
    .snapshot({ m: timeOf(2) });
  assertEquals(await problemsOf(log.bytes), [
    `2: its modification time is ${timeOf(2)}, and ${timeOf(1)} was in force`,
  ]);
});

Deno.test("verify: a log may begin with the snapshot of an archive's end", async () => {
  const log = new LogBuilder();
  log.rev = 40;
  log.state = { n: 40 };
  log.snapshot().change({ n: 41 }).snapshot();
  const { problems, rev, changes } = await verify(log.bytes);
  assertEquals([problems, rev, changes], [[], 41, 1]);
});

Deno.test("verify: a revision that can't be trusted is not held against later ones", async () => {
  const log = new LogBuilder();
  log.state = { n: 40 };
  log.snapshot({ r: undefined, k: undefined }).change({ n: 41 })
    .snapshot({ r: 41 }).change({ n: 42 }).snapshot({ r: 42 });
  assertEquals(await problemsOf(log.bytes), []);
});

Deno.test("verify: watermarks have to make sense", async () => {
  const log = new LogBuilder(JSON_LINES, false).change({ n: 1 });
  const text = (n: number) =>
    log.serializer.encodeChange({ ts: timeOf(n), diff: { n } });
  log.raw("change", text(2), 1_000_000);
  log.raw("change", text(3), 5);
  assertEquals(await problemsOf(log.bytes), [
    `2: its watermark is 1000000, beyond its own offset ${
      log.places[1]
    }: bytes before it are missing`,
    "3: its watermark is 5, below 1000000, which a record before it says",
  ]);
});

Deno.test("verify: lines that nobody sealed are counted", async () => {
  const log = new LogBuilder().change({ n: 1 })
    .bare(`{"ts":"${timeOf(2)}","diff":{"n":2,},} // by hand\n`)
    .bare(`// {"ts":"${timeOf(3)}","diff":{"n":3}}\n\n`);
  const { problems, unchecked, records, rev } = await verify(log.bytes);
  assertEquals([problems, unchecked, records, rev], [[], 1, 2, 2]);
});

Deno.test("verify: a snapshot in another order of keys is counted, not reproached", async () => {
  const log = new LogBuilder().change({ a: 1, b: { c: 1, d: 2 } })
    .snapshot({ state: { b: { d: 2, c: 1 }, a: 1 } });
  const { problems, reordered } = await verify(log.bytes);
  assertEquals([problems, reordered], [[], 1]);
});

Deno.test("verify: more problems than can be listed are counted", async () => {
  const log = new LogBuilder().change({ n: 1 }).bare("junk\n".repeat(1500))
    .change({ n: 2 });
  const { problems, problemCount } = await verify(log.bytes);
  assertEquals([problems.length, problemCount], [1000, 1500]);
});

Deno.test("verify: a reason holds nothing that moves a cursor", async () => {
  const log = new LogBuilder().change({ "\x1b[2J": 1 })
    .snapshot({ state: { "\x1b[2J": 2 } });
  const { reason, diff } = (await verify(log.bytes)).problems[0]!;
  assert(!/\p{Cc}/u.test(reason + diff), reason);
});

Deno.test("verify: a damaged beginning is told, and the records are read", async () => {
  const json = sample(JSON_LINES);
  const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...json.bytes]);
  const [first, ...others] = (await verify(marked)).problems;
  assertEquals([first!.line, first!.offset, first!.bytes], [1, 0, 3]);
  assert(first!.reason.includes("byte order mark"), first!.reason);
  assertEquals(others, []);
  const { bytes } = sample(BINARY);
  bytes[2]! ^= 8;
  const { problems, records, format } = await verify(bytes);
  assertEquals([records, format], [6, "msgpack"]);
  assertEquals(problems.map(({ offset, bytes }) => [offset, bytes]), [[0, 4]]);
  assert(problems[0]!.reason.includes("seed"), problems[0]!.reason);
});

Deno.test("verify: the golden logs are sound", async () => {
  for (const [name, expected] of Object.entries(GOLDEN)) {
    const report = await verifyLog(golden(name), "log");
    const { rev, version, changes, snapshots, mtime = null } = report;
    assertEquals({ revision: rev, version, changes, snapshots, mtime }, {
      revision: expected.revision,
      version: expected.version,
      changes: expected.changes,
      snapshots: expected.snapshots,
      mtime: expected.mtime,
    }, name);
    assertEquals(report.problemCount > 0, AT_ODDS.has(name), name);
    assertEquals(report.torn, undefined, name);
  }
});

Deno.test("verify: whatever is in a file, there is a report or a refusal", async () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    const serializer = random.pick(FORMATS);
    const { bytes } = sample(serializer, random.chance(0.5));
    let mangled = [...bytes];
    for (let times = 1 + random.int(4); times > 0; times--) {
      const at = random.int(mangled.length);
      const copied = mangled.slice(random.int(mangled.length)).slice(
        0,
        random.int(300),
      );
      const junk = copied.map((byte) =>
        random.chance(0.1) ? random.int(256) : byte
      );
      mangled = mangled.toSpliced(at, random.int(300), ...junk);
    }
    const file = new Uint8Array(mangled);
    const format = random.pick([undefined, "json", "msgpack"]);
    try {
      const report = await verify(file, format);
      assertEquals(report.bytes, file.length);
    } catch (error) {
      assert(error instanceof DatabaseError, `seed ${seed}: ${error}`);
    }
  }
});

Deno.test("verify: what is no log is refused", async () => {
  const file = new TextEncoder().encode("dear diary,\n");
  const { message } = await assertRejects(() => verify(file), FileLockError);
  assert(message.includes("not a database"), message);
  const none = verifyLog(diskWith(file), "other");
  await assertRejects(() => none, FileLockError, "no such file");
});

Deno.test("verify: with its format named, a log of nothing but damage is read", async () => {
  const file = new TextEncoder().encode("dear diary\x07,\n{}\n");
  const { problems, torn } = await verify(file, "json");
  // Nothing says that it was ever on disk.
  assertEquals([problems, torn?.offset, torn?.bytes], [[], 0, file.length]);
});

Deno.test("verify: lines behind one that was edited by the rule may have moved", async () => {
  const log = new LogBuilder();
  for (let n = 1; n <= 6; n++) log.record({ diff: { n } });
  const lines = new TextDecoder().decode(log.bytes).trimEnd().split("\n");
  const edits: ((line: string) => string)[] = [
    (line) => line.replace(/,"c":"\w+"/, ""),
    (line) => line.replace(/,"c":"\w+"/, "").replace(/"n":\d/, '"n":12345678'),
    (line) =>
      line.replace(/,"c":"\w+"/, "").replace(/"n":\d/, '"m":[[[[[[]]]]]]'),
  ];
  for (const edit of edits) {
    for (let at = 0; at < lines.length; at++) {
      const text = lines.with(at, edit(lines[at]!)).join("\n");
      const { problems } = await verify(new TextEncoder().encode(`${text}\n`));
      assertEquals(problems, [], `line ${at + 1}`);
    }
  }
  // A line that is gone leaves no edited one behind: bytes are missing.
  const text = lines.toSpliced(2, 1).join("\n");
  const { problems } = await verify(new TextEncoder().encode(`${text}\n`));
  assert(problems[0]?.reason.includes("bytes before it are missing"));
});

Deno.test("verify: whole text that is no record is a problem, and not torn", async () => {
  const file = new TextEncoder().encode("dear diary,\n{}\n");
  const { problems, torn } = await verify(file, "json");
  assertEquals(problems.map(({ line }) => line), [1, 2]);
  assertEquals(torn, undefined);
});

Deno.test("verify: an append in flight is no torn tail", async () => {
  const log = sample(JSON_LINES);
  const half = log.bytes.subarray(0, -20);
  const disk = diskWith(half);
  const { file } = disk.open("log", { create: false, readonly: false });
  const report = await verifyLog(disk, "log", undefined, () => {
    if (file.size === half.length) file.append(log.bytes.subarray(-20));
  });
  assertEquals(report.torn, undefined);
  assertEquals([report.records, report.bytes], [5, half.length]);
});

Deno.test("verify: how far it is, is told; who is told may end it", async () => {
  const log = sample(JSON_LINES);
  const disk = diskWith(log.bytes);
  const told: unknown[] = [];
  await verifyLog(disk, "log", undefined, (progress) => told.push(progress));
  assertEquals(told, [{ read: log.end, size: log.end }]);
  const enough = new Error("enough");
  const error = await assertRejects(() =>
    verifyLog(disk, "log", undefined, () => {
      throw enough;
    })
  );
  assertEquals(error, enough);
});

Deno.test("verify: a read error is thrown, with the path and the cause", async () => {
  const error = await assertRejects(
    () => verifyLog(new BrokenDisk(sample(JSON_LINES).bytes), "log"),
    DatabaseError,
  );
  assertEquals(error.path, "log");
  assert(/"log".*os error 5/.test(error.message), error.message);
  assert(error.cause instanceof Error);
});

/** A disk from which nothing can be read. */
class BrokenDisk extends MemoryFileSystem {
  constructor(bytes: Uint8Array) {
    super();
    this.writeNew("log", [bytes]);
  }

  override open(
    path: string,
    mode: OpenMode,
  ): { file: MemoryFile; created: boolean } {
    const opened = super.open(path, mode);
    opened.file.read = () => {
      throw new Error("Input/output error (os error 5)");
    };
    return opened;
  }
}
