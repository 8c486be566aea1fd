/**
 * The writer's worker dies in every way, at every kind of message: everybody who
 * waits or comes later is told, nothing hangs, and the file can be opened again.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Kanta, SharedWriter, WriterDiedError } from "@kanta/core";
import { connectTo } from "../../src/store/file/client/shared_writer.ts";
import type { DeathOrder } from "../support/dying_worker.ts";
import { TempFolder } from "../support/temp.ts";

type Way = DeathOrder["way"];
type Moment = DeathOrder["at"];

const WAYS: readonly Way[] = ["throw", "reject", "close", "exit", "hang"];

/** A death without a word is found after thirty of these. */
const BEAT_MS = 100;

const connect = connectTo(
  new URL("../support/dying_worker.ts", import.meta.url),
  BEAT_MS,
);

/** A writer that dies in this way at a message, if so many went well before. */
function mortal(way: Way, at: Moment, spared: number): SharedWriter {
  const until = new Int32Array(new SharedArrayBuffer(4));
  const order: DeathOrder = { kind: "ping", way, at, spared, until };
  return new SharedWriter((receive, died) => {
    const connection = connect(receive, (cause) => {
      died(cause);
      // A thread that waits is not ended before it wakes, and keeps the lock.
      Atomics.store(until, 0, 1);
      Atomics.notify(until, 0);
    });
    connection.post(order);
    return connection;
  });
}

/** Counts: the state of all these databases. */
interface Counter {
  n: number;
}

/** What was acknowledged is there, and the lock is not: at the latest soon. */
async function openAgain(path: string, least: number): Promise<void> {
  await using db = await Kanta.open<Counter>(path, { n: 0 }, {
    lockTimeout: 20_000,
  });
  assert(db.data.n >= least, `${db.data.n} of ${least}`);
}

function count(db: Kanta<Counter>): void {
  db.transaction("count", (data) => {
    data.n++;
  });
}

/** From the death on all is refused, with the first cause. */
async function demandPoisoned(
  db: Kanta<Counter>,
  cause: Error,
  n: number,
): Promise<void> {
  assertEquals(db.data.n, n);
  assertStrictEquals(assertThrows(() => count(db)), cause);
  assertEquals(db.data.n, n, "it was not rolled back");
  assertStrictEquals(await assertRejects(() => db.flush()), cause);
  const durably = () => db.flush({ durable: true });
  assertStrictEquals(await assertRejects(durably), cause);
  assertStrictEquals(await assertRejects(() => db.snapshot()), cause);
  assertStrictEquals(assertThrows(() => db.flushSync()), cause);
  assertStrictEquals(await assertRejects(() => db.close()), cause);
}

/** Dies while a database is being opened. */
async function dieOpening(way: Way, at: Moment): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file();
  const options = { writer: mortal(way, at, 0) };
  await assertRejects(
    () => Kanta.open(path, { n: 0 }, options),
    WriterDiedError,
  );
  await openAgain(path, 0);
}

/** Dies while a database is at work. */
async function dieAtWork(way: Way, at: Moment): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file();
  // The first record's append goes well, and so does one more.
  const writer = mortal(way, at, at === "append" ? 2 : 0);
  // A sync of its own, on a slow machine, would leave nothing to ask for.
  const options = { writer, sync: "never" } as const;
  const db = await Kanta.open<Counter>(path, { n: 0 }, options);
  const told: Error[] = [];
  db.addEventListener("fatal", ({ error }) => told.push(error as Error));
  count(db);
  await db.flush();
  // With something to append a flush needs no message of its own.
  if (at !== "flush") count(db);
  const { n } = db.data;
  const waiting = await Promise.allSettled([
    db.flush(),
    db.flush({ durable: true }),
    db.snapshot(),
    db.flush(),
  ]);
  const causes = waiting.flatMap((result) =>
    result.status === "rejected" ? [result.reason] : []
  );
  const [cause] = causes;
  assert(cause instanceof WriterDiedError);
  for (const other of causes) assertStrictEquals(other, cause);
  assertEquals(told, [cause]);
  await demandPoisoned(db, cause, n);
  await openAgain(path, 1);
}

/** Dies when a database is closed. */
async function dieClosing(way: Way): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file();
  const writer = mortal(way, "close", 0);
  const db = await Kanta.open<Counter>(path, { n: 0 }, { writer });
  count(db);
  await db.flush();
  await assertRejects(() => db.close(), WriterDiedError);
  await openAgain(path, 1);
}

