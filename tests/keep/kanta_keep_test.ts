import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataIntegrityError, FileLockError, Kanta } from "@kanta/core";
import { fork, stateAt } from "@kanta/core/history";
import { backup, verify } from "@kanta/core/maintenance";
import { TempFolder } from "../support/temp.ts";

interface Data {
  n: number;
  texts: Record<string, string>;
}

const EMPTY = (): Data => ({ n: 0, texts: {} });

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`backups beside a writer at full speed are whole, and reach at least what was committed before (${serializer})`, async () => {
    using temp = new TempFolder();
    await using db = await Kanta.open(temp.file(), EMPTY, {
      serializer,
      snapshot: { minBytes: 1 << 12 },
    });
    let going = false;
    const commit = () =>
      db.transaction("add", (data) => {
        data.n++;
        data.texts[data.n % 50] = "x".repeat(data.n % 70);
      });
    // As fast as it can, and no more than a slow machine can look through.
    const write = async (most: number) => {
      for (let i = 0; going && i < most; i++) {
        commit();
        if (i % 20 === 0) await db.flush();
      }
    };
    for (let i = 0; i < 3; i++) {
      going = true;
      const writing = write(300);
      try {
        const before = db.rev;
        const report = await db.backup(temp.file(`${i}.kantadb`));
        assert(report.rev >= before && report.rev <= db.rev, `${report.rev}`);
        assertEquals(report.torn, undefined);
        const { problems, rev, torn, bytes } = await verify(report.into);
        assertEquals([problems, rev, torn], [[], report.rev, undefined]);
        assertEquals(bytes, report.bytes);
        await using copy = await Kanta.open(report.into, EMPTY);
        assertEquals(copy.data.n, report.rev - 1);
        const { state } = await stateAt(db.source, report.rev);
        assertEquals(copy.copy(), state);
      } finally {
        going = false;
        await writing;
      }
    }
  });
}

Deno.test("a backup has all that was committed before it was asked for", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.open(temp.file(), EMPTY, {
    flushInterval: 60_000,
  });
  db.transaction("add", (data) => void data.n++);
  const report = await db.backup(`${temp.path}/backups/`);
  assertEquals([report.rev, report.path], [2, temp.file()]);
  assert(
    /\/backups\/data-\d{8}T\d{6}Z\.kantadb$/.test(report.into),
    report.into,
  );
  await using copy = await Kanta.open(report.into, EMPTY);
  assertEquals(copy.data.n, 1);
});

Deno.test("a database in memory is backed up into a file", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.memory(EMPTY);
  db.transaction("add", (data) => void data.n++);
  const report = await db.backup(temp.file());
  assertEquals([report.path, report.into, report.rev], ["", temp.file(), 2]);
  await using copy = await Kanta.open(temp.file(), EMPTY);
  assertEquals(copy.data.n, 1);
});

Deno.test("a backup needs an open database and a free name, and a signal ends it", async () => {
  using temp = new TempFolder();
  const db = await Kanta.open(temp.file(), EMPTY);
  await assertRejects(
    () => db.backup(temp.file()),
    FileLockError,
    "there is a file already",
  );
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  const error = await assertRejects(() =>
    db.backup(temp.file("copy.kantadb"), { signal })
  );
  assertEquals(error, reason);
  await db.close();
  await assertRejects(
    () => db.backup(temp.file("copy.kantadb")),
    DataIntegrityError,
    "it is not open",
  );
  assertEquals([...Deno.readDirSync(temp.path)].length, 1);
});

Deno.test("story: yesterday's data come back from a backup, and today's work stays", async () => {
  using temp = new TempFolder();
  const path = temp.file();
  {
    await using db = await Kanta.open(path, EMPTY);
    db.transaction("write", (data) => void (data.texts["a"] = "good"));
    await db.backup(temp.file("backup.kantadb"));
    db.transaction("mistake", (data) => void (data.texts["a"] = "bad"));
  }
  // The whole history up to the point, as a file of its own ...
  const { rev } = await fork(
    temp.file("backup.kantadb"),
    "@write",
    temp.file("restored.kantadb"),
  );
  assertEquals(rev, 2);
  await using restored = await Kanta.open(temp.file("restored.kantadb"), EMPTY);
  assertEquals(restored.data.texts["a"], "good");
  // ... or in the database itself, as a change that is recorded.
  await using db = await Kanta.open(path, EMPTY);
  await db.restore({ at: "@write" });
  assertEquals([db.data.texts["a"], db.rev], ["good", 4]);
  await db.revert(4);
  assertEquals(db.data.texts["a"], "bad");
  // A backup is a database: its own backup is the same file.
  const again = await backup(
    temp.file("backup.kantadb"),
    temp.file("again.kantadb"),
  );
  assertEquals(
    Deno.readFileSync(again.into),
    Deno.readFileSync(temp.file("backup.kantadb")),
  );
});
