import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  CorruptionError,
  DataIntegrityError,
  DiskFullError,
  FileLockError,
  Kanta,
  type KantaOptions,
  type StandardSchema,
} from "../../mod.ts";
import { changed, damaged, logOf, snapped } from "../format/json/json_log.ts";
import { localWriter } from "../support/local_writer.ts";
import { MemoryDatabase, PATH } from "../support/memory_database.ts";
import { SimulatedDisk } from "../support/simulated_disk.ts";
import { TurnedClock } from "../support/turned_clock.ts";

interface Data {
  n: number;
  nested: { list: number[] };
  extra?: number | undefined;
}

const seed = (): Data => ({ n: 0, nested: { list: [1] } });

const withExtra: StandardSchema<unknown, Data> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      (value as Data).n < 0
        ? { issues: [{ message: "negative", path: ["n"] }] }
        : { value: { extra: 7, ...value as Data } },
  },
};

/** Every way in which an opening can be refused by the program itself. */
const REFUSALS: Record<string, KantaOptions<Data>> = {
  "a validator": {
    validate: () => {
      throw new RangeError("refused");
    },
  },
  "a schema": {
    schema: {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => ({ issues: [{ message: "refused" }] }),
      },
    },
  },
  "a migration": {
    migrations: {
      v1: (data: Data) => {
        data.nested.list.push(9);
        throw new RangeError("refused");
      },
    },
  },
  "a validator that says no": {
    // The types refuse it, a program without types does not know.
    validate: (() => false) as never,
  },
  "a migration that returns a state": {
    migrations: { v1: ((data: Data) => ({ ...data, n: 1 })) as never },
  },
  "a serializer that is not there": {
    serializer: new URL("file:///nowhere/serializer.ts"),
  },
};

for (const [who, options] of Object.entries(REFUSALS)) {
  Deno.test(`what ${who} refuses to open is as it was, and free`, async () => {
    const memory = new MemoryDatabase();
    await (await memory.open(seed())).close();
    const before = memory.text;
    const root = { n: 5, nested: { list: [5] } };
    const { nested } = root;
    const db = memory.describe<Data>(root, options);
    await assertRejects(() => db.open());
    assertEquals(root, { n: 5, nested: { list: [5] } });
    assertStrictEquals(root.nested, nested);
    assertEquals(memory.text, before);
    await assertRejects(() => db.open()); // not "it is open already"
    await (await memory.open(seed())).close();
    assertEquals(memory.text, before);
  });
}

for (const [who, options] of Object.entries(REFUSALS)) {
  Deno.test(`what ${who} refuses to open keeps its torn tail`, async () => {
    const memory = new MemoryDatabase();
    await (await memory.open(seed())).close();
    const { disk, text } = memory;
    const torn = new TextEncoder().encode(`${text}{"ts":"2026-06`);
    disk.remove(PATH);
    disk.writeNew(PATH, [torn]);
    const db = memory.describe<Data>(seed(), options);
    await assertRejects(() => db.open());
    assertEquals(disk.readFile(PATH), torn);
    assertEquals(disk.names(), [PATH]);
    const { torn: found } = await memory.describe(seed()).open();
    assertEquals(disk.readFile(found?.saved ?? ""), torn.slice(text.length));
    assertEquals(memory.text, text);
  });
}

for (
  const [who, options] of Object.entries<KantaOptions<Data>>({
    ...REFUSALS,
    "a migration": {
      bootstrap: (data) => {
        data.nested.list.push(9);
        data.nested = { list: [] };
        throw new RangeError("refused");
      },
    },
    "a migration that returns a state": {
      bootstrap: (() => ({ n: 7 })) as never,
    },
    "a value that can't be stored": {
      bootstrap: (data) => void Object.assign(data, { f: () => 1 }),
    },
  })
) {
  Deno.test(`of a new file that ${who} refuses nothing is left`, async () => {
    const memory = new MemoryDatabase();
    const root = seed();
    const { nested } = root;
    await assertRejects(() => memory.open(root, options));
    assertEquals(root, seed());
    assertStrictEquals(root.nested, nested);
    assertEquals(memory.disk.names(), []);
    await (await memory.open(seed())).close();
  });
}

