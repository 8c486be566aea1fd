import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { DataIntegrityError, NotStorableError } from "../../../src/errors.ts";
import { DataSchemas } from "../../../src/database/schema/data_schemas.ts";
import { MigrationPlan } from "../../../src/database/schema/migration_plan.ts";
import type { Migrations } from "../../../src/database/schema/migrations.ts";
import type { StandardSchema } from "../../../src/database/schema/standard_schema.ts";
import {
  missingDefaults,
  upgrade,
} from "../../../src/database/schema/upgrade.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { schemaOf } from "./schema_of.ts";
import type { KantaOptions } from "../../../mod.ts";
import { MemoryDatabase, PATH as LOG } from "../../support/memory_database.ts";

type Any = Record<string, unknown>;

const PATH = "x.kantadb";

function modern(
  state: Any,
  steps: Migrations,
  schema?: StandardSchema<unknown, Any>,
  version = 0,
) {
  const found = { state, version, rev: 1, mtime: undefined };
  return upgrade(found, {
    plan: new MigrationPlan(steps),
    schemas: DataSchemas.of({ schema }, NO_TYPES, PATH),
    ctx: {},
    types: NO_TYPES,
    path: PATH,
  });
}

const defaults: StandardSchema<unknown, Any> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      (value as Any)["bad"] === true
        ? { issues: [{ message: "bad" }] }
        : { value: { extra: 0, ...value as Any } },
  },
};

Deno.test("a state that is up to date is handed through", () => {
  const state = { n: 1 };
  const { state: same, report } = modern(state, { v1: () => {} }, undefined, 1);
  assertStrictEquals(same, state);
  assertEquals(report, undefined);
});

Deno.test("a state that is up to date is not looked through", () => {
  const deep = Object.defineProperty({}, "x", {
    enumerable: true,
    get() {
      throw new Error("looked at");
    },
  });
  const state = { n: 1, deep };
  assertStrictEquals(modern(state, {}).state, state);
  assertThrows(() => modern(state, {}, defaults), Error, "looked at");
});

Deno.test("steps work on a copy, and what they did is one report", () => {
  const state = { n: 1 };
  const { state: now, report } = modern(state, {
    v1: (data: Any) => data["n"] = 2,
    v2: (data: Any) => data["m"] = 1,
  });
  assertEquals(state, { n: 1 });
  assertEquals(now, { n: 2, m: 1 });
  assertEquals([report?.from, report?.to, report?.diff], [0, 2, {
    n: 2,
    m: 1,
  }]);
  assertEquals(report?.steps.length, 2);
});

Deno.test("steps without an effect still lead to the new version", () => {
  const { report } = modern({ n: 1 }, { v1: () => {} });
  assertEquals([report?.to, report?.diff], [1, undefined]);
});

Deno.test("what a schema fills in is a change, with or without steps", () => {
  const alone = modern({ n: 1 }, {}, defaults);
  assertEquals(alone.state, { extra: 0, n: 1 });
  assertEquals([alone.report?.from, alone.report?.to], [0, 0]);
  assertEquals(alone.report?.steps, []);
  const both = modern({ n: 1 }, { v1: (data: Any) => data["n"] = 2 }, defaults);
  assertEquals(both.state, { extra: 0, n: 2 });
});

Deno.test("a schema that gives back the same says nothing", () => {
  const state = { extra: 5 };
  const { state: same, report } = modern(state, {}, defaults);
  assertStrictEquals(same, state);
  assertEquals(report, undefined);
});

Deno.test("a state that does not fit the schema is refused", () => {
  assertThrows(
    () => modern({ bad: true }, {}, defaults),
    DataIntegrityError,
    "bad",
  );
});

Deno.test("what a schema gives back that can't be stored is refused", () => {
  const odd: StandardSchema<unknown, Any> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: () => ({ value: { f: () => 1 } }),
    },
  };
  assertThrows(() => modern({}, {}, odd), TypeError, "data.f");
});

Deno.test("migrations, defaults and the schema are a record each, in this order", () => {
  const found = {
    state: { n: 1, old: 0 },
    version: 0,
    rev: 1,
    mtime: undefined,
  };
  const shape = schemaOf((value: Any) => ({ extra: 0, ...value }));
  const { state, report, records } = upgrade(found, {
    plan: new MigrationPlan({
      v1: (data: Any) => {
        data["n"] = 2;
        delete data["old"];
      },
    }),
    schemas: DataSchemas.of({ schema: shape }, NO_TYPES, PATH),
    defaults: { n: 7, old: 8, list: [], extra: 5 },
    ctx: {},
    types: NO_TYPES,
    path: PATH,
  });
  assertEquals(state, { n: 2, list: [], extra: 5 });
  assertEquals(records, [
    { action: "migrate:v1", diff: { n: 2, $delete: ["old"] } },
    { action: "migrate:defaults", diff: { list: [], extra: 5 } },
  ]);
  assertEquals(report?.defaults, { list: [], extra: 5 });
  assertEquals(report?.diff, { n: 2, $delete: ["old"], list: [], extra: 5 });
  assertEquals(found.state, { n: 1, old: 0 });
});

