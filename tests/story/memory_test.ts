/**
 * The same database without a disk: what is true of one in a file is true of it.
 */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DataIntegrityError, Kanta } from "../../mod.ts";
import { replay } from "../../src/maintenance/mod.ts";
import { openHistory } from "../../src/history/open_history.ts";

interface Data {
  n: number;
  users: Record<string, { name: string; at?: Date }>;
}

const seed = (): Data => ({ n: 0, users: {} });

Deno.test("open, commit, close, open: the log lasts as long as the object", async () => {
  const data = seed();
  const db = await Kanta.memory<Data>(data);
  db.transaction("add", { user: "admin" }, (draft) => {
    draft.users["alice"] = { name: "Alice", at: new Date(5) };
  });
  assertEquals([db.rev, db.written, db.durable], [2, 2, 2]);
  await db.flush({ durable: true });
  db.flushSync();
  await db.close();
  assertThrows(() => db.rev, DataIntegrityError, "not open");
  const report = await db.open();
  assertEquals(report.created, false);
  assert(db.data === data);
  assertEquals(db.data, {
    n: 0,
    users: { alice: { name: "Alice", at: new Date(5) } },
  });
  assertEquals(db.rev, 2);
  await db.close();
});

Deno.test("history, snapshots and events are as ever", async () => {
  const db = new Kanta<Data>("memory:", seed());
  const told: string[] = [];
  for (const name of ["created", "change", "snapshot", "aborted"] as const) {
    db.addEventListener(name, ({ type }) => told.push(type));
  }
  await db.open();
  db.transaction("count", (data) => data.n++);
  const { r } = await db.snapshot();
  assertThrows(() =>
    db.transaction("fail", () => {
      throw new RangeError("no");
    }), RangeError);
  db.transaction("count", (data) => data.n++);
  assertEquals(told, [
    "change",
    "created",
    "change",
    "snapshot",
    "aborted",
    "change",
  ]);
  assertEquals(r, 2);
  using reader = await openHistory(db.source);
  const actions = [...reader.backward()].map((each) =>
    each.kind === "snapshot" ? "snapshot" : each.change().a
  );
  assertEquals(actions, ["count", "snapshot", "count", "bootstrap"]);
  const changes = await Array.fromAsync(db.history());
  assertEquals(changes.map((change) => change.rev), [1, 2, 3]);
  assertEquals((await db.at("r2")).state, { n: 1, users: {} });
  const { state, rev } = await replay(db.source as Uint8Array);
  assertEquals([state, rev], [{ n: 2, users: {} }, 3]);
  await db.verify();
  (db.data as Data).n = 9;
  await assertRejects(() => db.verify(), DataIntegrityError);
  await db.close();
});

Deno.test("an older log is migrated, validated and rolled back as in a file", async () => {
  const old = await Kanta.memory({ count: 4 });
  const bytes = old.source as Uint8Array;
  await old.close();
  const migrations = {
    migrate_v1: (data: { count?: number; n?: number }) => {
      data.n = data.count ?? 0;
      delete data.count;
    },
  };
  const validate = (data: { readonly n: number }) => {
    if (data.n > 5) throw new RangeError(`${data.n} is too many`);
  };
  await using db = await Kanta.memory({ n: 0 }, {
    bytes,
    migrations,
    validate,
  });
  assertEquals([db.data, db.version, db.rev], [{ n: 4 }, 1, 2]);
  db.transaction("count", (data) => data.n++);
  assertThrows(() => db.transaction("count", (data) => data.n++), RangeError);
  assertEquals(db.data.n, 5);
  await assertRejects(
    () =>
      Kanta.memory({ n: 0 }, {
        bytes,
        migrations,
        validate: () => {
          throw new RangeError("none will do");
        },
      }),
    RangeError,
  );
});

Deno.test("two databases in memory share nothing, and neither with a file of their name", async () => {
  await using one = await Kanta.memory(seed());
  await using other = await Kanta.memory(seed());
  one.transaction("count", (data) => data.n++);
  assertEquals([one.data.n, other.data.n], [1, 0]);
  assertEquals([one.rev, other.rev], [2, 1]);
  await assertRejects(() => Deno.stat(one.filename), Deno.errors.NotFound);
});

Deno.test("it takes a format, types, a clock and a bootstrap", async () => {
  class Point {
    constructor(readonly x: number) {}
  }
  const options = {
    serializer: "msgpack",
    types: [{
      tag: "point",
      class: Point,
      encode: ({ x }: Point) => x,
      decode: (x: unknown) => new Point(x as number),
    }],
    clock: () => Temporal.Instant.from("2026-06-10T02:55:00Z"),
    bootstrap: { run: (data: { at: Point }) => void (data.at = new Point(7)) },
  } as const;
  const db = await Kanta.memory({ at: new Point(1) }, options);
  db.transaction("move", (data) => data.at = new Point(8));
  await db.snapshot();
  db.transaction("move", (data) => data.at = new Point(9));
  const bytes = db.source as Uint8Array;
  await db.close();
  await using again = await Kanta.memory({ at: new Point(0) }, {
    ...options,
    bytes,
  });
  assertEquals(again.data.at, new Point(9));
  assertEquals(again.mtime?.toString(), "2026-06-10T02:55:00Z");
});