Deno.test("a new file is filled by the seed, the bootstraps and the schema", async () => {
  const memory = new MemoryDatabase();
  const order: string[] = [];
  await using db = await memory.open(seed(), {
    schema: withExtra,
    migrations: { v4: () => order.push("never") },
    bootstrap: [
      async (data) => {
        await Promise.resolve();
        data.n += 1;
        order.push("first");
      },
      (data) => {
        data.n *= 10;
        order.push("second");
      },
    ],
  });
  assertEquals(order, ["first", "second"]);
  assertEquals(db.data, { n: 10, nested: { list: [1] }, extra: 7 });
  assertEquals([db.version, db.rev], [4, 1]);
  const [record] = memory.records;
  assertEquals(
    [record!["a"], record!["v"], record!["diff"]],
    ["bootstrap", 4, { extra: 7, n: 10, nested: { list: [1] } }],
  );
  // So opening again has nothing to add.
  await db.close();
  await db.open();
  assertEquals(memory.records.length, 1);
});

Deno.test("a new database has a copy of what the caller gave", async () => {
  const memory = new MemoryDatabase();
  const list = [1];
  await using db = await memory.open({ n: 0, nested: { list } });
  list.push(2);
  assertEquals(db.data.nested.list, [1]);
});

Deno.test("a file that is empty is filled like a new one, if that is allowed", async () => {
  const memory = new MemoryDatabase();
  memory.write("");
  for (const options of [{ create: false }, { readonly: true }]) {
    await assertRejects(
      () => memory.open(seed(), options),
      DataIntegrityError,
      "it is empty",
    );
    assertEquals(memory.disk.names(), [PATH]); // it is not ours to remove
  }
  await using db = await memory.open(seed());
  assertEquals(db.rev, 1);
});

Deno.test("a bootstrap that returns a state is refused, and nothing is left", async () => {
  for (const state of [{ n: 7 }, Promise.resolve({ n: 7 })]) {
    const memory = new MemoryDatabase();
    await assertRejects(
      () => memory.open(seed(), { bootstrap: (() => state) as never }),
      TypeError,
      "A bootstrap returned a state, which would be ignored",
    );
    assertEquals(memory.disk.names(), []);
  }
  const memory = new MemoryDatabase();
  const bootstrap = (data: Data) => {
    data.n = 7;
    return data; // edited in place all the same
  };
  await using db = await memory.open(seed(), { bootstrap: bootstrap as never });
  assertEquals(db.data.n, 7);
});

Deno.test("a failing bootstrap leaves an empty file that was there", async () => {
  const memory = new MemoryDatabase();
  memory.write("");
  await assertRejects(() =>
    memory.open(seed(), { bootstrap: () => Promise.reject(new Error("no")) })
  );
  assertEquals([memory.disk.names(), memory.text], [[PATH], ""]);
});

Deno.test("migrations read-only work in memory and write nothing", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open(seed())).close();
  const before = memory.text;
  await using db = await memory.open(seed(), {
    readonly: true,
    migrations: { v1: (data: Data) => data.n = 99 },
  });
  assertEquals([db.data.n, db.version, db.rev], [99, 1, 1]);
  assertEquals(memory.text, before);
});

Deno.test("a migration is one record and does not touch the modification time", async () => {
  const memory = new MemoryDatabase();
  const mtime = new Date(5);
  {
    await using db = await memory.open(seed());
    db.transaction("edit", { mtime }, (data) => data.n++);
  }
  const migrations = {
    v1: (data: Data) => data.n += 10,
    v2: (data: Data) => data.nested.list.push(2),
  };
  {
    await using db = await memory.open(seed(), { migrations });
    assertEquals(db.mtime?.epochMilliseconds, 5);
    await db.snapshot();
  }
  const [, , record] = memory.records;
  assertEquals([record!["a"], record!["v"], record!["m"]], [
    "migrate:v2",
    2,
    undefined,
  ]);
  assertEquals(record!["diff"], {
    n: 11,
    nested: { list: { $insert: [[1, 2]] } },
  });
  await using db = await memory.open(seed(), { migrations });
  assertEquals([db.rev, db.version, db.data.n], [3, 2, 11]);
  assertEquals(db.mtime?.epochMilliseconds, 5); // carried by the snapshot
});

