/**
 * The database as its users meet it.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  DataIntegrityError,
  FileLockError,
  Kanta,
  type KantaOptions,
  type OpenOptions,
} from "../mod.ts";
import { keptWriter } from "./support/kept_writer.ts";
import { TempFolder } from "./support/temp.ts";

interface Data {
  users: Record<string, { name: string; tags: string[] }>;
  visits: number;
}

/** Of a test that is about something else than who writes. */
const writer = keptWriter();

/** Opens a file by that writer. */
function open<T extends object>(
  path: string,
  data: T,
  options: KantaOptions<T> & OpenOptions = {},
): Promise<Kanta<T>> {
  return Kanta.open(path, data, { writer, ...options });
}

const seed = (): Data => ({ users: {}, visits: 0 });

function lines(path: string): Record<string, unknown>[] {
  return Deno.readTextFileSync(path).trimEnd().split("\n").map((line) =>
    JSON.parse(line.replace("SNAPSHOT ", ""))
  );
}

Deno.test("what was committed is there again after reopening", async () => {
  using temp = new TempFolder();
  {
    await using db = await Kanta.open(temp.file(), seed());
    db.transaction("create_user", { user: "admin" }, (data) => {
      data.users["alice"] = { name: "Alice", tags: [] };
      data.users["alice"].tags.push("new");
    });
    db.transaction("visit", (data) => data.visits++);
    assertEquals(db.rev, 3);
  }
  await using db = await Kanta.open(temp.file(), seed());
  assertEquals(db.data, {
    users: { alice: { name: "Alice", tags: ["new"] } },
    visits: 1,
  });
  assertEquals(db.rev, 3);
  const [first, second] = lines(temp.file());
  assertEquals([first!["a"], second!["a"], second!["u"]], [
    "bootstrap",
    "create_user",
    "admin",
  ]);
  await db.verify();
});

Deno.test("reopening without a change writes nothing", async () => {
  using temp = new TempFolder();
  await (await open(temp.file(), seed())).close();
  const before = Deno.readTextFileSync(temp.file());
  await (await open(temp.file(), seed())).close();
  assertEquals(Deno.readTextFileSync(temp.file()), before);
});

Deno.test("the root stays the caller's own object for ever", async () => {
  using temp = new TempFolder();
  const root = seed();
  const db = new Kanta(temp.file(), root, { writer });
  await db.open();
  assertStrictEquals(db.data as unknown, root);
  db.transaction("visit", (data) => data.visits++);
  await db.close();
  await db.open();
  assertStrictEquals(db.data as unknown, root);
  assertEquals(root.visits, 1);
  await db.close();
});

Deno.test("a failed transaction leaves no trace", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  db.transaction("create_user", (data) => {
    data.users["a"] = { name: "A", tags: ["x"] };
  });
  const { users } = db.data;
  const before = structuredClone(db.data);
  const thrown = new Error("no");
  let aborted: unknown;
  db.addEventListener("aborted", (event) => aborted = event.error);
  const error = assertThrows(() =>
    db.transaction("break", (data) => {
      data.users["a"]!.tags.length = 0;
      data.users = {};
      throw thrown;
    })
  );
  assertStrictEquals(error, thrown);
  assertStrictEquals(aborted, thrown);
  assertEquals(db.data, before);
  assertStrictEquals(db.data.users, users);
  assertEquals(db.rev, 2);
});

Deno.test("a function that returns a promise is rolled back", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  assertThrows(
    () =>
      // @ts-expect-error a function that returns a promise does not compile
      db.transaction("later", (data: ReturnType<typeof seed>) => {
        data.visits = 9;
        return Promise.reject(new Error("nobody sees this"));
      }),
    TypeError,
    "promise",
  );
  assertEquals(db.data.visits, 0);
});

Deno.test("transactions do not nest", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  db.transaction("outer", (data) => {
    data.visits = 1;
    assertThrows(
      () => db.transaction("inner", () => {}),
      DataIntegrityError,
      "outer is not over",
    );
  });
  assertEquals(db.data.visits, 1);
});

Deno.test("begin() commits on request and rolls back otherwise", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  {
    using tx = db.begin("visit");
    tx.data.visits = 5;
    tx.commit();
  }
  {
    using tx = db.begin("visit");
    tx.data.visits = 6;
  }
  assertEquals(db.data.visits, 5);
  assertEquals(db.rev, 2);
});

Deno.test("no net change makes no record", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  db.transaction("nothing", (data) => {
    data.visits = 7;
    data.visits = 0;
    data.users["x"] = { name: "x", tags: [] };
    delete data.users["x"];
  });
  assertEquals(db.rev, 1);
  db.transaction("type", (data) => {
    (data as unknown as { visits: boolean }).visits = false;
  });
  assertEquals(db.rev, 2);
});