Deno.test("a property that is known to be deleted is not filled in", () => {
  const fill = (gone?: ReadonlySet<string>) =>
    upgrade(
      { state: { n: 1 }, version: 4, rev: 1, mtime: undefined, gone },
      {
        plan: new MigrationPlan(),
        defaults: { a: 1 },
        ctx: {},
        types: NO_TYPES,
        path: PATH,
      },
    );
  assertEquals(fill().state, { n: 1, a: 1 });
  assertEquals(fill().report?.to, 4);
  assertEquals(fill(new Set(["a"])), {
    state: { n: 1 },
    report: undefined,
    records: [],
  });
});

Deno.test("what a state lacks is filled in, in the program's order, as copies", () => {
  const list = [1];
  const defaults = { b: { list }, a: 1, c: undefined, d: 4 };
  const filled = missingDefaults(defaults, { a: 7 }, [{ d: 0 }], NO_TYPES);
  assertEquals(Object.entries(filled ?? {}), [["b", { list: [1] }]]);
  list.push(2);
  assertEquals(filled, { b: { list: [1] } });
});

Deno.test("nothing is filled in that is there, or that was deleted", () => {
  const fill = (state: object, gone: string[]) =>
    missingDefaults(
      { a: 1, toString: 2 },
      { ...state },
      [new Set(gone)],
      NO_TYPES,
    );
  assertEquals(fill({ a: 0, toString: 0 }, []), undefined);
  assertEquals(fill({ toString: null }, ["a"]), undefined);
  assertEquals(Object.keys(fill({}, []) ?? {}), ["a", "toString"]);
  assert(Object.hasOwn(fill({}, ["a"]) ?? {}, "toString"));
});

Deno.test("a default that can't be stored is refused by its name", () => {
  assertThrows(
    () => missingDefaults({ f: () => 1 }, {}, [], NO_TYPES),
    NotStorableError,
    "data.f",
  );
});

const actions = (memory: MemoryDatabase) =>
  memory.records.map((record) => "state" in record ? "snapshot" : record["a"]);

Deno.test("a property that is new to the program gets its default, in one record", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open<Any>({ n: 1 })).close();
  const nested = { list: [1] };
  for (let i = 0; i < 2; i++) {
    await using db = await memory.open<Any>({ n: 7, tags: nested, m: 2 });
    assertEquals(db.data, { n: 1, tags: { list: [1] }, m: 2 });
    assertEquals([db.rev, db.mtime === null], [2, false]);
    nested.list.push(2); // it is the program's own
    assertEquals(db.data["tags"], { list: [1] });
    nested.list.pop();
    await db.verify();
  }
  assertEquals(actions(memory), ["bootstrap", "migrate:defaults"]);
  const [, record] = memory.records;
  assertEquals([record?.["diff"], record?.["m"]], [
    { tags: { list: [1] }, m: 2 },
    undefined,
  ]);
});

Deno.test("what a transaction or a migration deleted stays deleted", async () => {
  for (const serializer of ["json", "msgpack"] as const) {
    for (const snapshot of [false, true]) {
      const memory = new MemoryDatabase();
      const data = () => ({ n: 1, old: 2, older: 3, '$q"]': 4 }) as Any;
      const options: KantaOptions<Any> = { serializer };
      {
        await using db = await memory.open<Any>(data(), options);
        db.transaction("drop", (data) => {
          delete data["old"];
          delete data['$q"]'];
        });
        if (snapshot) await db.snapshot();
      }
      const v1 = (data: Any) => delete data["older"];
      for (const migrations of [{ v1 }, { v1 }, {}]) {
        await using db = await memory.open<Any>(data(), {
          ...options,
          migrations,
        });
        assertEquals(db.data, { n: 1 });
        if (snapshot) {
          // From text, from what was decoded, and with changes since.
          await db.snapshot();
          db.transaction("edit", (data) => data["n"] = 1);
          db.transaction("more", (data) => data["other"] = { a: 1 });
          db.transaction("less", (data) => delete data["other"]);
          await db.snapshot();
        }
      }
      await using db = await memory.open<Any>({ ...data(), other: 5 }, options);
      assertEquals(db.data, snapshot ? { n: 1 } : { n: 1, other: 5 });
    }
  }
});

