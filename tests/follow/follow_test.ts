/**
 * Following a file, as a program does it.
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
import {
  DatabaseError,
  DataIntegrityError,
  FileLockError,
  Kanta,
  ReplayError,
} from "../../mod.ts";
import { TempFolder } from "../support/temp.ts";

interface Data {
  users: Record<string, { name: string }>;
  visits: number;
}

const data = (): Data => ({ users: {}, visits: 0 });

/** Resolves at the next event of a kind. */
function next(db: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) =>
    db.addEventListener(type, resolve, { once: true })
  );
}

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`a follower has what the writer has, in the same objects: ${serializer}`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    await using db = await Kanta.open(path, data(), { serializer });
    db.transaction("create", { user: "eve" }, ({ users }) => {
      users["bob"] = { name: "Bob" };
      users["al"] = { name: "Al" };
    });
    await db.flush();
    const root = data();
    await using copy = await Kanta.follow(path, root);
    assertEquals(copy.data, db.data);
    assertEquals([copy.rev, copy.version], [2, 0]);
    assertEquals(copy.mtime, db.mtime);
    const { al } = copy.data.users;
    const heard: unknown[] = [];
    copy.addEventListener("change", ({ record: { a, u, diff } }) => {
      heard.push([copy.rev, a, u, diff, copy.data.users["bob"]?.name]);
    });
    db.transaction("rename", { user: "al" }, ({ users }) => {
      users["bob"]!.name = "Bobby"; // made above
    });
    await db.flush();
    await copy.waitFor(db.rev);
    assertEquals(copy.data, db.data);
    assertStrictEquals(copy.data.users["al"], al);
    assertEquals(root, db.data);
    const diff = { users: { bob: { name: "Bobby" } } };
    assertEquals(heard, [[3, "rename", "al", diff, "Bobby"]]);
    assert(copy.lag >= 0 && copy.lag < Infinity);
    assertEquals(Deno.inspect(copy), `Kanta { "${path}", rev 3, following }`);
  });
}

Deno.test("a follower refuses what would write, and reads its history like any database", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, data());
  db.transaction("visit", (data) => void data.visits++);
  await db.flush();
  await using copy = await Kanta.follow(path, data());
  const calls: (() => unknown)[] = [
    () => copy.transaction("visit", (data) => void data.visits++),
    () => copy.begin("visit"),
    () => copy.preview((data) => void data.visits++),
    () => copy.flushSync(),
  ];
  for (const call of calls) {
    assertThrows(call, DataIntegrityError, "it follows; promote() it first");
  }
  const promises: (() => Promise<unknown>)[] = [
    () => copy.flush(),
    () => copy.snapshot(),
    () => copy.revert(2),
  ];
  for (const call of promises) {
    await assertRejects(call, DataIntegrityError, "it follows");
  }
  assertEquals([copy.written, copy.durable, copy.source], [2, 0, path]);
  assertEquals((await copy.at("r1")).state, data());
  const history = await Array.fromAsync(copy.history());
  assertEquals(history.map(({ action }) => action), ["bootstrap", "visit"]);
  await copy.verify();
  Reflect.set(copy.data, "visits", 7);
  await assertRejects(() => copy.verify(), DataIntegrityError, "differs");
});

Deno.test("watch() tells of a follower what it tells of the writer", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, data());
  await db.flush();
  await using copy = await Kanta.follow(path, data());
  const watched = copy.watch("visits", { initial: true })
    [Symbol.asyncIterator]();
  const types: unknown[] = [];
  for (let i = 0; i < 2; i++) types.push((await watched.next()).value?.type);
  db.transaction("visit", { user: "eve" }, (data) => void data.visits++);
  await db.flush();
  const { value } = await watched.next();
  assertEquals([...types, value?.type, value?.rev], [
    "hello",
    "state",
    "change",
    2,
  ]);
  const [, told] = await Array.fromAsync(db.history());
  assertEquals(value?.id, told?.id);
  await db.close();
  await copy.promote();
  const events: unknown[] = [];
  for (let i = 0; i < 2; i++) events.push((await watched.next()).value?.type);
  copy.transaction("visit", (data) => void data.visits++);
  const { value: last } = await watched.next();
  assertEquals([...events, last?.type, last?.rev], [
    "reset",
    "state",
    "change",
    3,
  ]);
  assertEquals(last?.id, (await Array.fromAsync(copy.history()))[2]?.id);
  await watched.return?.();
});