Deno.test("an assigned object is the database's own from commit on", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  const user = { name: "A", tags: [] as string[] };
  db.transaction("create", (data) => {
    data.users["a"] = user;
    data.users["b"] = user;
    user.tags.push("direct");
    data.users["a"].tags.push("draft");
  });
  user.name = "changed";
  assertEquals(db.data.users["a"], { name: "A", tags: ["direct", "draft"] });
  db.transaction("edit", (data) => data.users["a"]!.tags.push("only a"));
  assertEquals(db.data.users["b"]!.tags, ["direct", "draft"]);
  await db.verify();
});

Deno.test("objects from db.data are recognised in the draft", async () => {
  using temp = new TempFolder();
  const start = { todos: [{ id: 1 }, { id: 2 }, { id: 3 }] };
  await using db = await open(temp.file(), start);
  const todo = db.data.todos[1];
  db.transaction("remove", (data) => {
    assert(data.todos.includes(todo!));
    data.todos.splice(data.todos.indexOf(todo!), 1);
  });
  assertEquals(db.data.todos, [{ id: 1 }, { id: 3 }]);
  await db.verify();
});

Deno.test("a part of the state put in a second place is two from then on", async () => {
  using temp = new TempFolder();
  const start: Record<string, { n: number }> = { a: { n: 1 } };
  await using db = await open(temp.file(), start);
  db.transaction("alias", (data) => {
    data["b"] = db.data["a"]!;
    data["b"]!.n = 2;
  });
  assertEquals(db.data, { a: { n: 1 }, b: { n: 2 } });
  await db.verify();
});

Deno.test("a draft kept after the end throws when written", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  let kept = seed();
  db.transaction("visit", (data) => {
    kept = data;
    data.visits++;
  });
  assertEquals(kept.visits, 1);
  assertThrows(() => kept.visits++, TypeError, "kept after its transaction");
});

Deno.test("what can't be stored is refused with its path", async () => {
  using temp = new TempFolder();
  await using db = await open<Record<string, unknown>>(temp.file(), {});
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  const cases: [unknown, string][] = [
    [() => 1, "data.x"],
    [Symbol("s"), "data.x"],
    [new (class Point {})(), "data.x"],
    [{ deep: [new WeakMap()] }, "data.x.deep[0]"],
    [loop, "data.x.self"],
    ["\ud800", "data.x"],
    [[1, undefined], "data.x[1]"],
  ];
  for (const [value, path] of cases) {
    const error = assertThrows(
      () => db.transaction("store", (data) => void (data["x"] = value)),
      TypeError,
      "Cannot store",
    ) as Error & { path: string };
    assert(error.path.startsWith(path), `${error.path} for ${path}`);
  }
  assertEquals(db.data, {});
  assertEquals(db.rev, 1);
});

Deno.test("a second opener is refused, and told who holds the file", async () => {
  using temp = new TempFolder();
  await using _db = await Kanta.open(temp.file(), seed());
  const error = await assertRejects(
    () => Kanta.open(temp.file(), seed()),
    FileLockError,
  );
  assert(error.message.includes(temp.file()), error.message);
  assert(error.message.includes("this process"), error.message);
});

Deno.test("readonly works beside a writer and writes nothing", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.open(temp.file(), seed());
  db.transaction("visit", (data) => data.visits++);
  await db.flush();
  await using reader = await Kanta.open(temp.file(), seed(), {
    readonly: true,
  });
  assertEquals(reader.data.visits, 1);
  assertThrows(
    () => reader.transaction("visit", (data) => data.visits++),
    DataIntegrityError,
    "read-only",
  );
  await assertRejects(() => reader.flush(), DataIntegrityError);
});

Deno.test("opening what is not there or is empty says so", async () => {
  using temp = new TempFolder();
  await assertRejects(
    () => open(temp.file(), seed(), { create: false }),
    FileLockError,
  );
  Deno.writeTextFileSync(temp.file(), "");
  await assertRejects(
    () => open(temp.file(), seed(), { create: false }),
    DataIntegrityError,
    "empty",
  );
  await assertRejects(
    () => open(temp.file(), seed(), { readonly: true }),
    DataIntegrityError,
    "empty",
  );
});

Deno.test("opening twice and using what is closed throws", async () => {
  using temp = new TempFolder();
  const db = await open(temp.file(), seed());
  await assertRejects(() => db.open(), DataIntegrityError, "open already");
  await db.close();
  await db.close();
  assertThrows(() => db.rev, DataIntegrityError, "not open");
  await assertRejects(() => db.flush(), DataIntegrityError, "not open");
});

