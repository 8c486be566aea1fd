import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseError, Kanta } from "@kanta/core";
import type { ReapplyPlan } from "@kanta/core/history";
import { TempFolder } from "../../support/temp.ts";

interface Data {
  stock: Record<string, number>;
  todo: string[];
  people: { name: string; tags: string[] }[];
  seen: Map<string, number>;
  all: Set<string>;
}

const data = (): Data => ({
  stock: { apples: 3, pears: 5 },
  todo: ["a", "b", "c"],
  people: [{ name: "Ann", tags: [] }, { name: "Bob", tags: [] }],
  seen: new Map(),
  all: new Set(),
});

type Shop = Kanta<Data>;

/** A database in memory, and another one that was one with it. */
async function fork(
  common: (db: Shop) => void = () => {},
): Promise<{ db: Shop; other: Shop }> {
  const db = await Kanta.memory<Data>(data);
  common(db);
  await db.flush();
  const bytes = Uint8Array.from(db.source as Uint8Array); // of a log in memory
  return { db, other: await Kanta.memory<Data>(data, { bytes }) };
}

/** What became of each record: its revision now, or why it is not there. */
function fates({ records }: ReapplyPlan): unknown[] {
  return records.map(({ committed, conflicts, refused, repeated }) =>
    committed ?? (repeated ? "repeated" : refused) ??
      conflicts.map(({ at }) => at).join(" ")
  );
}

async function bytesOf(db: Shop): Promise<Uint8Array> {
  await db.flush();
  return db.source as Uint8Array; // of a log in memory
}

Deno.test("what only the other log has is committed again, record by record, as it was", async () => {
  const { db, other } = await fork();
  other.transaction("sell", { user: "eve", note: "cash" }, (data) => {
    data.stock["apples"] = 2;
    data.todo.splice(1, 1);
  });
  other.transaction("greet", { mtime: false }, (data) => {
    data.people[1]!.name = "Rob"; // there are two
    data.seen.set("x", 1);
    data.all.add("y");
  });
  db.transaction("restock", (data) => void data.stock["pears"]!++);
  const plan = await db.reapply(await bytesOf(other));
  assertEquals(fates(plan), [3, 4]);
  assertEquals(plan.common, 1);
  assertEquals(db.copy(), {
    ...other.copy(),
    stock: { apples: 2, pears: 6 },
  });
  const told = [];
  for await (const { action, user, note } of db.history({ range: "r3..r4" })) {
    told.push({ action, user, note });
  }
  assertEquals(told, [
    { action: "sell", user: "eve", note: "cash" },
    { action: "greet", user: undefined, note: undefined },
  ]);
  await db.close();
  await other.close();
});

Deno.test("a record is left alone whose place was changed since, and so is what follows from it", async () => {
  const { db, other } = await fork();
  other.transaction("sell", (data) => void data.stock["apples"]!--);
  other.transaction("sell", (data) => void data.stock["pears"]!--);
  other.transaction("sell", (data) => void data.stock["apples"]!--);
  db.transaction("sell", { user: "bob" }, (data) => {
    data.stock["apples"]!--; // the very same value as the other has there
  });
  const plan = await db.reapply(await bytesOf(other));
  // The value that it would set stands there: but that is another sale.
  assertEquals(fates(plan), ["stock.apples", 3, "stock.apples"]);
  const [conflict] = plan.records[0]!.conflicts; // there is one
  assertEquals([conflict?.old, conflict?.new], [2, 2]);
  assertEquals([conflict?.by?.rev, conflict?.by?.user], [2, "bob"]);
  assertEquals(db.data.stock, { apples: 2, pears: 4 });
  await db.close();
  await other.close();
});

Deno.test("a list that was changed since is one place, and an item of it, too, where others came", async () => {
  const { db, other } = await fork();
  other.transaction("push", (data) => void data.todo.push("d"));
  other.transaction("name", (data) => {
    data.people[0]!.name = "Anna"; // there are two
  });
  db.transaction("push", (data) => void data.todo.push("e"));
  db.transaction(
    "hire",
    (data) => void data.people.unshift({ name: "Zoe", tags: [] }),
  );
  assertEquals(fates(await db.reapply(await bytesOf(other))), [
    "todo",
    "people[0]",
  ]);
  await db.close();
  await other.close();
});

Deno.test("a plan tells the same, and commits nothing", async () => {
  const { db, other } = await fork();
  other.transaction("sell", (data) => void data.stock["apples"]!--);
  other.transaction("sell", (data) => void data.stock["apples"]!--);
  other.transaction("plan", (data) => void data.todo.push("d"));
  db.transaction("plan", (data) => void data.todo.pop());
  const bytes = await bytesOf(other);
  const plan = await db.reapply(bytes, { mode: "plan" });
  assertEquals(fates(plan), ["", "", "todo"]);
  assertEquals([db.rev, db.data.stock["apples"]], [2, 3]);
  const [first] = plan.records[1]!.changes; // it changes one place
  assertEquals([first?.old, first?.new], [2, 1]);
  assertEquals(fates(await db.reapply(bytes)), [3, 4, "todo"]);
  await db.close();
  await other.close();
});

