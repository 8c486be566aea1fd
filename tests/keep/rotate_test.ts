/**
 * A database moves old history to an archive while it goes on.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { DatabaseError, FileLockError, Kanta } from "@kanta/core";
import { history, stateAt } from "@kanta/core/history";
import { replay, type RotatedEvent, verify } from "@kanta/core/maintenance";
import { configureLogging } from "@kanta/core/changelog";
import { TempFolder } from "../support/temp.ts";

interface Data {
  n: number;
  places: Record<string, number>;
}

/** A clock that a test turns: each day has one change. */
class Days {
  day = 0;
  readonly read = () =>
    Temporal.Instant.from("2026-03-01T00:00:00Z").add({ hours: 24 * this.day });
}

const data = (): Data => ({ n: 0, places: {} });

function step(db: Kanta<Data>, n: number): void {
  db.transaction("step", { user: "eve" }, (data) => {
    data.n = n;
    data.places[`p${n % 7}`] = n;
  });
}

/** A database of so many days, one change a day. */
async function grown(
  path: string,
  days: number,
  options: Parameters<typeof Kanta.open<Data>>[2] = {},
): Promise<{ db: Kanta<Data>; days: Days }> {
  const clock = new Days();
  const db = await Kanta.open<Data>(path, data, {
    clock: clock.read,
    sync: "never",
    snapshot: false,
    ...options,
  });
  for (let n = 1; n < days; n++) {
    clock.day = n;
    step(db, n);
  }
  await db.flush();
  return { db, days: clock };
}

function names(folder: TempFolder): string[] {
  return Array.from(Deno.readDirSync(folder.path), ({ name }) => name)
    .toSorted();
}

async function revsOf(path: string): Promise<number[]> {
  const found = await Array.fromAsync(history(path));
  return found.map(({ rev }) => rev);
}

const upTo = (rev: number) => Array.from({ length: rev }, (_, i) => i + 1);

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`${serializer}: what is older is in the archive, the rest in the file, and both are one history`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    const { db } = await grown(path, 20, { serializer });
    const report = await db.rotate({ age: 5 });
    const { rotated, rev, moved, kept, archive = "" } = report;
    assertEquals({ rotated, rev, moved, kept }, {
      rotated: true,
      rev: 14,
      moved: 14,
      kept: 6,
    });
    step(db, 20);
    step(db, 21);
    await db.flush({ durable: true });
    assertEquals(db.rev, 22);
    assertEquals(await revsOf(path), upTo(22));
    assertEquals((await stateAt(path, "r10")).state, {
      n: 9,
      places: { p1: 8, p2: 9, p3: 3, p4: 4, p5: 5, p6: 6, p0: 7 },
    });
    await db.close();
    for (const file of [path, archive]) {
      assertEquals((await verify(file)).problems, []);
    }
    assertEquals((await replay(Deno.readFileSync(archive))).rev, 14);
    await using again = await Kanta.open<Data>(path, data);
    assertEquals([again.rev, again.data.n], [22, 21]);
    await using old = await Kanta.open<Data>(archive, data);
    assertEquals([old.rev, old.data.n], [14, 13]);
  });

  Deno.test(`${serializer}: a large file is rotated beside commits, none of which is lost or twice`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    await using db = await Kanta.open<Data & { text: string }>(
      path,
      () => ({ ...data(), text: "" }),
      { serializer, sync: "never", snapshot: { minBytes: 50_000 } },
    );
    let n = 0;
    const commit = () =>
      db.transaction("step", (data) => {
        data.n = ++n;
        data.text = `${n}`.repeat(40);
        data.places[`p${n % 50}`] = n;
      });
    while (n < 2500) commit();
    await db.flush();
    let done = false;
    const rotating = db.rotate({ size: 100_000 }).finally(() => done = true);
    while (!done) {
      for (let i = 0; i < 20; i++) commit();
      await db.flush();
      await new Promise((go) => setTimeout(go, 10)); // others have their turn
    }
    const { rotated, rev, kept } = await rotating;
    assert(rotated && rev > 1000 && rev + kept <= db.rev, `${rev}, ${kept}`);
    for (let i = 0; i < 20; i++) commit();
    await db.flush({ durable: true });
    assertEquals(await revsOf(path), upTo(n + 1));
    await db.verify();
    assertEquals((await verify(path)).problems, []);
  });
}

