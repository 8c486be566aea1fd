/**
 * Records undone, and states brought back, in a database that is open.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Kanta } from "../../../mod.ts";
import { PointError } from "../../../src/errors.ts";
import { RevertError } from "../../../src/history/mod.ts";
import { Copier } from "../../../src/values/copy.ts";
import { contentText, deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { Random } from "../../support/random.ts";
import { randomEdits, randomObject } from "../../support/random_edits.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

type Any = Record<string, unknown>;

interface Data {
  users: Record<string, { name: string; tags: string[] }>;
  visits: number;
}

function copy<T>(value: T): T {
  return new Copier(NO_TYPES).copyOf(value) as T; // a copy is of the same kind
}

function check(holds: boolean, what: string, ...seen: unknown[]): void {
  if (holds) return;
  throw new Error([what, ...seen.map((one) => contentText(one))].join("\n"));
}

async function sample(
  serializer: "json" | "msgpack" = "json",
): Promise<Kanta<Data>> {
  const data: Data = { users: {}, visits: 0 };
  const db = await Kanta.memory<Data>(data, { serializer });
  db.transaction("create", { user: "admin" }, ({ users }) => {
    users["bob"] = { name: "Bob", tags: ["a"] };
    users["eve"] = { name: "Eve", tags: [] };
  }); // r2
  db.transaction("visit", { user: "bob" }, (data) => void data.visits++); // r3
  db.transaction("rename", { user: "eve" }, ({ users }) => {
    users["bob"]!.name = "Bobby";
    users["bob"]!.tags.push("b");
  }); // r4
  db.transaction("visit", { user: "eve" }, (data) => void data.visits++); // r5
  return db;
}

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`a revert undoes a record as a new one (${serializer})`, async () => {
    await using db = await sample(serializer);
    const plan = await db.revertPlan(4);
    assertEquals(plan.rev, 5);
    assertEquals(
      plan.undoes.map(({ rev, action, user }) => [rev, action, user]),
      [
        [4, "rename", "eve"],
      ],
    );
    assertEquals(plan.changes.map(({ op, at }) => [op, at]), [
      ["set", "users.bob.name"],
      ["remove", "users.bob.tags[1]"],
    ]);
    assertEquals([plan.conflicts, plan.committed], [[], undefined]);
    assertEquals(db.rev, 5);

    const done = await db.revert(4, { user: "admin", note: "by mistake" });
    assertEquals([done.committed, db.rev], [6, 6]);
    assertEquals(db.data.users["bob"], { name: "Bob", tags: ["a"] });
    assertEquals(db.data.visits, 2);
    const [last] = await Array.fromAsync(
      db.history({ reverse: true, limit: 1 }),
    );
    assertEquals(
      [last?.action, last?.user, last?.note, last?.undone],
      ["revert", "admin", "by mistake", [4]],
    );
    // The revert of the revert.
    await db.revert(6);
    assertEquals(db.data.users["bob"], { name: "Bobby", tags: ["a", "b"] });
    // What is as it was already is nothing to do.
    await db.revert(7);
    const nothing = await db.revert(4);
    assertEquals([nothing.committed, nothing.changes.length], [undefined, 0]);
    await db.verify();
  });
}

Deno.test("places that were changed since are refused, left alone or taken back", async () => {
  await using db = await sample();
  const before = copy(db.data);
  const error = await assertRejects(() => db.revert(3), RevertError);
  assert(error.message.includes("visits (r5 by eve)"), error.message);
  assertEquals(
    error.plan?.conflicts.map((
      { at, old, new: now, by },
    ) => [at, old, now, by?.rev]),
    [["visits", 2, 0, 5]],
  );
  assertEquals(copy(db.data), before);
  assertEquals(db.rev, 5);

  const clean = await db.revert([2, 4], { mode: "only-clean" });
  assertEquals([clean.committed, clean.conflicts.length], [6, 0]);
  assertEquals(db.data, { users: {}, visits: 2 });

  const left = await db.revert(3, { mode: "only-clean" });
  assertEquals([left.committed, left.conflicts.length], [undefined, 1]);
  assertEquals(db.rev, 6);
  await db.revert(3, { mode: "force", action: "undo" });
  assertEquals(db.data.visits, 0);
  assertEquals(db.rev, 7);
});

Deno.test("a query says what is undone: by user, action, range and place", async () => {
  await using db = await sample();
  await db.revert({ user: "eve" });
  assertEquals(db.data.users["bob"], { name: "Bob", tags: ["a"] });
  assertEquals(db.data.visits, 1);
  await db.revert({ range: "r6" });
  await db.revert({ action: "rename", places: "users.*.name" });
  assertEquals(db.data.users["bob"], { name: "Bob", tags: ["a", "b"] });
  const none = await db.revert({ user: "nobody" });
  assertEquals([none.undoes, none.committed], [[], undefined]);
  await assertRejects(() => db.revert(99), PointError);
  await assertRejects(() => db.revert(0), PointError);
});

Deno.test("restore() brings the state of a point back", async () => {
  await using db = await sample();
  const plan = await db.restore({ at: "r3", mode: "plan" });
  assertEquals(plan.changes.length, 3);
  assertEquals(db.rev, 5);
  const { committed } = await db.restore({
    at: "r3",
    user: "admin",
    note: "!",
  });
  assertEquals(committed, 6);
  assertEquals(db.data as Data, (await db.at("r3")).state);
  const [last] = await Array.fromAsync(db.history({ reverse: true, limit: 1 }));
  assertEquals([last?.action, last?.user, last?.note], [
    "restore",
    "admin",
    "!",
  ]);
  assertEquals((await db.restore({ at: "end" })).committed, undefined);
});

/** The bytes of a log of version 0: two users, one of them renamed. */
async function oldLog(): Promise<Uint8Array> {
  const users = { bob: { first: "Bob" }, eve: { first: "Eve" } };
  await using db = await Kanta.memory<Any>({ users, n: 1 });
  db.transaction("rename", { user: "eve" }, (data) => {
    Reflect.set(
      Object(Reflect.get(Object(data["users"]), "bob")),
      "first",
      "B",
    );
  }); // r2
  db.transaction("count", (data) => void (data["n"] = 2)); // r3
  return await bytesOf(db);
}