/** Dies while nobody waits for it. */
async function dieAlone(way: Way): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file();
  const writer = mortal(way, "append", 1); // the first record goes well
  const db = await Kanta.open<Counter>(path, { n: 0 }, { writer });
  const died = Promise.withResolvers<unknown>();
  db.addEventListener("fatal", ({ error }) => died.resolve(error));
  count(db);
  // Some deaths send no word, and nobody asks before somebody waits.
  if (way === "throw" || way === "reject") await died.promise;
  await assertRejects(() => db.flush(), WriterDiedError);
  await assertRejects(() => db.close(), WriterDiedError);
  await openAgain(path, 0);
}

/** One of many databases sees to the death of all. */
async function dieTogether(way: Way): Promise<void> {
  using folder = new TempFolder();
  const writer = mortal(way, "snapshot", 0);
  const paths = ["a", "b", "c"].map((name) => folder.file(name));
  const all = await Promise.all(
    paths.map((path) => Kanta.open<Counter>(path, { n: 0 }, { writer })),
  );
  all.forEach(count);
  await Promise.all(all.map((db) => db.flush()));
  all.forEach(count);
  const [snapshot, ...others] = await Promise.allSettled([
    all[0]!.snapshot(),
    ...all.slice(1).map((db) => db.flush({ durable: true })),
  ]);
  assert(snapshot.status === "rejected");
  for (const other of others) {
    // What was asked just before the death may have been answered.
    if (other.status === "rejected") {
      assertStrictEquals(deathOf(other.reason), deathOf(snapshot.reason));
    }
  }
  for (const db of all) {
    assertThrows(() => count(db), WriterDiedError);
    await assertRejects(() => db.close(), WriterDiedError);
  }
  for (const path of paths) await openAgain(path, 1);
}

/** The death itself: a database that lost commits to it says how many. */
function deathOf(error: unknown): unknown {
  const { cause } = error as WriterDiedError; // all of them are
  if (!(cause instanceof WriterDiedError)) return error;
  const said = /; \d+ commits are not written to "[^"]+"$/;
  assert(said.test((error as WriterDiedError).message)); // as above
  return cause;
}

const DEATHS: Readonly<Record<string, (way: Way) => Promise<void>>> = {
  "while the file is being opened": (way) => dieOpening(way, "open"),
  "at the first record": (way) => dieOpening(way, "append"),
  "at an append": (way) => dieAtWork(way, "append"),
  "at a flush": (way) => dieAtWork(way, "flush"),
  "at a snapshot": (way) => dieAtWork(way, "snapshot"),
  "at the close": dieClosing,
  "while nobody waits": dieAlone,
  "with many databases": dieTogether,
};

/** So many moments are tried at the same time: nearly all of it is waiting. */
const AT_ONCE = 2;

const begun = new Map<number, Promise<ReadonlyMap<string, Promise<void>>>>();
let warmed: Promise<void> | undefined;

/** The first start may take longer than the patience that is tried here. */
async function warm(): Promise<void> {
  const writer = new SharedWriter(
    connectTo(new URL("../support/dying_worker.ts", import.meta.url)),
  );
  using folder = new TempFolder();
  const db = await Kanta.open(folder.file(), { n: 0 }, { writer });
  await db.close();
}

/** Begins the deaths of a group of moments. */
async function begin(
  group: number,
): Promise<ReadonlyMap<string, Promise<void>>> {
  await (warmed ??= warm());
  const moments = Object.entries(DEATHS)
    .slice(group * AT_ONCE, (group + 1) * AT_ONCE);
  const all = moments.flatMap(([when, die]) =>
    WAYS.map((way) => [`${way} ${when}`, die(way)] as const)
  );
  for (const [, done] of all) done.catch(() => {});
  return new Map(all);
}

for (const [index, when] of Object.keys(DEATHS).entries()) {
  const group = Math.floor(index / AT_ONCE);
  for (const way of WAYS) {
    Deno.test(`the worker dies by ${way} ${when}: all are told, nothing hangs`, async () => {
      if (!begun.has(group)) begun.set(group, begin(group));
      await (await begun.get(group))?.get(`${way} ${when}`);
    });
  }
}