Deno.test("a migration without effect leaves its version in a snapshot", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open(seed())).close();
  const migrations = { v1: () => {} };
  {
    await using db = await memory.open(seed(), { migrations });
    assertEquals([db.rev, db.version], [1, 1]);
  }
  const snapshot = memory.records.at(-1);
  assertEquals([snapshot?.["v"], "state" in (snapshot ?? {})], [1, true]);
  let ran = 0;
  await using db = await memory.open(seed(), {
    migrations: { v1: () => void ran++ },
  });
  assertEquals([ran, db.version], [0, 1]);
});

Deno.test("a state that is no object is of another program", async () => {
  for (const state of ["[1]", "5", '"x"', "null"]) {
    const memory = new MemoryDatabase();
    const ts = '"ts":"2026-06-10T02:55:00Z"';
    memory.write(`SNAPSHOT {${ts},"v":0,"r":1,"k":1,"state":${state}}\n`);
    await assertRejects(() => memory.open(seed()), Error, "not an object");
  }
});

Deno.test("one opening at a time, and each can be given up", async () => {
  const memory = new MemoryDatabase();
  const db = memory.describe(seed());
  const first = db.open();
  await assertRejects(() => db.open(), DataIntegrityError, "open already");
  await first;
  await assertRejects(() => memory.open(seed()), FileLockError);
  await assertRejects(
    () => memory.open(seed(), { signal: AbortSignal.abort(new Error("stop")) }),
    Error,
    "stop",
  );
  await db.close();
  assert(memory.text.length > 0);
});

Deno.test("a new file on a full disk is refused, and not left behind", async () => {
  const disk = new SimulatedDisk({ seed: 1, capacity: 20 });
  const writer = localWriter({ disk, clock: new TurnedClock() });
  await assertRejects(
    () => Kanta.open(PATH, seed(), { writer }),
    DiskFullError,
    "the disk is full",
  );
  assertEquals(disk.names(), []);
});

Deno.test("closing what is being opened waits for it, and closes it", async () => {
  const memory = new MemoryDatabase();
  const db = memory.describe(seed());
  const opening = db.open();
  await db.close();
  await opening;
  await (await memory.open(seed())).close(); // nobody holds it any more

  const refused = memory.describe(seed(), REFUSALS["a validator"]);
  const failing = refused.open();
  await refused.close();
  await assertRejects(() => failing, RangeError, "refused");
});

Deno.test("damage behind the last snapshot leaves all as it was, and the file free", async () => {
  const place = new MemoryDatabase();
  const made = await place.open(seed());
  await made.snapshot();
  for (const n of [1, 2, 3]) {
    made.transaction("set", (data) => {
      data.n = n;
    });
    await made.flush({ durable: true });
  }
  await made.close();
  const damaged = place.text.replace('"diff":{"n":2}', '"diff":{"n":9}');
  place.disk.remove(PATH);
  place.write(damaged);
  const root = seed();
  const before = { ...root };
  for (let again = 0; again < 2; again++) {
    await assertRejects(() => place.open(root), CorruptionError);
    assertEquals(root, seed());
    assertStrictEquals(root.nested, before.nested);
  }
  assertEquals(place.text, damaged);
});

Deno.test("a large snapshot that does not hold is rebuilt from the one before it", async () => {
  const { bytes, offsets } = logOf(
    snapped(1 << 20),
    changed(7),
    snapped(2 << 20),
    changed(8),
  );
  const damage = damaged(bytes, offsets[2]! + 1_500_000, "X");
  for (const [log, n] of [[bytes, 8], [damage, 8]] as const) {
    const database = new MemoryDatabase();
    database.disk.writeNew(PATH, [log]);
    const db = await database.open({ n: 0, all: "" });
    const all = log === damage ? 1 << 20 : 2 << 20;
    assertEquals([db.data.n, db.data.all.length], [n, all]);
    await db.close();
  }
});