async function bytesOf(db: Kanta<Any>): Promise<Uint8Array> {
  await db.flush();
  return db.source as Uint8Array; // of a log in memory
}

/** From `users.*.first` to `people.*.name`. */
const migrations = {
  migrate_v1: (data: Any) => {
    const entries = Object.entries(Object(data["users"]));
    data["people"] = Object.fromEntries(
      entries.map(([key, user]) => [key, { name: Object(user).first }]),
    );
    delete data["users"];
  },
};

Deno.test("a record of an older schema version is undone as if its data had been migrated", async () => {
  const bytes = await oldLog();
  const defaults = () => ({ people: {}, n: 0, since: 2026 });
  await using db = await Kanta.memory<Any>(defaults, { bytes, migrations });
  assertEquals(db.data["people"], { bob: { name: "B" }, eve: { name: "Eve" } });
  const plan = await db.revertPlan(2);
  assertEquals(plan.changes.map(({ at, old, new: now }) => [at, old, now]), [
    ["people.bob.name", "B", "Bob"],
  ]);
  assertEquals(plan.conflicts, []);
  await db.revert(2);
  assertEquals(db.data["people"], {
    bob: { name: "Bob" },
    eve: { name: "Eve" },
  });
  assertEquals(db.data["since"], 2026);
  // What was changed since is a conflict, as ever.
  db.transaction("count", { user: "bob" }, (data) => void (data["n"] = 9));
  const error = await assertRejects(() => db.revert(3), RevertError);
  assertEquals(error.plan?.conflicts.map(({ at }) => at), ["n"]);
});

