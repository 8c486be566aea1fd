/**
 * A preview tells what a commit would write, and leaves everything as it was.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { DataIntegrityError, Kanta, NotStorableError } from "../../mod.ts";
import { Copier } from "../../src/values/copy.ts";
import { contentText, deepEqual } from "../../src/values/equal.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { Random } from "../support/random.ts";
import { randomEdits, randomObject } from "../support/random_edits.ts";
import { forSeedsAsync } from "../support/seeds.ts";

type Any = Record<string, unknown>;

/** Refuses a negative number, as a schema and as a validator. */
const amount = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value: unknown) =>
      typeof value === "string"
        ? { value: Number(value) }
        : typeof value === "number"
        ? { value }
        : { issues: [{ message: "no number" }] },
  },
} as const;

Deno.test("a preview gives the diff and changes nothing", async () => {
  const disk = new MemoryDatabase();
  await using db = await disk.open({ n: 1, list: ["a"] });
  await db.flush();
  const { text } = disk;
  const told: string[] = [];
  for (const type of ["change", "aborted"] as const) {
    db.addEventListener(type, () => told.push(type));
  }
  const diff = db.preview((data) => {
    data.n++;
    data.list.push("b");
  });
  assertEquals(diff, { n: 2, list: { $insert: [[1, "b"]] } });
  assertEquals(db.preview(() => {}), undefined);
  assertEquals(db.data, { n: 1, list: ["a"] });
  assertEquals(db.rev, 1);
  await db.flush();
  assertEquals(disk.text, text);
  assertEquals(told, []);
});

Deno.test("a preview runs the schemas and the validators", async () => {
  await using db = await Kanta.memory<{ n: number; sum: number }>(
    { n: 1, sum: 0 },
    {
      schemas: { n: amount },
      validate: ({ n }) => {
        if (n > 9) throw new RangeError("too much");
      },
    },
  );
  // What the schema makes of a string is part of the diff.
  assertEquals(db.preview((data) => Object.assign(data, { n: "5" })), { n: 5 });
  assertThrows(
    () => db.preview((data) => Object.assign(data, { n: true })),
    DataIntegrityError,
    "no number",
  );
  assertThrows(
    () => db.preview((data) => void (data.n = 10)),
    RangeError,
    "too much",
  );
  assertEquals(db.data, { n: 1, sum: 0 });
});

Deno.test("a preview throws what a commit would throw, and rolls back", async () => {
  await using db = await Kanta.memory<Any>({ n: 1 });
  const own = new Error("own");
  const found = assertThrows(() =>
    db.preview((data) => {
      data["n"] = 2;
      throw own;
    })
  );
  assertStrictEquals(found, own);
  assertThrows(
    () => db.preview((data) => void (data["f"] = () => {})),
    NotStorableError,
  );
  assertThrows(() => db.preview(() => Promise.resolve()), TypeError, "promise");
  assertThrows(
    () => db.transaction("outer", () => void db.preview(() => {})),
    DataIntegrityError,
    "Cannot begin a preview: outer is not over",
  );
  assertThrows(
    () => db.preview(() => void db.transaction("inner", () => {})),
    DataIntegrityError,
    "a preview is not over",
  );
  assertEquals(db.data, { n: 1 });
  db.transaction("after", (data) => void (data["n"] = 3));
  assertEquals(db.data, { n: 3 });
});

Deno.test("a preview of a database that is read only is possible", async () => {
  const disk = new MemoryDatabase();
  await (await disk.open({ n: 1 })).close();
  await using db = await disk.open({ n: 0 }, { readonly: true });
  assertEquals(db.preview((data) => void data.n++), { n: 2 });
  assertEquals(db.data, { n: 1 });
});

Deno.test("random edits: a preview gives the committed diff, exactly undone", async () => {
  await forSeedsAsync(12, async (random) => {
    const state = randomObject(random, 3, true);
    await using db = await Kanta.memory<Any>(state);
    let committed: unknown;
    db.addEventListener("change", ({ record }) => committed = record.diff);
    for (let i = 0; i < 4; i++) {
      const script = random.int(2 ** 31);
      const edit = (data: Any) =>
        void randomEdits(data, new Random(script), 6, true);
      const before = new Copier(NO_TYPES).copyOf(db.data);
      const diff = db.preview(edit);
      assert(deepEqual(db.data, before), contentText([before, db.data]));
      committed = undefined;
      db.transaction("edit", edit);
      assertEquals(contentText(diff), contentText(committed));
    }
    await db.verify();
  });
});