Deno.test("of a root that is a dictionary nothing that was deleted comes back", async () => {
  for (const serializer of ["json", "msgpack"] as const) {
    const memory = new MemoryDatabase();
    const data = () => ({ n: 1, first: 2 }) as Any;
    {
      await using db = await memory.open<Any>(data(), { serializer });
      db.transaction("drop", (data) => delete data["first"]);
      db.transaction("fill", (data) => {
        for (let i = 0; i < 150; i++) data[`k${i}`] = i;
      });
      for (let i = 0; i < 150; i++) {
        db.transaction("drop", (data) => delete data[`k${i}`]);
      }
      await db.snapshot();
      db.transaction("edit", (data) => data["n"] = 2);
      await db.snapshot();
    }
    await using db = await memory.open<Any>(data());
    assertEquals(db.data, { n: 2 });
  }
});

Deno.test("what a bootstrap or a schema took away at the beginning stays away", async () => {
  const without: KantaOptions<Any>[] = [
    { bootstrap: (data) => delete data["password"] },
    { strip: true, schema: schemaOf(({ n }: { n: number }) => ({ n })) },
  ];
  for (const serializer of ["json", "msgpack"] as const) {
    for (const snapshot of [false, true]) {
      for (const taking of without) {
        const memory = new MemoryDatabase();
        const data = () => ({ n: 1, password: "x", none: undefined }) as Any;
        const options = { ...taking, serializer };
        {
          await using db = await memory.open<Any>(data(), options);
          assertEquals(db.data, { n: 1 });
          await db.flush();
          if (serializer === "json") {
            assertEquals(memory.records[0]?.["g"], ["password"]);
          }
          if (snapshot) {
            db.transaction("edit", (data) => data["n"] = 1.5);
            await db.snapshot();
            db.transaction("edit", (data) => data["n"] = 1);
            await db.snapshot();
          }
        }
        for (let i = 0; i < 2; i++) {
          await using db = await memory.open<Any>(data(), { serializer });
          assertEquals(db.data, { n: 1 });
        }
      }
    }
  }
});

Deno.test("what was deleted and set again is there", async () => {
  const memory = new MemoryDatabase();
  const data = () => ({ n: 1, m: 2 }) as Any;
  {
    await using db = await memory.open<Any>(data());
    db.transaction("drop", (data) => delete data["m"]);
    db.transaction("set", (data) => data["m"] = 3);
    await db.snapshot();
  }
  await using db = await memory.open<Any>(data());
  assertEquals(db.data, { n: 1, m: 3 });
});

Deno.test("defaults: false fills nothing in", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open<Any>({ n: 1 })).close();
  await using db = await memory.open<Any>({ n: 1, m: 2 }, { defaults: false });
  assertEquals([db.data, db.rev], [{ n: 1 }, 1]);
});

Deno.test("a read-only opening fills in memory alone, and verifies", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open<Any>({ n: 1 })).close();
  const before = memory.text;
  await using db = await memory.open<Any>({ n: 1, m: 2 }, { readonly: true });
  assertEquals([db.data, db.rev], [{ n: 1, m: 2 }, 1]);
  await db.verify();
  (db.data as Any)["m"] = 3;
  await assertRejects(() => db.verify(), Error, "outside of a transaction");
  assertEquals(memory.text, before);
});

Deno.test("what the program begins with is known from its first opening", async () => {
  const memory = new MemoryDatabase();
  const db = memory.describe<Any>({ n: 1 });
  await db.open();
  db.transaction("add", (data) => data["m"] = 2);
  await db.close();
  memory.disk.remove(LOG);
  await (await memory.open<Any>({ n: 5 })).close();
  await db.open(); // m was no default
  assertEquals(db.data, { n: 5 });
  await db.close();
});

Deno.test("what a failed opening filled in is taken back", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open<Any>({ n: 1 })).close();
  const before = memory.text;
  const root: Any = { n: 7, m: 2 };
  let refused = true;
  const db = memory.describe<Any>(root, {
    // The types refuse an answer, a program without types does not know.
    validate: (() => !refused) as never,
  });
  await assertRejects(() => db.open(), Error, "it returned false");
  assertEquals([root, memory.text], [{ n: 7, m: 2 }, before]);
  refused = false;
  await db.open();
  assertEquals(db.data, { n: 1, m: 2 });
  await db.close();
});