Deno.test("a point of an older schema version is migrated, and gets the defaults of new properties", async () => {
  const bytes = await oldLog();
  const defaults = () => ({ people: {}, n: 0, since: 2026 });
  await using db = await Kanta.memory<Any>(defaults, { bytes, migrations });
  db.transaction("clear", (data) => void (data["people"] = {}));
  const { committed } = await db.restore({ at: "r1" });
  assertEquals(committed, db.rev);
  assertEquals<unknown>(db.data, {
    n: 1,
    people: { bob: { name: "Bob" }, eve: { name: "Eve" } },
    since: 2026,
  });
  const [last] = await Array.fromAsync(db.history({ reverse: true, limit: 1 }));
  assertEquals([last?.action, last?.version], ["restore", 1]);
});

Deno.test("all records of both versions are undone together, a migration aside", async () => {
  const bytes = await oldLog();
  await using db = await Kanta.memory<Any>({}, { bytes, migrations });
  db.transaction("count", (data) => void (data["n"] = 5));
  const before = copy(db.data);
  const error = await assertRejects(() => db.revert(4), RevertError, "migrate");
  assert(error.message.includes("r4"), error.message);
  const { undoes } = await db.revert({ range: "r2.." });
  assertEquals(undoes.map(({ rev }) => rev), [2, 3, 5]);
  assertEquals<unknown>(db.data, {
    n: 1,
    people: { bob: { name: "Bob" }, eve: { name: "Eve" } },
  });
  await db.revert(db.rev);
  assertEquals<unknown>(db.data, before);
});

Deno.test("without its migrations, or where one fails, an older record is refused", async () => {
  const bytes = await oldLog();
  const first = await Kanta.memory<Any>({}, { bytes, migrations });
  const migrated = await bytesOf(first);
  await first.close();
  await using bare = await Kanta.memory<Any>({}, { bytes: migrated });
  for (
    const attempt of [
      () => bare.revert(2),
      () => bare.restore({ at: "r2" }),
    ]
  ) {
    const error = await assertRejects(attempt, RevertError, "version 0");
    assertEquals(error.plan, undefined);
  }
  let fails = false;
  await using db = await Kanta.memory<Any>({}, {
    bytes: migrated,
    migrations: {
      v1: () => {
        if (fails) throw new RangeError("no more");
      },
    },
  });
  fails = true;
  await assertRejects(() => db.revert(2), RevertError, "no more");
  assertEquals(db.rev, 4);
});

Deno.test("a migration without a record keeps nothing from being undone", async () => {
  const bytes = await oldLog();
  await using db = await Kanta.memory<Any>({}, {
    bytes,
    migrations: { 1: () => {} },
  });
  assertEquals([db.version, db.rev], [1, 3]);
  db.transaction("count", (data) => void (data["n"] = 5)); // the first that says 1
  await db.revert([2, 4]);
  assertEquals(db.data["n"], 2);
  assertEquals(db.data["users"], {
    bob: { first: "Bob" },
    eve: { first: "Eve" },
  });
});

Deno.test("a query may be narrowed to revisions", async () => {
  await using db = await sample();
  const plan = await db.revertPlan({ user: "eve", revs: [4, 2] });
  assertEquals(plan.undoes.map(({ rev }) => rev), [4]);
  assertEquals((await db.revertPlan({ revs: [] })).undoes, []);
  const places = "users.*.name";
  const { changes } = await db.revertPlan({ revs: [4], places });
  assertEquals(changes.map(({ at }) => at), ["users.bob.name"]);
});

Deno.test("restore() brings back the state of another log, migrated", async () => {
  const bytes = await oldLog();
  await using db = await Kanta.memory<Any>({ n: 7 }, {
    migrations,
    serializer: "msgpack",
  });
  await db.restore({ from: bytes, at: "r2", note: "from the backup" });
  assertEquals<unknown>(db.data, {
    n: 1,
    people: { bob: { name: "B" }, eve: { name: "Eve" } },
  });
  assertEquals(db.rev, 2);
  await db.restore({ from: bytes });
  assertEquals(db.data["n"], 2);
  await assertRejects(
    () => db.restore({ from: bytes, at: "r99" }),
    PointError,
  );
  await assertRejects(() => db.restore({}), TypeError, "give the point");
});