Deno.test("compaction is rotation of all but the state", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 10);
  await using _closed = db;
  const { kept, bytesAfter, rev } = await db.rotate({ records: 0 });
  assertEquals([kept, rev], [0, 10]);
  assertEquals(Deno.statSync(folder.file()).size, bytesAfter);
  assertEquals((await revsOf(folder.file())).length, 10);
  assertEquals((await db.rotate({ records: 0 })).rotated, false); // nothing would go
});

for (const archive of ["plain", "gzip"] as const) {
  Deno.test(`of archives of one second the newest one stays, whatever was deleted before (${archive})`, async () => {
    using temp = new TempFolder();
    const keep = { archive, archives: { count: 1 } };
    const { db } = await grown(temp.file(), 3, keep);
    const made: string[] = [];
    for (let n = 10; n < 30; n += 5) {
      for (let more = 0; more < 5; more++) step(db, n + more);
      const report = await db.rotate({ records: 0 });
      assertEquals(report.deleted, made.slice(-1));
      made.push(report.archive ?? "none");
    }
    step(db, 30);
    await db.close();
    const changes = await Array.fromAsync(history(temp.file()));
    assertEquals(changes.map(({ rev }) => rev), [19, 20, 21, 22, 23, 24]);
  });
}

Deno.test("of several bounds the one that is met first counts", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 20);
  await using _closed = db;
  const plan = async (bounds: Parameters<typeof db.rotate>[0]) =>
    (await db.rotate({ ...bounds, dryRun: true })).kept;
  assertEquals(await plan({ age: "5d" }), 6);
  assertEquals(await plan({ records: 3 }), 3);
  assertEquals(await plan({ age: 5, records: 3 }), 3);
  assertEquals(await plan({ age: 2, records: 10 }), 3);
  const line = new TextEncoder().encode(
    Deno.readTextFileSync(folder.file()).trimEnd().split("\n").at(-1) + "\n",
  ).length;
  assertEquals(await plan({ size: line }), 1);
  assertEquals(await plan({ size: line - 1 }), 0);
  assertEquals(await plan({ age: 5, size: 2 * line }), 2);
});

Deno.test("a dry run says what would be done, and does nothing", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 10);
  await using _closed = db;
  const before = Deno.readFileSync(folder.file());
  const plan = await db.rotate({ age: 3, dryRun: true });
  assertEquals(names(folder), ["data.kantadb"]);
  assertEquals(Deno.readFileSync(folder.file()), before);
  const report = await db.rotate({ age: 3 });
  const { rev, moved, kept, archive, before: last, bytesBefore } = report;
  assertEquals({ rev, moved, kept, archive, before: last, bytesBefore }, {
    rev: plan.rev,
    moved: plan.moved,
    kept: plan.kept,
    archive: plan.archive,
    before: plan.before,
    bytesBefore: plan.bytesBefore,
  });
});

Deno.test("retention is applied when the database opens, and the report says so", async () => {
  using folder = new TempFolder();
  const { db, days } = await grown(folder.file(), 10);
  await db.close();
  const again = new Kanta<Data>(folder.file(), data, {
    clock: days.read,
    retention: { age: Temporal.Duration.from({ days: 4 }), records: 3 },
  });
  const heard: RotatedEvent[] = [];
  again.addEventListener("rotated", (event) => void heard.push(event));
  const { rotated } = await again.open();
  assertEquals([rotated?.kept, rotated?.moved], [3, 7]);
  assertEquals(heard.map(({ report }) => report), [rotated]);
  assertEquals([again.rev, again.data.n], [10, 9]);
  await again.close();
  assertEquals((await again.open()).rotated?.rotated, false);
  await again.close();
});

