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
/** How often the readers take turns within one process. */
const TURNS = 5;
/** How often those read in a turn who read objects as they are. */
const CALLS = 400;

/** Keeps the sums from being optimised away. */
let total = 0;

async function openAndClose(guard: boolean): Promise<Kanta<Data>> {
  const path = await Deno.makeTempFile({ suffix: ".kantadb" });
  const db = await Kanta.open<Data>(path, makeData(SIZE), { guard });
  await db.close();
  await Deno.remove(path);
  return db;
}

async function register(): Promise<void> {
  const ids = new Scatter(SIZE).ids(READS);
  // Where objects lie on the heap decides more than who reads them, and who reads
  // first pays for it: there are plain ones on either side, and all take turns.
  const early = makeData(SIZE);
  const db = await openAndClose(false);
  const guarded = await openAndClose(true);
  const late = makeData(SIZE);
  let calls = 0;
  const select = openSqlite();
  for (let pass = 0; pass < 2; pass++) {
    (globalThis as { gc?: () => void }).gc?.();
  }
  // Loops of their own: one shared by all would be optimised for none.
  const readers = [
    {
      name: READERS.plain,
      n: CALLS,
      fn: () => {
        const plain = calls++ % CALLS < CALLS / 2 ? early : late;
        for (const id of ids) total += plain.users[id]!.visits;
      },
    },
    {
      name: READERS.data,
      n: CALLS,
      fn: () => {
        for (const id of ids) total += db.data.users[id]!.visits;
      },
    },
    {
      name: READERS.guarded,
      n: 20,
      fn: () => {
        for (const id of ids) total += guarded.data.users[id]!.visits;
      },
    },
    {
      name: READERS.sqlite,
      n: 5,
      fn: () => {
        for (const id of ids) total += Number(select.get(id)?.["visits"]);
      },
    },
  ];
  // Short turns: the machine changes its pace from second to second.
  for (let turn = 0; turn < TURNS; turn++) {
    const group = `read, turn ${turn + 1}`;
    for (
      const { name, n, fn } of turn % 2 === 0 ? readers : readers.toReversed()
    ) {
      const baseline = name === READERS.plain;
      Deno.bench({
        name,
        group,
        baseline,
        n,
        warmup: turn === 0 ? 6 * n : n,
        fn,
      });
    }
  }
  globalThis.addEventListener("unload", () => {
    if (total < 0) throw new Error("No visits are below zero");
  });
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
