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

/** Keeps the sums from being optimised away. */
let total = 0;

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
  const plain = makeData(SIZE);
  const select = openSqlite();
  const group = "read";
  // Loops of their own: one shared by all would be optimised for none.
  Deno.bench(READERS.plain, { group, baseline: true }, () => {
    for (const id of ids) total += plain.users[id].visits;
  });
  Deno.bench(READERS.data, { group }, () => {
    for (const id of ids) total += db.data.users[id].visits;
  });
  Deno.bench(READERS.guarded, { group }, () => {
    for (const id of ids) total += guarded.data.users[id].visits;
  });
  Deno.bench(READERS.sqlite, { group }, () => {
    for (const id of ids) total += Number(select.get(id)?.visits);
  });
  globalThis.addEventListener("unload", () => {
    if (total < 0) throw new Error("No visits are below zero");
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