Deno.test("nothing is rotated where nobody may write", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 10);
  await db.close();
  const before = Deno.readFileSync(folder.file());
  await using reader = new Kanta<Data>(folder.file(), data, { retention: 1 });
  await reader.open({ readonly: true });
  await assertRejects(
    () => reader.rotate({ age: 1 }),
    DatabaseError,
    "read-only",
  );
  assertEquals(Deno.readFileSync(folder.file()), before);
});

Deno.test("a rotated database is locked as ever, and knows that it is this process", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 10);
  const { archive = "" } = await db.rotate({ records: 2 });
  for (const path of [folder.file(), archive]) {
    const error = await assertRejects(
      () => Kanta.open<Data>(path, data),
      FileLockError,
    );
    if (path !== archive) assertStringIncludes(error.message, "this process");
  }
  await db.close();
  await (await Kanta.open<Data>(archive, data)).close();
});

Deno.test("snapshots, keys that are done once and the modification time go over a rotation", async () => {
  using folder = new TempFolder();
  const { db, days } = await grown(folder.file(), 10);
  db.transaction("pay", { once: "invoice-1" }, (data) => void (data.n = 100));
  await db.flush();
  const { mtime } = db;
  await db.rotate({ records: 0 });
  await db.close();
  await using again = await Kanta.open<Data>(folder.file(), data, {
    clock: days.read,
  });
  again.transaction(
    "pay",
    { once: "invoice-1" },
    (data) => void (data.n = 200),
  );
  assertEquals([again.data.n, again.rev, again.mtime], [100, 11, mtime]);
  assertEquals((await again.snapshot()).r, 11);
});

Deno.test("what a person wrote between the records stays", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const { db } = await grown(path, 6);
  await db.close();
  const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
  lines.splice(4, 0, "// before the fifth");
  lines[5] = lines[5]!.replace(/,"c":"[0-9a-f]{8}"\}$/, "}"); // edited by hand
  Deno.writeTextFileSync(path, lines.join("\n")); // and no line end
  await using again = await Kanta.open<Data>(path, data);
  await again.rotate({ records: 3 });
  step(again, 7);
  await again.flush();
  const found = Deno.readTextFileSync(path).trimEnd().split("\n");
  assertEquals(found.slice(1, 4), lines.slice(3, 6));
  assertEquals((await verify(path)).problems, []);
  assertEquals(await revsOf(path), upTo(7));
});

Deno.test("archives are deleted by the rules alone, and the newest never", async () => {
  using folder = new TempFolder();
  const { db, days } = await grown(folder.file(), 30);
  await using _closed = db;
  for (const age of [25, 20, 15, 10]) await db.rotate({ age });
  assertEquals(names(folder).length, 5);
  const plan = await db.rotate({
    age: 5,
    archives: { count: 2 },
    dryRun: true,
  });
  assertEquals(plan.deleted.length, 3);
  assertEquals(names(folder).length, 5);
  const { deleted, archive = "" } = await db.rotate({
    age: 5,
    archives: { count: 2 },
  });
  assertEquals(deleted, plan.deleted);
  assertEquals(names(folder).length, 3);
  days.day += 1000;
  const { deleted: old, rotated } = await db.rotate({
    archives: { age: 1, size: 0, count: 0 },
  });
  assertEquals([rotated, old.length], [false, 1]);
  assert(names(folder).some((name) => archive.endsWith(name)));
  assertEquals((await revsOf(folder.file())).at(-1), 30);
});

Deno.test("a compressed archive is read like any other", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 20, { archive: "gzip" });
  await using _closed = db;
  const { archive = "" } = await db.rotate({ age: 10 });
  assertStringIncludes(archive, ".kantadb.gz");
  assertEquals(
    Deno.readFileSync(archive).slice(0, 2),
    new Uint8Array([31, 139]),
  );
  assertEquals(await revsOf(folder.file()), upTo(20));
  await db.rotate({ age: 5, archive: "plain" });
  await db.rotate({ age: 2 }); // compresses the plain one, too
  assertEquals(
    names(folder).map((name) => name.replace(/@.*Z/, "")),
    ["data.kantadb", ...Array(3).fill("data.kantadb.gz")].toSorted(),
  );
  assertEquals(await revsOf(folder.file()), upTo(20));
});

