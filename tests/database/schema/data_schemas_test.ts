import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  DatabaseError,
  DataIntegrityError,
  type Kanta,
  type KantaOptions,
} from "../../../mod.ts";
import { MemoryDatabase, PATH } from "../../support/memory_database.ts";
import { schemaOf } from "./schema_of.ts";

interface Mark {
  url: string;
  tags?: string[];
  note?: unknown;
}

interface Data {
  marks: Record<string, Mark>;
  list?: Mark[];
  owner?: string;
}

const seed = (): Data => ({ marks: { a: { url: "a", tags: [] } } });

/** Text without spaces around it, tags by default, other keys left out. */
const mark = schemaOf(({ url, tags = [] }: Mark): Mark => {
  if (typeof url !== "string") throw new TypeError("url is no text");
  return { tags: tags.map((tag) => tag.trim()), url: url.trim() };
});

const whole = schemaOf(({ marks, owner = "nobody" }: Data) => ({
  owner,
  marks: Object.fromEntries(
    Object.entries(marks).map(([name, { url }]) => [name, { url: url.trim() }]),
  ),
}));

/** What is live, and what a reopening finds with the same options. */
async function sameAfterReopening(
  memory: MemoryDatabase,
  db: Kanta<Data>,
  options: KantaOptions<Data>,
): Promise<void> {
  const live = structuredClone(db.data);
  const { rev } = db;
  await db.close();
  const before = memory.text;
  await using again = await memory.open<Data>(seed(), options);
  assertEquals([again.data, again.rev], [live, rev]);
  assertEquals(JSON.stringify(again.data), JSON.stringify(live)); // the order too
  await again.close();
  assertEquals(memory.text, before);
}

for (
  const [what, options] of Object.entries<KantaOptions<Data>>({
    "of the whole": { schema: whole as never },
    "of entries": { schemas: { "marks.*": mark } },
    "of both": { schema: whole as never, schemas: { "marks.*": mark } },
  })
) {
  Deno.test(`what a schema ${what} makes of the data is in the same record`, async () => {
    const memory = new MemoryDatabase();
    const db = await memory.open(seed(), options);
    db.transaction("add", (data) => {
      data.marks["b"] = { url: " b ", note: "the user's own" };
    });
    assertEquals(db.rev, 2);
    await db.flush();
    const { diff } = memory.records[1] as { diff: Data };
    assertEquals(db.data.marks["b"], diff.marks["b"]);
    assertEquals(diff.marks["b"]?.url, "b");
    assertEquals(diff.marks["b"]?.note, "the user's own");
    db.transaction("edit", (data) => data.marks["a"]!.url = "  c");
    assertEquals(db.data.marks["a"]?.url, "c");
    await sameAfterReopening(memory, db, options);
  });
}

Deno.test("a change that the schema takes back is none", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed(), { schemas: { "marks.*": mark } });
  db.transaction("nothing", (data) => data.marks["a"]!.url = " a ");
  assertEquals([db.rev, db.data.marks["a"]?.url], [1, "a"]);
});

Deno.test("what a schema refuses is rolled back, and its place is named", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed(), { schemas: { "marks.*": mark } });
  const before = structuredClone(db.data);
  assertThrows(
    () =>
      db.transaction("bad", (data) => {
        data.marks["b"] = { url: " b " };
        data.marks["c.d"] = { url: 5 as never };
      }),
    DataIntegrityError,
    'Data does not fit the schema: data.marks["c.d"]: TypeError: url is no text',
  );
  assertEquals([db.data, db.rev], [before, 1]);
});

Deno.test("schemas of entries look at what was touched, and at nothing else", async () => {
  const memory = new MemoryDatabase();
  const seen: string[] = [];
  const counted = schemaOf((value: Mark) => {
    seen.push(value.url);
    return value;
  });
  const marks = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`m${i}`, { url: `${i}` }]),
  );
  const list = [{ url: "x" }, { url: "y" }, { url: "z" }];
  const schemas = { "marks.*": counted, "list.*": counted };
  await using db = await memory.open<Data>({ marks, list }, { schemas });
  const touched = (edit: (data: Required<Data>) => void) => {
    seen.length = 0;
    db.transaction("edit", (data) => edit(data as Required<Data>));
    return seen;
  };
  assertEquals(touched((data) => data.owner = "me"), []);
  assertEquals(touched((data) => data.marks["m7"]!.url = "new"), ["new"]);
  assertEquals(touched((data) => data.marks["m8"]!.tags = ["t"]), ["8"]);
  assertEquals(touched((data) => delete data.marks["m9"]), []);
  assertEquals(touched((data) => data.marks["n"] = { url: "n" }), ["n"]);
  assertEquals(touched((data) => data.list.push({ url: "p" })), ["p"]);
  assertEquals(touched((data) => data.list.shift()), []);
  assertEquals(touched((data) => data.list.reverse()), []);
  assertEquals(touched((data) => data.list[1]!.url = "q"), ["q"]);
  assertEquals(
    touched((data) => data.list = data.list.filter(({ url }) => url !== "q")),
    [],
  );
  assertEquals(
    touched((data) => data.list = [{ url: "r" }, ...data.list]),
    ["r"],
  );
  assertEquals(touched((data) => data.marks = { one: { url: "1" } }), ["1"]);
});