Deno.test("a file that is not there is waited for, and the event away says so", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const copy = new Kanta(path, data());
  const away = next(copy, "away");
  const following = copy.follow();
  const event = await away;
  assert("error" in event && event.error instanceof FileLockError);
  await using db = await Kanta.open(path, { ...data(), visits: 7 });
  await following;
  assertEquals(copy.data, db.data);
  await copy.close();
});

Deno.test("a signal gives up the wait for a file, and so does close()", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const reason = new Error("enough");
  await assertRejects(
    () => Kanta.follow(path, data(), { signal: AbortSignal.abort(reason) }),
    Error,
    "enough",
  );
  const copy = new Kanta(path, data());
  const away = next(copy, "away");
  const controller = new AbortController();
  const given = copy.follow({ signal: controller.signal });
  await away;
  controller.abort(reason);
  await assertRejects(() => given, Error, "enough");
  const again = copy.follow();
  again.catch(() => {});
  await copy.close();
  await assertRejects(() => again, DataIntegrityError, "it was closed");
});

Deno.test("waitFor() resolves at the revision, and rejects by its signal and at the end", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, data());
  await db.flush();
  const copy = await Kanta.follow(path, data());
  await copy.waitFor(1);
  const controller = new AbortController();
  const { signal } = controller;
  const never = copy.waitFor(99, { signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => never, Error, "enough");
  const open = copy.waitFor(99);
  open.catch(() => {});
  await copy.close();
  await assertRejects(() => open, DataIntegrityError, "it was closed");
  await db.waitFor(1);
  await assertRejects(() => db.waitFor(2), DataIntegrityError, "own trans");
  assertEquals(db.lag, 0);
});

Deno.test("what can't be followed says why", async () => {
  using folder = new TempFolder();
  await assertRejects(
    () => Kanta.follow("memory:x", data()),
    TypeError,
    "a log in memory has no file",
  );
  await assertRejects(
    () => Kanta.follow(folder.path, data()),
    DatabaseError,
    "a folder",
  );
  Deno.writeTextFileSync(folder.file(), "no log\n");
  await assertRejects(
    () => Kanta.follow(folder.file(), data()),
    FileLockError,
    "it is not a database",
  );
  await using db = await Kanta.open(folder.file("b"), data());
  await db.flush();
  const root = data();
  await using copy = await Kanta.follow(folder.file("b"), root);
  await assertRejects(() => copy.follow(), DataIntegrityError, "open already");
  await assertRejects(
    () => Kanta.follow(folder.file("b"), root),
    DataIntegrityError,
    "which is open",
  );
});

Deno.test("a follower never migrates: a log of another version is refused", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const migrate_v1 = (data: { visits: number }) => void (data.visits = 100);
  const migrations = { migrate_v1 };
  await (await Kanta.open(path, data())).close();
  await assertRejects(
    () => Kanta.follow(path, data(), { migrations }),
    ReplayError,
    "start the upgraded writer first",
  );
  const any = await Kanta.follow(path, data());
  await using db = await Kanta.open(path, data(), { migrations });
  await db.flush();
  await any.waitFor(db.rev);
  assertEquals([any.version, any.data], [1, db.data]);
  await using same = await Kanta.follow(path, data(), { migrations });
  assertEquals([same.version, same.data], [1, db.data]);
  await db.close();
  const fatal = next(same, "fatal");
  const waiting = same.waitFor(99);
  waiting.catch(() => {});
  const migrate_v2 = (data: { visits: number }) => void (data.visits = 200);
  await using newer = await Kanta.open(path, data(), {
    migrations: { migrate_v1, migrate_v2 },
  });
  await newer.flush();
  const event = await fatal;
  assert("error" in event && event.error instanceof ReplayError);
  assertEquals([same.version, same.data.visits], [1, 100]);
  await assertRejects(() => waiting, ReplayError, "upgrade this program");
  await assertRejects(
    () => Kanta.follow(path, data(), { migrations }),
    ReplayError,
    "upgrade this program",
  );
  await any.close();
});