Deno.test("validators refuse on opening and before a commit", async () => {
  using temp = new TempFolder();
  const options: KantaOptions<Data> = {
    validate: (data) => {
      if (data.visits < 0) throw new RangeError("negative");
    },
  };
  {
    await using db = await open(temp.file(), seed(), options);
    assertThrows(
      () =>
        db.transaction("bad", (data) => {
          data.users["a"] = { name: "", tags: [] };
          data.visits = -1;
        }),
      RangeError,
    );
    assertEquals(db.data, seed());
  }
  {
    await using db = await open(temp.file(), seed());
    db.transaction("bad", (data) => data.visits = -1);
  }
  const before = Deno.readTextFileSync(temp.file());
  await assertRejects(
    () => open(temp.file(), seed(), options),
    RangeError,
  );
  assertEquals(Deno.readTextFileSync(temp.file()), before);
  await (await open(temp.file(), seed())).close(); // nothing is locked
});

Deno.test("a schema's defaults are recorded as migrate:schema", async () => {
  using temp = new TempFolder();
  await (await open(temp.file(), seed())).close();
  const options: KantaOptions<Data & { note: string }> = {
    schema: {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (value) => ({ value: { note: "none", ...(value as Data) } }),
      },
    },
  };
  for (let i = 0; i < 2; i++) {
    const data = seed() as Data & { note: string };
    await using db = await open(temp.file(), data, options);
    assertEquals(db.data.note, "none");
    assertEquals(db.rev, 2);
  }
  assertEquals(lines(temp.file())[1]!["a"], "migrate:schema");
});

Deno.test("bootstrap fills a new file once, and a failing one leaves none", async () => {
  using temp = new TempFolder();
  await assertRejects(
    () =>
      open(temp.file(), seed(), {
        bootstrap: () => Promise.reject(new Error("no network")),
      }),
    Error,
    "no network",
  );
  assertThrows(() => Deno.statSync(temp.file()), Deno.errors.NotFound);
  for (let i = 0; i < 2; i++) {
    await using db = await open(temp.file(), seed(), {
      bootstrap: {
        run: async (data) => {
          await Promise.resolve();
          data.visits += 10;
        },
        action: "install",
        user: "root",
        mtime: false,
      },
    });
    assertEquals(db.data.visits, 10);
    assertEquals(db.mtime, null);
  }
  const [first] = lines(temp.file());
  assertEquals([first!["a"], first!["u"], first!["m"]], [
    "install",
    "root",
    undefined,
  ]);
});

Deno.test("mtime is now, a moment, or as it was", async () => {
  using temp = new TempFolder();
  let hour = 0;
  const clock = () =>
    Temporal.Instant.from("2026-01-01T00:00:00.123456Z").add({ hours: hour++ });
  {
    await using db = await open(temp.file(), seed(), { clock });
    db.transaction("a", (data) => data.visits++);
    assertEquals(String(db.mtime), "2026-01-01T01:00:00.123456Z");
    db.transaction("b", { mtime: false }, (data) => data.visits++);
    assertEquals(String(db.mtime), "2026-01-01T01:00:00.123456Z");
    const mtime = new Date("2020-02-02T00:00:00Z");
    db.transaction("c", { mtime }, (data) => data.visits++);
  }
  await using db = await open(temp.file(), seed());
  assertEquals(db.mtime, Temporal.Instant.from("2020-02-02T00:00:00Z"));
});

Deno.test("events tell of what happens", async () => {
  using temp = new TempFolder();
  const seen: string[] = [];
  const db = new Kanta(temp.file(), seed(), { writer });
  for (
    const type of [
      "created",
      "opened",
      "change",
      "aborted",
      "snapshot",
    ] as const
  ) db.addEventListener(type, (event) => seen.push(event.type));
  db.addEventListener("change", (event) => seen.push(event.record.a ?? ""));
  await db.open();
  db.transaction("visit", (data) => data.visits++);
  await db.snapshot();
  await db.close();
  await db.open();
  await db.close();
  assertEquals(seen, [
    "change",
    "bootstrap",
    "created",
    "change",
    "visit",
    "snapshot",
    "opened",
  ]);
});

Deno.test("a record that a listener keeps stays as it was", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  const kept: unknown[] = [];
  db.addEventListener("change", (event) => kept.push(event.record.diff));
  db.transaction("create", (data) => {
    data.users["a"] = { name: "A", tags: [] };
  });
  db.transaction("tag", (data) => data.users["a"]!.tags.push("later"));
  assertEquals(kept[0], { users: { a: { name: "A", tags: [] } } });
});

Deno.test("a snapshot is the live state, and opening starts from it", async () => {
  using temp = new TempFolder();
  {
    await using db = await open(temp.file(), seed());
    for (let i = 0; i < 50; i++) {
      db.transaction("add", (data) => {
        data.users[`u${i % 7}`] = { name: `n${i}`, tags: ["$$", "x"] };
        data.visits = i;
      });
    }
    const info = await db.snapshot();
    assertEquals(info.r, 51);
    db.transaction("after", (data) => data.visits++);
    await db.verify();
    const record = lines(temp.file()).find((one) => "state" in one);
    assertEquals((record?.["state"] as Data).visits, 49);
    assertEquals([record?.["r"], record?.["k"]], [51, 1]);
  }
  await using db = await open(temp.file(), seed());
  assertEquals([db.rev, db.data.visits], [52, 50]);
});

