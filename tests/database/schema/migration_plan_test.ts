import { assertEquals, assertThrows } from "@std/assert";
import { readSteps } from "../../../src/database/schema/migration_plan.ts";

const none = () => {};
const namesIn = (migrations: object) =>
  readSteps(migrations).map(({ name, version }) => [name, version]);

Deno.test("steps are told by their names, whatever stands beside them", () => {
  assertEquals(
    namesIn({
      migrate_v2: none,
      V3: none,
      11: none,
      helper: none,
      sha256: none,
      set2: none,
      VERSION: 4,
      v1: none,
    }),
    [["11", 11], ["migrate_v2", 2], ["V3", 3], ["v1", 1]],
  );
  assertEquals(namesIn({}), []);
  assertEquals(namesIn(Object.assign(Object.create(null), { v7: none })), [[
    "v7",
    7,
  ]]);
});

Deno.test("a function whose name is nearly that of a step is refused", () => {
  const meant = [
    "migarte_v2",
    "migrate-v2",
    "migrate v2",
    "migration_v2",
    "migration2",
    "mirgate2",
    "Migrate_V_2",
    "upgrade2",
    "upgrade_to2",
    "step2",
    "version2",
    "v2_add_users",
    "v_2",
    "ver2",
    "_v02",
    "to2",
    "migrate_users",
  ];
  for (const name of meant) {
    assertThrows(
      () => readSteps({ v1: none, [name]: none }),
      TypeError,
      `Cannot read the version of the migration ${name}`,
    );
  }
});

Deno.test("names of which none is a step are refused: nothing would run", () => {
  for (const migrations of [{ helper: none }, { default: { v1: none } }]) {
    assertThrows(
      () => readSteps(migrations),
      TypeError,
      `Cannot find a migration among ${Object.keys(migrations)[0]}`,
    );
  }
});

Deno.test("a list, a Map, a class and a function are no migrations", () => {
  class Steps {
    v1() {}
  }
  const others: [object, string][] = [
    [[none, none], "a list"],
    [new Map([["v1", none]]), "an instance of Map"],
    [new Steps(), "an instance of Steps"],
    [none, "type function"],
  ];
  for (const [migrations, found] of others) {
    assertThrows(() => readSteps(migrations), TypeError, found);
  }
});

Deno.test("a step of the wrong kind is refused by its name", () => {
  for (const run of [async () => {}, function* () {}, 5, { v1: none }]) {
    assertThrows(
      () => readSteps({ migrateV4: run }),
      TypeError,
      "the migration migrateV4",
    );
  }
});