Deno.test("entries of Maps and lists, deep down, under any key", async () => {
  interface Deep {
    map: Map<unknown, { name: string }>;
    "a.b": { list: { name: string }[] }[];
  }
  const trimmed = schemaOf(({ name }: { name: string }) => ({
    name: name.trim(),
  }));
  const memory = new MemoryDatabase();
  const options: KantaOptions<Deep> = {
    schemas: { "map.*": trimmed, '["a.b"].*.list.*': trimmed },
  };
  const when = new Date(5);
  const deep = (): Deep => ({
    map: new Map([[when, { name: "a" }]]),
    "a.b": [{ list: [] }, { list: [{ name: "b" }] }],
  });
  const db = await memory.open(deep(), options);
  db.transaction("edit", (data) => {
    const [[key]] = data.map as Map<Date, unknown> as never as [[Date]];
    data.map.get(key)!.name = " a2 ";
    data.map.set(7, { name: " c " });
    data["a.b"][1]!.list[0]!.name = " b2";
    data["a.b"][1]!.list.unshift({ name: " d" });
    data["a.b"].push({ list: [{ name: "e " }] });
  });
  assertEquals([...db.data.map.values()], [{ name: "a2" }, { name: "c" }]);
  assertEquals(db.data["a.b"], [
    { list: [] },
    { list: [{ name: "d" }, { name: "b2" }] },
    { list: [{ name: "e" }] },
  ]);
  await db.close();
  const before = memory.text;
  const again = await memory.open(deep(), options);
  await again.close();
  assertEquals(memory.text, before);
});

Deno.test("a schema that is not stable is refused with the path, at commit and at opening", async () => {
  const growing = schemaOf(({ url }: Mark) => ({ url: url + "!" }));
  const memory = new MemoryDatabase();
  await (await memory.open(seed())).close();
  const before = memory.text;
  const options = { schemas: { "marks.*": growing } };
  await assertRejects(
    () => memory.open(seed(), options),
    DataIntegrityError,
    "A schema is not stable: it changes data.marks.a.url again",
  );
  assertEquals(memory.text, before);
  const empty = new MemoryDatabase();
  await using db = await empty.open<Data>({ marks: {} }, options);
  assertThrows(
    () => db.transaction("add", (data) => data.marks["b"] = { url: "b" }),
    DataIntegrityError,
    "it changes data.marks.b.url again",
  );
  assertEquals(db.data, { marks: {} });
});

Deno.test("two schemas that contradict each other are refused", async () => {
  const longer = schemaOf(({ url }: Mark) => ({ url: url.padEnd(3) }));
  await assertRejects(
    () =>
      new MemoryDatabase().open(seed(), {
        schemas: { "marks.*": mark, "*.a": longer },
      }),
    DataIntegrityError,
    "data.marks.a.url",
  );
});

Deno.test("a schema may change what it gets: that is a copy", async () => {
  const careless = schemaOf((value: Mark) => {
    value.url = value.url.trim();
    return value;
  });
  const memory = new MemoryDatabase();
  const options = { schemas: { "marks.*": careless } };
  const db = await memory.open(seed(), options);
  db.transaction("add", (data) => data.marks["b"] = { url: " b" });
  await sameAfterReopening(memory, db, options);
  const last = memory.records.at(-1) as { diff: Data };
  assertEquals(last.diff.marks["b"]?.url, "b");
});

Deno.test("the program's own objects are left as they are, frozen ones too", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed(), { schemas: { "marks.*": mark } });
  const own: Mark = { url: " b " };
  const frozen = Object.freeze({ url: " c ", tags: Object.freeze([" t "]) });
  db.transaction("add", (data) => {
    data.marks["b"] = own;
    data.marks["c"] = frozen as never;
    data.marks["d"] = own; // two places are two objects
  });
  assertEquals(own, { url: " b " });
  assertEquals(db.data.marks["b"], { url: "b", tags: [] });
  assertEquals(db.data.marks["c"], { url: "c", tags: ["t"] });
  assertEquals(db.data.marks["d"], { url: "b", tags: [] });
});

Deno.test("a transaction returns the database's own object in its normal form", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open(seed(), { schemas: { "marks.*": mark } });
  const made = db.transaction("add", (data) => {
    data.marks["b"] = { url: " b " };
    return data.marks["b"];
  });
  assertStrictEquals<unknown>(made, db.data.marks["b"]);
  assertEquals(made.url, "b");
});

