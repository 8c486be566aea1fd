import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type Bootstrap,
  DataIntegrityError,
  FileLockError,
  JsonSerializer,
  Kanta,
  type KantaOptions,
  MsgPackSerializer,
  type OpenOptions,
  SharedWriter,
  type TransactionOptions,
  type Validator,
} from "../../mod.ts";
import type { LogEvent } from "../../src/changelog/mod.ts";
import { keptWriter } from "../support/kept_writer.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { TempFolder } from "../support/temp.ts";

/** Of databases on the disk. */
const writer = keptWriter();

interface Data {
  n: number;
}

/** Every option, so that none is ever taken away or renamed unseen. */
const ALL: Required<KantaOptions<Data>> = {
  serializer: new JsonSerializer(),
  migrations: {},
  validate: [],
  schema: {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => ({ value: value as Data }),
    },
  },
  schemas: {},
  strip: false,
  defaults: true,
  bootstrap: { run: [], action: "start", user: "root", mtime: true },
  clock: () => new Date(0),
  flushInterval: 0,
  sync: "never",
  snapshot: { minBytes: 1 << 20 },
  once: { maxAge: 1000, maxKeys: 10 },
  guard: true,
  writer: new SharedWriter(),
  maxPendingBytes: 1 << 20,
  lockTimeout: 0,
  handleSignals: false,
  log: { formatters: [], emitters: [] },
  types: [],
  nats: { user: "shop", pass: "secret" },
  mirror: "mirror.kantadb",
  retention: { age: 90, size: "1GB", records: 1_000_000 },
  archive: "plain",
  archives: { age: "2w", count: 10, size: 1e9 },
};

Deno.test("all options together make a database", async () => {
  const memory = new MemoryDatabase();
  const open: Required<OpenOptions> = {
    create: true,
    readonly: false,
    signal: new AbortController().signal,
  };
  // A mirror is of a file on the system's disk.
  const options = {
    ...ALL,
    mirror: undefined,
    writer: memory.writer,
    ...open,
  };
  await using db = await memory.open<Data>({ n: 0 }, options);
  const transaction: Required<Omit<TransactionOptions, "once">> = {
    user: "u",
    only: ["n"],
    maxChanges: 1,
    note: "why",
    extra: "x",
    mtime: true,
    log: true,
    logDiff: true,
  };
  db.transaction("count", transaction, (data) => data.n++);
  assertThrows(() => (db.data as Data).n++, DataIntegrityError); // guard
  await db.flush();
  assertEquals(memory.records.map(({ ts, a, u, m }) => [ts, a, u, m]), [
    ["1970-01-01T00:00:00.000Z", "start", "root", "1970-01-01T00:00:00.000Z"],
    ["1970-01-01T00:00:00.000Z", "count", "u", "1970-01-01T00:00:00.000Z"],
  ]);
});

Deno.test("an option that is undefined is one left out", async () => {
  const memory = new MemoryDatabase();
  const options = Object.fromEntries(
    Object.keys(ALL).map((key) => [key, undefined]),
  );
  await using db = await memory.open<Data>({ n: 0 }, {
    ...options as KantaOptions<Data>,
    writer: memory.writer,
    create: undefined,
    readonly: undefined,
    signal: undefined,
  });
  db.transaction("count", {
    user: undefined,
    mtime: undefined,
    log: undefined,
  }, (data) => data.n++);
  await db.flush();
  assertEquals(memory.records.map(({ a }) => a), ["bootstrap", "count"]);
});

Deno.test("create: false opens what is there and makes nothing", async () => {
  const memory = new MemoryDatabase();
  await assertRejects(
    () => memory.open({ n: 0 }, { create: false }),
    FileLockError,
    "no such file",
  );
  assertEquals(memory.disk.names(), []);
  await (await memory.open({ n: 0 })).close();
  await (await memory.open({ n: 0 }, { create: false })).close();
});

Deno.test("validators and bootstraps are typed by the data", async () => {
  const validate: Validator<Data> = (data) => {
    if (data.n > 1) throw new RangeError("too much");
  };
  const bootstrap: Bootstrap<Data> = async (data) => {
    await Promise.resolve();
    data.n = 1;
  };
  await using db = await new MemoryDatabase().open({ n: 0 }, {
    validate,
    bootstrap,
  });
  assertThrows(() => db.transaction("count", (data) => data.n++), RangeError);
  assertEquals(db.data.n, 1);
});

Deno.test("emitters and formatters are those of this database alone", async () => {
  const seen: string[] = [];
  const log = (name: string) => ({
    formatters: [{
      path: "n",
      format: () => `<${name}>`,
    }],
    emitters: [(event: LogEvent) => {
      if (event.kind === "change") seen.push(event.toString());
      return false;
    }],
  });
  const [one, other] = [new MemoryDatabase(), new MemoryDatabase()];
  await using a = await one.open({ n: 0 }, { log: log("a") });
  await using b = await other.open({ n: 0 });
  a.transaction("count", { user: "u", extra: "more" }, (data) => data.n++);
  b.transaction("unseen", (data) => data.n++);
  a.transaction("quiet", { log: false }, (data) => data.n++);
  assertEquals(seen.length, 2);
  assert(seen[0]!.startsWith("bootstrap"));
  assert(seen[1]!.startsWith("count more by u"), seen[1]);
  assert(seen[1]!.includes("<a>"), seen[1]);
});

Deno.test("own types are known whether the option or the serializer names them", async () => {
  class Money {
    constructor(readonly cents: number) {}
  }
  const money = {
    tag: "money",
    class: Money,
    encode: ({ cents }: Money) => cents,
    decode: (data: unknown) => new Money(Number(data)),
  };
  const ways: KantaOptions<{ price: Money }>[] = [
    { types: [money], serializer: new JsonSerializer() },
    { types: [money], serializer: new MsgPackSerializer() },
    { serializer: new JsonSerializer({ types: [money] }) },
    { serializer: new MsgPackSerializer({ types: [money] }) },
    { types: [money], serializer: new JsonSerializer({ types: [money] }) },
  ];
  for (const options of ways) {
    using temp = new TempFolder();
    const path = temp.file();
    {
      await using db = await Kanta.open(
        path,
        { price: new Money(1) },
        { ...options, writer },
      );
      db.transaction("price", (data) => {
        data.price = new Money(2);
      });
      await db.snapshot();
      await db.verify();
    }
    await using db = await Kanta.open(path, { price: new Money(0) }, {
      ...options,
      writer,
    });
    assert(db.data.price instanceof Money);
    assertEquals(db.data.price.cents, 2);
  }
});
