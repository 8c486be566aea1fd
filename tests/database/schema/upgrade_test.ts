import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { DataIntegrityError } from "../../../src/errors.ts";
import { DataSchemas } from "../../../src/database/schema/data_schemas.ts";
import { MigrationPlan } from "../../../src/database/schema/migration_plan.ts";
import type { Migrations } from "../../../src/database/schema/migrations.ts";
import type { StandardSchema } from "../../../src/database/schema/standard_schema.ts";
import { upgrade } from "../../../src/database/schema/upgrade.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { schemaOf } from "./schema_of.ts";

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