Deno.test("bounds that make no sense are refused, or told", async () => {
  using folder = new TempFolder();
  const { db } = await grown(folder.file(), 10);
  const refused: unknown[] = [
    { age: -1 },
    { age: NaN },
    { age: "90 years ago" },
    { age: true },
    { size: -1 },
    { size: "big" },
    { records: 1.5 },
    { records: -1 },
    { age: 1, archive: "zip" },
    {},
  ];
  for (const options of refused) {
    await assertRejects(
      () => db.rotate(options as { age: number }), // that is the test
      TypeError,
    );
  }
  const { notes } = await db.rotate({ size: 10, dryRun: true });
  assertEquals(notes, []); // there is no snapshot that tells of the state
  await db.snapshot();
  const told = await db.rotate({ size: 10, dryRun: true });
  assertStringIncludes(told.notes.join(), "below that of the state");
  await db.close();
  await assertRejects(
    () => Kanta.open<Data>(folder.file(), data, { retention: -1 }),
    TypeError,
    "retention",
  );
  await (await Kanta.open<Data>(folder.file(), data)).close(); // it is not locked
});

Deno.test("a log in memory has no place for an archive, and says so", async () => {
  await using db = await Kanta.memory(data);
  await assertRejects(
    () => db.rotate({ records: 0 }),
    DatabaseError,
    "no file",
  );
});

Deno.test("a rotation that can't be made leaves all as it was, and commits go on", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const { db } = await grown(path, 10);
  const before = Deno.readFileSync(path);
  Deno.mkdirSync(`${path}.rotating-new`); // in the way
  Deno.writeTextFileSync(`${path}.rotating-new/file`, "");
  const error = await assertRejects(() => db.rotate({ age: 3 }), DatabaseError);
  assertEquals(error.path, path);
  assertEquals(Deno.readFileSync(path), before);
  step(db, 10);
  await db.flush();
  await db.close();
  assertEquals((await revsOf(path)).length, 11);
  Deno.removeSync(`${path}.rotating-new`, { recursive: true });
  const again = new Kanta<Data>(path, data, { retention: 1 });
  await again.open();
  await again.close();
  assertEquals(names(folder).length, 2);
});

Deno.test("a state that is too large for one record is refused, and nothing changes", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const serializer = new URL("./short_records.ts", import.meta.url);
  const { db } = await grown(path, 10, { serializer });
  assert((await db.rotate({ records: 8 })).rotated);
  for (let n = 0; n < 500; n++) {
    db.transaction("grow", ({ places }) => void (places[`q${n}`] = n));
  }
  await db.flush();
  const [before, there] = [Deno.readFileSync(path), names(folder)];
  const error = await assertRejects(
    () => db.rotate({ records: 3 }),
    DatabaseError,
    "is longer than 2000",
  );
  assertEquals(error.path, path);
  assertEquals(Deno.readFileSync(path), before);
  assertEquals(names(folder), there);
  // What was small enough then can go.
  assert((await db.rotate({ records: 505 })).rotated);
  step(db, 10);
  await db.flush();
  const rev = db.rev;
  await db.close();
  const again = await Kanta.open<Data>(path, data, { serializer });
  assertEquals([again.rev, again.data.n], [rev, 10]);
  await again.close();
});

Deno.test("the change log tells of a rotation", async () => {
  using folder = new TempFolder();
  const told: string[] = [];
  configureLogging({
    transaction: false,
    sink: (text) => void told.push(text),
  });
  try {
    const { db } = await grown(folder.file(), 10);
    await db.rotate({ records: 2 });
    await db.close();
  } finally {
    configureLogging(false);
  }
  const line = told.find((text) => text.includes("rotated")) ?? "";
  assertStringIncludes(line, "kept 2 changes, moved history up to 2026-03-08");
  assertStringIncludes(line, "data@20260308T000000Z.kantadb");
});
