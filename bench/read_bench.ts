/**
 * The benches of the question in read.ts, for `deno bench`.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { DatabaseSync } from "node:sqlite";
import {
  type Data,
  makeData,
  makeUser,
  Scatter,
  userId,
} from "./harness/users.ts";
import { READERS, READS } from "./read.ts";

const SIZE = 10_000;

type Root = { readonly users: Readonly<Record<string, { visits: number }>> };

function sum(root: { readonly data: unknown }, ids: readonly string[]): number {
  let total = 0;
  for (const id of ids) total += (root.data as Root).users[id].visits;
  return total;
}

async function register(): Promise<void> {
  const ids = new Scatter(SIZE).ids(READS);
  const path = await Deno.makeTempFile({ suffix: ".kantadb" });
  const db = await Kanta.open<Data>(path, makeData(SIZE));
  const guardedPath = await Deno.makeTempFile({ suffix: ".kantadb" });
  const guarded = await Kanta.open<Data>(guardedPath, makeData(SIZE), {
    guard: true,
  });
  await db.close();
  await guarded.close();
  const plain = { data: makeData(SIZE) };
  const select = openSqlite();
  const group = "read";
  Deno.bench(READERS.plain, { group, baseline: true }, () => {
    sum(plain, ids);
  });
  Deno.bench(READERS.data, { group }, () => {
    sum(db, ids);
  });
  Deno.bench(READERS.guarded, { group }, () => {
    sum(guarded, ids);
  });
  Deno.bench(READERS.sqlite, { group }, () => {
    for (const id of ids) select.get(id);
  });
  await Deno.remove(path);
  await Deno.remove(guardedPath);
}

function openSqlite() {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE users (id TEXT PRIMARY KEY, visits INT) WITHOUT ROWID");
  const insert = db.prepare("INSERT INTO users VALUES (?, ?)");
  for (let index = 0; index < SIZE; index++) {
    insert.run(userId(index), makeUser(index).visits);
  }
  return db.prepare("SELECT visits FROM users WHERE id = ?");
}

await register();