Deno.test("validators see the normal form", async () => {
  const memory = new MemoryDatabase();
  const seen: unknown[] = [];
  await using db = await memory.open(seed(), {
    schemas: { "marks.*": mark },
    validate: ({ marks }) => {
      seen.push(marks["b"]?.url);
      if (marks["b"]?.url === "no") throw new RangeError("no such mark");
    },
  });
  db.transaction("add", (data) => data.marks["b"] = { url: " b " });
  assertEquals(seen, [undefined, "b"]);
  assertThrows(() =>
    db.transaction("no", (data) => data.marks["b"]!.url = " no ")
  );
  assertEquals(db.data.marks["b"]?.url, "b");
});

Deno.test("with strip the keys that a schema leaves out go, and stay where it is not", async () => {
  for (const strip of [true, false]) {
    const memory = new MemoryDatabase();
    await (await memory.open<Data>({
      marks: { a: { url: "a", tags: [], note: 1 } },
    })).close();
    const options = { strip, schemas: { "marks.*": mark } };
    const db = await memory.open<Data>(seed(), options);
    assertEquals("note" in (db.data.marks["a"] ?? {}), !strip);
    assertEquals(memory.records.length, strip ? 2 : 1);
    if (strip) assertEquals(memory.records[1]?.["a"], "migrate:schema");
    db.transaction("add", (data) => {
      data.marks["b"] = { url: "b", tags: [], note: 2 };
    });
    assertEquals("note" in (db.data.marks["b"] ?? {}), !strip);
    await sameAfterReopening(memory, db, options);
  }
});

Deno.test("a normal form at opening is one record that rehearse shows", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open<Data>({ marks: { a: { url: " a" } } })).close();
  const options: KantaOptions<Data> = {
    writer: memory.writer,
    schemas: { "marks.*": mark },
    schema: whole as never,
  };
  const before = memory.text;
  const db = memory.describe<Data>(seed(), options);
  const planned = (await db.open({ readonly: true })).migrated;
  await db.verify(); // what it made in memory is no stray write
  await db.close();
  assertEquals(memory.text, before);
  const diff = { marks: { a: { url: "a", tags: [] } }, owner: "nobody" };
  assertEquals(planned, { from: 0, to: 0, steps: [], schema: diff, diff });
  const opened = await memory.open<Data>(seed(), options);
  assertEquals(opened.rev, 2);
  await opened.verify();
  await opened.close();
  assertEquals(memory.records.map(({ a }) => a), [
    "bootstrap",
    "migrate:schema",
  ]);
  assertEquals(memory.records[1]?.["diff"], diff);
});

Deno.test("an older program never takes a newer one's data away", async () => {
  const memory = new MemoryDatabase();
  const newer = { migrations: { v3: () => {} } };
  await (await memory.open<Data>({ marks: { a: { url: " a" } } }, newer))
    .close();
  const before = memory.text;
  for (
    const [options, loss] of [
      [{ schemas: { "marks.*": mark } }, "replace data.marks.a.url"],
      [
        { schema: schemaOf(() => ({})) as never, strip: true },
        "remove data.marks",
      ],
    ] as const
  ) {
    await assertRejects(
      () => memory.open<Data>(seed(), options),
      DatabaseError,
      `its data has version 3, this program's is 0, and its schema would ${loss}`,
    );
    assertEquals(memory.text, before);
    await (await memory.open<Data>(seed(), { ...options, ...newer })).close();
    memory.disk.remove(PATH);
    memory.write(before);
  }
  // It may add.
  const adding = schemaOf((data: Data) => ({ owner: "nobody", ...data }));
  await using db = await memory.open<Data>(seed(), { schema: adding });
  assertEquals([db.data.owner, db.version, db.rev], ["nobody", 3, 2]);
  assert(memory.text.length > before.length);
});

Deno.test("a schema that makes no object of the data is refused", async () => {
  for (const made of [undefined, 5, [1]]) {
    await assertRejects(
      () =>
        new MemoryDatabase().open(seed(), {
          schema: schemaOf(() => made) as never,
        }),
      DataIntegrityError,
      "no plain object",
    );
  }
});

Deno.test("what is no schema is refused before anything is opened", () => {
  const memory = new MemoryDatabase();
  const others = [
    null,
    5,
    {},
    () => true,
    { "~standard": {} },
    { "~standard": { version: 2, validate: () => ({}) } },
  ];
  for (const other of others) {
    assertThrows(
      () => memory.describe(seed(), { schema: other as never }),
      TypeError,
      "Cannot take this for the option schema",
    );
    assertThrows(
      () => memory.describe(seed(), { schemas: { "a.*": other as never } }),
      TypeError,
      'schemas["a.*"]',
    );
  }
  assertThrows(
    () => memory.describe(seed(), { schemas: { "a..b": mark } }),
    TypeError,
    "from character 2",
  );
  const callable = Object.assign(() => {}, mark);
  memory.describe(seed(), { schema: callable as never });
});
