import { assertEquals } from "@std/assert";
import type { ChangeRecord, Snapshot } from "../src/record.ts";
import { MemoryDatabase } from "./support/memory_database.ts";

const change: (keyof ChangeRecord)[] = ["ts", "a", "v", "u", "m", "diff", "d"];
const snapshot: (keyof Snapshot)[] = ["ts", "v", "m", "state", "r", "k", "d"];

Deno.test("records in a file have the fields that the types name", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open({ n: 0 }, {
    migrations: { v2: () => {} },
    sync: "always",
  });
  db.transaction("count", { user: "admin" }, (data) => data.n++);
  await db.snapshot();
  db.transaction("count", { user: "admin" }, (data) => data.n++);
  await db.flush({ durable: true });
  const fields = { change: new Set<string>(), snapshot: new Set<string>() };
  for (const record of memory.records) {
    const kind = "state" in record ? "snapshot" : "change";
    for (const field of Object.keys(record)) fields[kind].add(field);
  }
  const sum = "c"; // is the framer's, and never shown
  assertEquals(fields.change.difference(new Set([...change, sum])).size, 0);
  assertEquals(fields.snapshot.difference(new Set([...snapshot, sum])).size, 0);
  for (const field of ["ts", "a", "v", "u", "m", "diff"]) {
    assertEquals(fields.change.has(field), true, field);
  }
  for (const field of ["ts", "v", "m", "state", "r", "k"]) {
    assertEquals(fields.snapshot.has(field), true, field);
  }
});

Deno.test("what has its default is left out", async () => {
  const memory = new MemoryDatabase();
  await using db = await memory.open({ n: 0 }, {
    bootstrap: { mtime: false },
  });
  db.transaction("", { mtime: false }, (data) => data.n++);
  await db.flush();
  const [, second] = memory.records;
  assertEquals(Object.keys(second!).filter((key) => key !== "d"), [
    "ts",
    "diff",
    "c",
  ]);
});