Deno.test("a validator refuses a revert as any commit", async () => {
  let refuses = false;
  await using db = await Kanta.memory({ n: 4 }, {
    validate: () => {
      if (refuses) throw new RangeError("not again");
    },
  });
  db.transaction("a", (data) => void data.n++);
  refuses = true;
  await assertRejects(() => db.revert(2), RangeError, "not again");
  assertEquals([db.data.n, db.rev], [5, 2]);
  refuses = false;
  await db.revert(2);
  assertEquals([db.data.n, db.rev], [4, 3]);
});

/** A database with a random history; the states after each revision. */
async function randomHistory(random: Random, rich: boolean) {
  const db = await Kanta.memory<Any>(randomObject(random, 3, rich), {
    serializer: random.chance(0.5) ? "json" : "msgpack",
  });
  const states = [{}, copy(db.data)];
  for (let i = 0; i < 5; i++) {
    const script = random.int(2 ** 31);
    db.transaction("edit", { user: random.pick(["bob", "eve"]) }, (data) => {
      randomEdits(data, new Random(script), 3, rich);
    });
    if (db.rev === states.length) states.push(copy(db.data));
  }
  return { db, states };
}

Deno.test("random histories: undone one by one from the last they lead to the beginning", async () => {
  await forSeedsAsync(12, async (random) => {
    const { db, states } = await randomHistory(random, random.chance(0.7));
    await using _ = db;
    for (let rev = states.length - 1; rev >= 1; rev--) {
      const before = copy(db.data);
      const { committed } = await db.revert(rev);
      const wanted = states[rev - 1];
      check(deepEqual(db.data, wanted), `r${rev}`, before, wanted, db.data);
      if (committed === undefined || !random.chance(0.5)) continue;
      await db.revert(committed); // back, and undone again
      check(deepEqual(db.data, before), "the revert", before, db.data);
      await db.revert(db.rev);
      check(deepEqual(db.data, wanted), "again", wanted, db.data);
    }
    await db.verify();
  });
});

Deno.test("random histories: all at once, and a point, lead there exactly", async () => {
  await forSeedsAsync(12, async (random) => {
    const { db, states } = await randomHistory(random, random.chance(0.7));
    await using _ = db;
    const from = 1 + random.int(states.length - 1);
    const revs = states.map((_, rev) => rev).slice(from);
    const last = copy(db.data);
    await db.revert(revs);
    check(deepEqual(db.data, states[from - 1]), "revert", db.data);
    await db.restore({ at: states.length - 1 });
    check(deepEqual(db.data, last), "restore", last, db.data);
    await db.verify();
  });
});

Deno.test("random histories: only-clean leaves alone what was changed since", async () => {
  let conflicts = 0;
  await forSeedsAsync(20, async (random) => {
    const { db, states } = await randomHistory(random, random.chance(0.7));
    await using _ = db;
    const rev = 2 + random.int(Math.max(1, states.length - 2));
    if (rev >= states.length) return;
    const before = copy(db.data);
    const plan = await db.revertPlan(rev);
    await db.revert(rev, { mode: "only-clean" });
    for (const conflict of plan.conflicts) {
      conflicts++;
      const [was, is] = [before, db.data].map((state) =>
        conflict.path.reduce(
          (value: unknown, key) =>
            value instanceof Map
              ? value.get(key)
              : value instanceof Set
              ? value.has(key)
              : Reflect.get(Object(value), String(key)),
          state,
        )
      );
      check(deepEqual(was, is), conflict.at, before, db.data);
    }
    if (plan.conflicts.length > 0) {
      await assertRejects(() => db.revert(rev), RevertError);
      await db.revert(rev, { mode: "force" });
    }
    await db.verify();
  });
  assert(conflicts > 10, `${conflicts} conflicts`);
});
