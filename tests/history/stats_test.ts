import { assertEquals } from "@std/assert";
import { stats } from "../../src/history/mod.ts";
import { LogBuilder } from "../maintenance/log_builder.ts";

Deno.test("growth is counted by place, action, user and day", async () => {
  const log = new LogBuilder()
    .change({ users: {}, n: 0 }, { a: "bootstrap", ts: "2026-06-10T08:00:00Z" })
    .change({ users: { bob: { age: 1 } }, n: 0 }, {
      a: "create",
      u: "eve",
      ts: "2026-06-10T09:00:00Z",
    })
    .snapshot()
    .change({ users: { bob: { age: 2 } }, n: 1 }, {
      a: "edit",
      u: "eve",
      ts: "2026-06-11T09:00:00Z",
    })
    .change({ n: 1 }, { a: "edit", u: "bob", ts: "2026-06-11T10:00:00Z" });
  const size = (n: number) => (log.places[n + 1] ?? 0) - (log.places[n] ?? 0);
  const found = await stats(log.bytes);
  assertEquals(
    [found.from, found.to, found.changes, found.snapshots, found.snapshotBytes],
    [1, 4, 4, 1, size(2)],
  );
  assertEquals(found.bytes, log.end - size(2));
  assertEquals([found.since, found.until], [
    "2026-06-10T08:00:00Z",
    "2026-06-11T10:00:00Z",
  ]);
  const counts = (growth: readonly { name: string; changes: number }[]) =>
    Object.fromEntries(growth.map(({ name, changes }) => [name, changes]));
  assertEquals(counts(found.places), { users: 4, n: 2 });
  assertEquals(counts(found.actions), { bootstrap: 1, create: 1, edit: 2 });
  assertEquals(counts(found.users), { "": 1, eve: 2, bob: 1 });
  assertEquals(found.days.map(({ name, changes }) => [name, changes]), [[
    "2026-06-10",
    2,
  ], ["2026-06-11", 2]]);
  const total = found.places.reduce((sum, { bytes }) => sum + bytes, 0);
  assertEquals(Math.abs(total - found.bytes) <= 2, true);
  const deep = await stats(log.bytes, { depth: 2, range: "r2.." });
  assertEquals(counts(deep.places), { "users.bob": 2, n: 1, users: 1 });
  assertEquals(deep.from, 2);
  assertEquals((await stats(log.bytes, { range: "2027-01-01/" })).changes, 0);
});