Deno.test("guard: true throws at the line that writes outside", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed(), { guard: true });
  db.transaction("add", (data) => {
    data.users["a"] = { name: "A", tags: ["x"] };
  });
  const loose = db.data as Data;
  assertStrictEquals(loose.users, loose.users);
  assertThrows(() => loose.visits++, DataIntegrityError, "data.visits");
  assertThrows(
    () => loose.users["a"]!.tags.push("y"),
    DataIntegrityError,
    "data.users.a.tags",
  );
  db.transaction("copy", (data) => {
    data.users["b"] = loose.users["a"]!;
    data.users["b"]!.name = "B";
  });
  assertEquals([db.data.users["a"]!.name, db.data.users["b"]!.name], [
    "A",
    "B",
  ]);
});

Deno.test("verify() finds what was written outside of a transaction", async () => {
  using temp = new TempFolder();
  await using db = await open(temp.file(), seed());
  await db.verify();
  (db.data as Data).visits = 99;
  const error = await assertRejects(() => db.verify(), DataIntegrityError);
  assertEquals(error.diff, { visits: 99 });
});

Deno.test("written and durable are told apart", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.open(temp.file(), seed(), { sync: "never" });
  db.transaction("visit", (data) => data.visits++);
  await db.flush();
  assertEquals(db.written, 2);
  assert(db.durable < 2);
  await db.flush({ durable: true });
  assertEquals(db.durable, 2);
});

Deno.test("flushSync() blocks until all is written", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.open(temp.file(), seed());
  for (let i = 0; i < 100; i++) {
    db.transaction("visit", (data) => data.visits++);
  }
  db.flushSync();
  assertEquals(lines(temp.file()).length, 101);
});

Deno.test("migrations run once, as one record, and rehearse without a trace", async () => {
  using temp = new TempFolder();
  {
    await using db = await open(temp.file(), seed());
    db.transaction("add", (data) => {
      data.users["a"] = { name: "Ann", tags: [] };
    });
  }
  const migrations = {
    migrate_v1: (data: Data) => {
      for (const user of Object.values(data.users)) user.tags.push("v1");
    },
    migrate_v3: (data: Data & { total?: number }) => {
      data.total = Object.keys(data.users).length;
    },
    other: "left alone",
  };
  const before = Deno.readTextFileSync(temp.file());
  const plan = await Kanta.rehearse(temp.file(), { migrations });
  assertEquals([plan.from, plan.to], [0, 3]);
  assertEquals(plan.steps.map((step) => step.name), [
    "migrate_v1",
    "migrate_v3",
  ]);
  assertEquals(Deno.readTextFileSync(temp.file()), before);
  for (let i = 0; i < 2; i++) {
    await using db = await open(temp.file(), seed(), { migrations });
    assertEquals(db.version, 3);
    assertEquals(db.rev, 3);
    assertEquals(db.data.users["a"]!.tags, ["v1"]);
  }
  await assertRejects(
    () =>
      open(temp.file(), seed(), {
        migrations: { migrate_v1: migrations.migrate_v1 },
      }),
    Error,
    "version 3",
  );
});

Deno.test("a rehearsal shows defaults of the data that it is given, and leaves it", async () => {
  using temp = new TempFolder();
  await (await open(temp.file(), seed())).close();
  const before = Deno.readTextFileSync(temp.file());
  const data = { ...seed(), note: "none" };
  for (const given of [data, () => data]) {
    const plan = await Kanta.rehearse(temp.file(), { data: given });
    assertEquals([plan.from, plan.to, plan.steps], [0, 0, []]);
    assertEquals([plan.defaults, plan.diff], [{ note: "none" }, {
      note: "none",
    }]);
  }
  assertEquals((await Kanta.rehearse(temp.file())).diff, undefined);
  assertEquals(data, { ...seed(), note: "none" });
  assertEquals(Deno.readTextFileSync(temp.file()), before);
});

Deno.test("a failing migration leaves the file as it was", async () => {
  using temp = new TempFolder();
  await (await open(temp.file(), seed())).close();
  const before = Deno.readTextFileSync(temp.file());
  const error = await assertRejects(
    () =>
      open(temp.file(), seed(), {
        migrations: {
          migrate_v1: (data: Data) => {
            data.visits = 1;
            throw new Error("half way");
          },
        },
      }),
    Error,
    "migrate_v1",
  );
  assertInstanceOf(error.cause, Error);
  assertEquals(Deno.readTextFileSync(temp.file()), before);
});