Deno.test("what was done once is not done again, by its key", async () => {
  const { db, other } = await fork();
  other.transaction(
    "pay",
    { once: "p1" },
    (data) => void data.todo.push("paid"),
  );
  other.transaction("pay", { once: "p2" }, (data) => {
    data.stock["pears"] = 0;
  });
  db.transaction("pay", { once: "p2" }, () => {});
  const plan = await db.reapply(await bytesOf(other));
  assertEquals(fates(plan), [3, "repeated"]);
  const again = db.transaction("pay", { once: "p1" }, () => {});
  assertEquals(again, { rev: 3, repeated: true, result: undefined });
  await db.close();
  await other.close();
});

Deno.test("what a validator refuses is told, and the rest goes on", async () => {
  const { db: first, other } = await fork();
  other.transaction("take", (data) => void (data.stock["apples"] = -1));
  other.transaction("plan", (data) => void data.todo.push("d"));
  const db = await Kanta.memory<Data>(data, {
    bytes: await bytesOf(first),
    validate: ({ stock }) => {
      if (stock["apples"]! < 0) throw new RangeError("fewer than none");
    },
  });
  const plan = await db.reapply(await bytesOf(other));
  const [refused, done] = plan.records;
  assertEquals(refused?.refused?.includes("fewer than none"), true);
  assertEquals([done?.committed, db.data.todo.at(-1)], [2, "d"]);
  for (const one of [db, first, other]) await one.close();
});

Deno.test("again it does nothing: the places are no more as the records found them", async () => {
  const { db, other } = await fork();
  other.transaction("sell", (data) => void data.stock["apples"]!--);
  const bytes = await bytesOf(other);
  assertEquals(fates(await db.reapply(bytes)), [2]);
  const { records } = await db.reapply(bytes);
  // None at all, where it was made anew in the very millisecond of the other.
  assertEquals(records.filter(({ committed }) => committed), []);
  assertEquals(db.rev, 2);
  await db.close();
  await other.close();
});

Deno.test("a log that lacks nothing of this one, and none of its own, has nothing to give", async () => {
  const { db, other } = await fork();
  db.transaction("sell", (data) => void data.stock["apples"]!--);
  assertEquals(await db.reapply(await bytesOf(other)), {
    common: 1,
    records: [],
  });
  await db.close();
  await other.close();
});

Deno.test("a log of another origin is refused", async () => {
  const { db, other } = await fork();
  await using stranger = await Kanta.memory({ stock: {} });
  await assertRejects(
    () => db.reapply(stranger.source),
    DatabaseError,
    "no record in common",
  );
  await db.close();
  await other.close();
});

Deno.test("logs that begin with a snapshot are one where its state is the same", async () => {
  using folder = new TempFolder();
  const path = `${folder.path}/a.kantadb`;
  await using db = await Kanta.open<Data>(path, data);
  db.transaction("sell", (data) => void data.stock["apples"]!--);
  await db.rotate({ records: 0 });
  await db.flush();
  const copy = `${folder.path}/b.kantadb`;
  await Deno.copyFile(path, copy);
  {
    await using other = await Kanta.open<Data>(copy, data);
    other.transaction("plan", (data) => void data.todo.push("d"));
  }
  assertEquals(fates(await db.reapply(copy)), [3]);
});

Deno.test("a place that was changed and is as it was again was changed all the same", async () => {
  const { db, other } = await fork();
  other.transaction("sell", (data) => void data.stock["apples"]!--);
  other.transaction("name", (data) => {
    data.people[1]!.tags.push("new"); // there are two
  });
  db.transaction("count", (data) => void (data.stock["apples"] = 9));
  db.transaction("count", (data) => void (data.stock["apples"] = 3));
  db.transaction("name", (data) => {
    data.people[0]!.name = "Anna"; // there are two
  });
  const plan = await db.reapply(await bytesOf(other));
  assertEquals(fates(plan), ["stock.apples", 5]);
  await db.close();
  await other.close();
});

Deno.test("of a whole that was replaced a part was changed, and of a part the whole", async () => {
  const { db, other } = await fork();
  other.transaction("name", (data) => {
    data.people[0]!.name = "Anna"; // there are two
  });
  other.transaction("clear", (data) => void (data.todo = []));
  db.transaction("dismiss", (data) => void (data.people = []));
  db.transaction("plan", (data) => void data.todo.push("d"));
  const [naming, clearing] = (await db.reapply(await bytesOf(other))).records;
  assertEquals(naming?.conflicts.map(({ by }) => by?.rev), [2]);
  assertEquals(clearing?.conflicts.map(({ by }) => by?.rev), [3]);
  await db.close();
  await other.close();
});
