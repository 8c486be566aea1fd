import { assertEquals, assertRejects } from "@std/assert";
import { DataIntegrityError, type TypeCodec } from "../../mod.ts";
import { demandIntegrity } from "../../src/database/integrity_check.ts";
import { resolveOptions } from "../../src/database/resolved_options.ts";
import { FileStore } from "../../src/store/file/client/file_store.ts";
import { MemoryDatabase, PATH } from "../support/memory_database.ts";

interface Data {
  n: number;
  list: { id: number }[];
  date?: Date | undefined;
}

const seed = (): Data => ({ n: 0, list: [] });

Deno.test("what was written past a transaction is found, wherever it is", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed(), { snapshot: false });
  db.transaction("fill", (data) => {
    data.list.push({ id: 1 });
    data.date = new Date(5);
  });
  await db.verify();
  const live = db.data as Data;
  const strays: [() => void, unknown, () => void][] = [
    [() => live.n = 5, { n: 5 }, () => live.n = 0],
    [
      () => live.list[0]!.id = 2,
      { list: { 0: { id: 2 } } },
      () => live.list[0]!.id = 1,
    ],
    [
      () => live.date?.setTime(6),
      { date: new Date(6) },
      () => live.date?.setTime(5),
    ],
    [
      () => Reflect.deleteProperty(live, "date"),
      { $delete: ["date"] },
      () => live.date = new Date(5),
    ],
  ];
  for (const [stray, diff, back] of strays) {
    stray();
    const error = await assertRejects(() => db.verify(), DataIntegrityError);
    assertEquals(error.path, db.filename);
    assertEquals(error.diff, diff);
    back();
    await db.verify();
  }
});

Deno.test("after a snapshot it is found, too, and with own types", async () => {
  class Point {
    constructor(public x: number) {}
  }
  const point: TypeCodec<Point> = {
    tag: "point",
    class: Point,
    encode: ({ x }) => x,
    decode: (x) => new Point(x as number),
  };
  const memory = new MemoryDatabase();
  await using db = await memory.open({ at: new Point(1) }, { types: [point] });
  await db.snapshot();
  await db.verify();
  (db.data.at as Point).x = 2;
  const error = await assertRejects(() => db.verify(), DataIntegrityError);
  assertEquals(error.diff, { at: new Point(2) });
});

Deno.test("what was changed from within is found, wherever it stands", async () => {
  const make = () => ({
    due: new Date(1),
    bytes: new Uint8Array([1]),
    url: new URL("https://a.example/"),
    days: new Set([new Date(1), new Date(2)]),
    by: new Map([[new Date(3), new Date(4)]]),
    nested: [{ at: new Date(5) }],
  });
  type State = ReturnType<typeof make>;
  const changes: ((data: State) => unknown)[] = [
    (data) => data.due.setTime(9),
    (data) => data.bytes[0] = 9,
    (data) => data.url.hash = "x",
    (data) => data.days.forEach((day) => day.setTime(day.getTime() + 7)),
    (data) => [...data.days][1]?.setTime(9),
    (data) => data.by.forEach((_, key) => key.setTime(9)),
    (data) => data.by.forEach((value) => value.setTime(9)),
    (data) => data.nested[0]?.at.setTime(9),
  ];
  for (const change of changes) {
    const memory = new MemoryDatabase();
    await using db = await memory.open(make());
    await db.verify();
    change(db.data as State);
    await assertRejects(() => db.verify(), DataIntegrityError, "differs");
  }
});

Deno.test("a log that went on meanwhile is not compared", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed());
  await db.close();
  const root = { n: 99, list: [] };
  const writer = memory.writer;
  const settings = resolveOptions(PATH, root, { writer });
  const store = new FileStore(writer);
  const error = await assertRejects(
    () => demandIntegrity(settings, store, 1),
    DataIntegrityError,
  );
  assertEquals(error.diff, { n: 99 });
  await demandIntegrity(settings, store, 2);
});

Deno.test("verifying neither locks nor disturbs, and works read-only", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed());
  const checks = [db.verify(), db.verify()];
  for (let i = 0; i < 20; i++) db.transaction("n", (data) => data.n++);
  await Promise.all(checks);
  await db.verify();
  await using reader = await memory.open(seed(), { readonly: true });
  await reader.verify();
  assertEquals(reader.data.n, 20);
});

Deno.test("a read-only database that was brought up to date in memory verifies", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open<Record<string, unknown>>({ n: 1 })).close();
  const migrations = {
    v1: (data: { n: number }, { ctx }: { ctx: Record<string, unknown> }) => {
      data.n += ctx["step"] as number;
    },
  };
  const db = memory.describe<Record<string, unknown>>({ n: 0, m: 2 }, {
    migrations,
  });
  db.ctx["step"] = 10;
  await db.open({ readonly: true });
  assertEquals(db.data, { n: 11, m: 2 });
  await db.verify();
  (db.data as { n: number }).n = 12;
  await assertRejects(() => db.verify(), DataIntegrityError, "differs");
  await db.close();
});