Deno.test("promote() waits for the lock, and goes on with the same objects", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await Kanta.open(path, data());
  db.transaction("create", ({ users }) => {
    users["bob"] = { name: "Bob" };
  });
  await db.flush();
  await using standby = await Kanta.follow(path, data());
  const { bob } = standby.data.users;
  const controller = new AbortController();
  const given = standby.promote({ signal: controller.signal });
  await assertRejects(
    () => standby.promote(),
    DataIntegrityError,
    "it is asked for",
  );
  controller.abort(new Error("not now"));
  await assertRejects(() => given, Error, "not now");
  const promoted = standby.promote();
  db.transaction("visit", (data) => void data.visits++);
  await db.flush();
  await standby.waitFor(3); // it follows meanwhile
  await db.close();
  await promoted;
  assertStrictEquals(standby.data.users["bob"], bob);
  standby.transaction("visit", (data) => void data.visits++);
  await standby.flush();
  assertEquals([standby.rev, standby.data.visits], [4, 2]);
  await standby.verify();
  await assertRejects(
    () => standby.promote(),
    DataIntegrityError,
    "it does not follow",
  );
});

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`over rotations while the writer goes on, a follower hears each commit once: ${serializer}`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    await using db = await Kanta.open(path, data(), {
      serializer,
      sync: "never",
      snapshot: false,
    });
    await db.flush();
    await using copy = await Kanta.follow(path, data());
    const heard: number[] = [];
    const told: string[] = [];
    copy.addEventListener("change", () => heard.push(copy.data.visits));
    for (const type of ["reset", "away", "fatal"] as const) {
      copy.addEventListener(type, () => told.push(type));
    }
    const { users } = copy.data;
    for (let round = 0; round < 4; round++) {
      const rotated = round > 0 ? db.rotate({ records: 2 }) : undefined;
      for (let i = 0; i < 25; i++) {
        db.transaction("visit", (data) => void data.visits++);
        if (i % 5 === 0) await db.flush();
      }
      await rotated;
      await db.flush();
      // In one round it falls behind, in the next it is there.
      if (round % 2 === 0) await copy.waitFor(db.rev);
    }
    await copy.waitFor(db.rev);
    assertEquals(told, []);
    assertEquals(heard, Array.from({ length: 100 }, (_, i) => i + 1));
    assertEquals(copy.data, db.data);
    assertStrictEquals(copy.data.users, users);
    await copy.verify();
  });
}

Deno.test("where another file is in its place, watchers of a follower get a reset and the state", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await (await Kanta.open(path, { ...data(), visits: 5 })).close();
  await using copy = await Kanta.follow(path, data());
  const watched = copy.watch("visits").getReader();
  const seen: unknown[] = [(await watched.read()).value?.type];
  const reset = next(copy, "reset");
  Deno.removeSync(path);
  await using other = await Kanta.open(path, { ...data(), visits: 9 });
  await other.flush();
  const event = await reset;
  assert("reason" in event && typeof event.reason === "string");
  for (let i = 0; i < 2; i++) {
    const { value } = await watched.read();
    seen.push(value?.type, value?.type === "state" ? value.value : undefined);
  }
  assertEquals(seen, ["hello", "reset", undefined, "state", 9]);
  other.transaction("visit", (data) => void data.visits++);
  await other.flush();
  const { value } = await watched.read();
  assert(value?.type === "change");
  assertEquals(value.changes.map(({ at, old, new: now }) => [at, old, now]), [
    ["visits", 9, 10],
  ]);
  await watched.cancel();
});
