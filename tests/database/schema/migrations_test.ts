import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { DatabaseError } from "../../../src/errors.ts";
import { MigrationPlan } from "../../../src/database/schema/migration_plan.ts";
import {
  type Migrations,
  runSteps,
} from "../../../src/database/schema/migrations.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";

type Any = Record<string, unknown>;

const none = () => {};
const names = (migrations: Migrations, version = 0) =>
  new MigrationPlan(migrations).pending(version, "x.kantadb")
    .map((step) => step.name);

Deno.test("steps are found by their names and run in order", () => {
  assertEquals(
    names({ migrate_v10: none, migrateV2: none, v1: none, 3: none, _v4: none }),
    ["v1", "migrateV2", "3", "_v4", "migrate_v10"],
  );
  const plan = new MigrationPlan({ v1: none, v7: none });
  assertEquals(plan.latest, 7);
  assertEquals(new MigrationPlan().latest, 0);
});

Deno.test("other exports of a module are left alone", () => {
  assertEquals(
    names({ v1: none, default: {}, helper: none, VERSION: 3, total: 5 }),
    ["v1"],
  );
});

Deno.test("what looks like a step and can't be one is refused", () => {
  for (const name of ["migrate_v0", "migrate_v01", "migrate_vx", "migrate_v"]) {
    assertThrows(() => new MigrationPlan({ [name]: none }), TypeError, name);
  }
  assertThrows(
    () => new MigrationPlan({ v1: 5 as never }),
    TypeError,
    "found number",
  );
  assertThrows(
    () => new MigrationPlan({ v1: none, migrate_v1: none }),
    TypeError,
    "version 1 apart",
  );
});

Deno.test("gaps are allowed; only what is newer than the data is pending", () => {
  const steps = { v2: none, v5: none, v9: none };
  assertEquals(names(steps, 1), ["v2", "v5", "v9"]);
  assertEquals(names(steps, 2), ["v5", "v9"]);
  assertEquals(names(steps, 4), ["v5", "v9"]);
  assertEquals(names(steps, 9), []);
  assertEquals(names({}, 99), []); // who has no steps does not care
});

Deno.test("data newer than the program, or older than its steps, is refused", () => {
  const plan = new MigrationPlan({ v3: none, v4: none });
  const newer = assertThrows(() => plan.pending(5, "x.kantadb"), DatabaseError);
  assertEquals(
    (newer as Error).message,
    "Cannot open x.kantadb: its data has version 5, and this program knows " +
      "versions up to 4; use a newer program",
  );
  assertThrows(
    () => plan.pending(1, "x.kantadb"),
    DatabaseError,
    "the oldest migration starts from version 2",
  );
});

function run(migrations: Migrations, data: Any, ctx: Any = {}) {
  const steps = new MigrationPlan(migrations).pending(0, "x.kantadb");
  return runSteps(steps, data, { ctx }, NO_TYPES, "x.kantadb");
}

Deno.test("each step is told of with what it changed", () => {
  const { data, done } = run(
    {
      v1: (data: Any) => data["a"] = 1,
      v2: none,
      v3: (data: Any, { ctx }: { ctx: Any }) => {
        data["b"] = { from: ctx["name"] };
      },
    },
    { a: 0 },
    { name: "ctx" },
  );
  assertEquals(data, { a: 1, b: { from: "ctx" } });
  assertEquals(done, [
    { name: "v1", version: 1, changed: true, diff: { a: 1 } },
    { name: "v2", version: 2, changed: false, diff: undefined },
    { name: "v3", version: 3, changed: true, diff: { b: { from: "ctx" } } },
  ]);
});

Deno.test("what a step keeps of its own is not what is stored", () => {
  const mine = { n: 1 };
  const { data } = run({
    v1: (data: Any) => void (data["mine"] = mine),
    v2: () => void mine.n++,
  }, {});
  assertEquals(data, { mine: { n: 1 } });
});

Deno.test("a step that throws, stores what can't be, or is asynchronous, fails", () => {
  const first = new Error("half way");
  const steps: unknown[] = [
    () => {
      throw first;
    },
    (data: Any) => void (data["f"] = () => 1),
    () => Promise.reject(new Error("nobody sees this")),
  ];
  for (const step of steps) {
    const error = assertThrows(
      () => run({ migrate_v1: step as never }, {}),
      DatabaseError,
      "Cannot migrate x.kantadb to version 1: migrate_v1 failed",
    ) as Error;
    assertInstanceOf(error.cause, Error);
  }
  const error = assertThrows(() => run({ v1: steps[0] as never }, {})) as Error;
  assertEquals(error.cause, first);
});
