/**
 * What becomes of a file under its follower: torn, cut, rotated, replaced, gone,
 * damaged. The follower looks when a test says so.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { computeDiff } from "../../src/diff/diff.ts";
import { Kanta } from "../../mod.ts";
import type { OpenMode } from "../../src/file/log_file.ts";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { DiskFollower } from "../support/followed_disk.ts";
import { localWriter } from "../support/local_writer.ts";
import { MemoryDatabase, PATH } from "../support/memory_database.ts";

type Data = Record<string, unknown>;

/** A database on a disk in memory and its follower. */
async function followed(listens = true, data: Data = { n: 0 }) {
  const memory = new MemoryDatabase();
  const db = await memory.open<Data>(data, { snapshot: false });
  const copy = await new DiskFollower(memory.disk, { listens }).start();
  const set = (n: unknown) => {
    db.transaction("set", (data) => void (data["n"] = n));
    return db.flush();
  };
  return { memory, db, copy, set };
}

/** Appends text to the file, as a writer that is no more did. */
function append({ disk }: MemoryDatabase, text: string): void {
  const { file } = disk.open(PATH, { create: false, readonly: false });
  file.append(new TextEncoder().encode(text));
  file.close();
}

/** Cuts the file to so many bytes. */
function cut({ disk }: MemoryDatabase, size: number): void {
  const { file } = disk.open(PATH, { create: false, readonly: false });
  file.truncate(size);
  file.close();
}

/** The lines of the file. */
function lines(memory: MemoryDatabase): string[] {
  return memory.text.split("\n").slice(0, -1);
}

/** Puts other content in the place of the file, as a new file. */
function replace(memory: MemoryDatabase, text: string): void {
  memory.disk.writeNew("/new", [new TextEncoder().encode(text)]);
  memory.disk.rename("/new", PATH);
}

async function end(copy: DiskFollower, db: Kanta<Data>): Promise<void> {
  await copy.close();
  await db.close();
}

for (const listens of [true, false]) {
  Deno.test(`records are read as they come, half a one when its rest is there: listener ${listens}`, async () => {
    const { memory, db, copy, set } = await followed(listens);
    await set(1);
    const whole = memory.text;
    await set(2);
    const rest = memory.text.slice(whole.length);
    await db.close();
    for (let at = 1; at < rest.length - 1; at++) {
      cut(memory, whole.length);
      append(memory, rest.slice(0, at));
      await copy.wake.turn();
      assertEquals([copy.rev, copy.root], [2, { n: 1 }], rest.slice(0, at));
    }
    cut(memory, whole.length);
    append(memory, rest);
    await copy.wake.turn();
    assertEquals([copy.rev, copy.root], [3, { n: 2 }]);
    assertEquals(copy.told, []);
    assertEquals(copy.records.length, listens ? 2 : 0);
    await end(copy, db);
  });
}

Deno.test("a record without its line end counts, and the next writer's line end is none", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await db.close();
  cut(memory, memory.text.length - 1);
  const again = await new DiskFollower(memory.disk).start();
  assertEquals([again.rev, again.root], [2, { n: 1 }]);
  await copy.wake.turn();
  assertEquals(copy.root, { n: 1 });
  await db.open();
  await set(2);
  for (const follower of [copy, again]) {
    await follower.wake.turn();
    assertEquals([follower.rev, follower.root], [3, { n: 2 }]);
    assertEquals(follower.told, []);
  }
  await again.close();
  await end(copy, db);
});

Deno.test("a torn end that the next writer cuts off is never read", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await db.close();
  append(memory, '{"ts":"2026-01-01T00:00:00Z","diff":{"n":99');
  await copy.wake.turn(3);
  await db.open();
  await copy.wake.turn(3);
  await set(2);
  await copy.wake.turn();
  assertEquals([copy.rev, copy.root, copy.told], [3, { n: 2 }, []]);
  await end(copy, db);
});

Deno.test("a record that was read and is cut off, with another in its place, is a reset", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  const { length } = memory.text;
  await set(2);
  await copy.wake.turn();
  assertEquals(copy.root, { n: 2 });
  await db.close();
  cut(memory, length);
  await db.open();
  await set(3); // as many bytes: only the content tells
  await set(4);
  await copy.wake.turn(4);
  assertEquals([copy.rev, copy.root], [4, { n: 4 }]);
  assertEquals(copy.told, ["reset: another file was put in its place"]);
  await end(copy, db);
});

Deno.test("a file that was cut is a reset to what is left", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  const { length } = memory.text;
  await set(2);
  await copy.wake.turn();
  await db.close();
  cut(memory, length);
  await copy.wake.turn();
  assertEquals(copy.root, { n: 2 }, "one look alone is no proof");
  await copy.wake.turn(2);
  assertEquals([copy.rev, copy.root], [2, { n: 1 }]);
  assertEquals(copy.told, [
    "reset: it was cut, or an older one put in its place",
  ]);
  await end(copy, db);
});

Deno.test("a snapshot is passed over, and the revision goes on", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await db.snapshot();
  await set(2);
  await copy.wake.turn();
  assertEquals([copy.rev, copy.root, copy.told], [3, { n: 2 }, []]);
  await db.snapshot();
  const joined = await new DiskFollower(memory.disk).start();
  assertEquals([joined.rev, joined.root], [3, { n: 2 }]);
  await set(3);
  await joined.wake.turn();
  assertEquals([joined.rev, joined.root, joined.told], [4, { n: 3 }, []]);
  await joined.close();
  await end(copy, db);
});

Deno.test("over a rotation nothing is lost, told twice or told as a reset", async () => {
  const { memory, db, copy, set } = await followed();
  for (let n = 1; n <= 4; n++) await set(n);
  await db.snapshot();
  await copy.wake.turn();
  await set(5); // not read before the file has another name
  await db.close();
  const all = lines(memory);
  const snapshot = all.findIndex((line) => line.startsWith("SNAPSHOT"));
  memory.disk.rename(PATH, "/data@20260101T000000Z.kantadb");
  // Some kept records, and later none.
  memory.write(`${all.slice(snapshot).join("\n")}\n`);
  await copy.wake.turn(3);
  assertEquals([copy.rev, copy.root], [6, { n: 5 }]);
  await db.open();
  await set(6);
  await copy.wake.turn();
  await db.snapshot();
  await db.close();
  memory.disk.rename(PATH, "/data@20260102T000000Z.kantadb");
  const last = memory.disk.readFile("/data@20260102T000000Z.kantadb");
  const text = new TextDecoder().decode(last);
  memory.write(text.slice(text.lastIndexOf("SNAPSHOT")));
  await copy.wake.turn(3);
  await db.open();
  await set(7);
  await copy.wake.turn();
  assertEquals([copy.rev, copy.root, copy.told], [8, { n: 7 }, []]);
  assertEquals(copy.records.map(({ diff }) => diff), [
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ n })),
  ]);
  await end(copy, db);
});

Deno.test("a follower that was away over a rotation goes on from the archive", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await copy.wake.turn();
  await set(2);
  await set(3);
  await db.snapshot();
  await set(4);
  await db.close();
  const { text } = memory;
  const archive = "/data@20260101T000000Z.kantadb";
  // A copy, so that the follower's own file does not tell the rest.
  memory.disk.writeNew(archive, [
    new TextEncoder().encode(text.slice(0, text.indexOf("SNAPSHOT"))),
  ]);
  replace(memory, text.slice(text.indexOf("SNAPSHOT")));
  await copy.wake.turn(4);
  assertEquals([copy.rev, copy.root, copy.told], [5, { n: 4 }, []]);
  await end(copy, db);
});

Deno.test("a rotated file whose snapshot is another state is a reset to that", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await copy.wake.turn();
  await db.close();
  replace(
    memory,
    'SNAPSHOT {"ts":"2026-01-01T00:00:00Z","r":2,"k":1,"state":{"n":7}}\n',
  );
  await copy.wake.turn(2);
  assertEquals([copy.rev, copy.root], [2, { n: 7 }]);
  assertEquals(copy.told, ["reset: another file was put in its place"]);
  await end(copy, db);
});

Deno.test("what is not kept any more is a reset", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await copy.wake.turn();
  await db.close();
  replace(
    memory,
    'SNAPSHOT {"ts":"2026-01-01T00:00:00Z","r":9,"k":1,"state":{"n":7}}\n',
  );
  await copy.wake.turn(3);
  assertEquals([copy.rev, copy.root], [9, { n: 7 }]);
  assertEquals(copy.told, ["reset: what comes next is not kept any more"]);
  await end(copy, db);
});

Deno.test("a file that is gone is away; the data stays until there is one again", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await set(2);
  await db.close();
  memory.disk.rename(PATH, "/elsewhere");
  await copy.wake.turn();
  assertEquals([copy.rev, copy.root], [3, { n: 2 }], "the rest of it is read");
  await copy.wake.turn(3);
  const [away = "", ...more] = copy.told;
  assertStringIncludes(away, "away: Cannot follow");
  assertEquals(more, []);
  memory.disk.rename("/elsewhere", PATH);
  await copy.wake.turn(2);
  assertEquals(copy.told.slice(1), ["resumed"]);
  memory.disk.remove(PATH);
  const other = await memory.open<Data>({ other: true });
  await other.flush();
  await copy.wake.turn(4);
  assertEquals([copy.rev, copy.root], [1, { other: true }]);
  assertEquals(copy.told.slice(2), [
    "reset: it was cut, or an older one put in its place",
  ]);
  await other.close();
  await end(copy, db);
});

Deno.test("a file that is emptied is away, and resumed when it is filled as it was", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await copy.wake.turn();
  const { text } = memory;
  await db.close();
  cut(memory, 0);
  await copy.wake.turn(4);
  assertEquals(copy.told.length, 1);
  assertStringIncludes(copy.told[0] ?? "", "away");
  assertEquals(copy.root, { n: 1 });
  append(memory, text);
  await copy.wake.turn(4);
  assertEquals(copy.told.slice(1), ["resumed"]);
  assertEquals([copy.rev, copy.root], [2, { n: 1 }]);
  await end(copy, db);
});

Deno.test("damage is away, once it was seen twice; what mends it is followed", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await set(2);
  await set(3);
  await db.close();
  const { text } = memory;
  const at = text.indexOf('{"n":2}');
  replace(memory, text.slice(0, at) + '{"n":5}' + text.slice(at + 7));
  await copy.wake.turn(5);
  assertEquals([copy.rev, copy.root], [4, { n: 3 }], "its own file was whole");
  const late = new DiskFollower(memory.disk);
  const failed = late.follower.start().then(() => "", String);
  await late.wake.turn(2);
  assertStringIncludes(await failed, "its checksum does not match");
  await end(copy, db);
});

Deno.test("a line that a person breaks while it is followed is away, and resumed when mended", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await copy.wake.turn();
  await db.close();
  const { length } = memory.text;
  append(
    memory,
    '{"ts":"2026-01-01T00:00:00Z","diff":{"n":2},"c":"00000000"}\n',
  );
  await copy.wake.turn(3);
  assertEquals(copy.told.length, 1);
  assertStringIncludes(copy.told[0] ?? "", "its checksum does not match");
  assertEquals(copy.root, { n: 1 });
  cut(memory, length);
  await copy.wake.turn(3);
  assertEquals(copy.told.slice(1), ["resumed"]);
  await end(copy, db);
});

Deno.test("a change that does not fit leaves the state before it, and is away", async () => {
  const { memory, db, copy, set } = await followed(true, { n: 0, list: [1] });
  await set(1);
  await copy.wake.turn();
  await db.close();
  const line = (diff: unknown) =>
    `{"ts":"2026-01-01T00:00:00Z","diff":${JSON.stringify(diff)}}\n`;
  append(memory, line({ n: 2 }));
  append(memory, line({ n: 3, list: { $delete: [7] } }));
  await copy.wake.turn(3);
  assertEquals([copy.rev, copy.root], [3, { n: 2, list: [1] }]);
  assertEquals(copy.told.length, 1);
  assertStringIncludes(copy.told[0] ?? "", "Cannot apply the change");
  replace(memory, lines(memory).slice(0, 3).join("\n") + "\n");
  await copy.wake.turn(20);
  assertEquals([copy.rev, copy.root], [3, { n: 2, list: [1] }]);
  assertEquals(copy.told.slice(1), ["reset: a change did not fit", "resumed"]);
  await end(copy, db);
});

Deno.test("what a reset does not change stays the same object", async () => {
  const data = { n: 0, users: { bob: { name: "Bob" }, al: { name: "Al" } } };
  const { memory, db, copy, set } = await followed(true, data);
  await set(1);
  await copy.wake.turn();
  const { users } = copy.root;
  const before = structuredClone(users);
  await db.close();
  memory.disk.remove(PATH);
  const changed = { ...data, n: 5, more: true };
  const other = await memory.open<Data>(changed);
  await other.flush();
  await copy.wake.turn(4);
  assertEquals(copy.root, changed);
  assertEquals(copy.root["users"] === users, true);
  assertEquals(computeDiff(before, users), undefined);
  await other.close();
  await end(copy, db);
});

Deno.test("a log of another format in its place is followed, too", async () => {
  const { memory, db, copy, set } = await followed();
  await set(1);
  await copy.wake.turn();
  await db.close();
  memory.disk.remove(PATH);
  const other = await memory.open<Data>({ n: 9 }, { serializer: "msgpack" });
  await other.flush();
  await copy.wake.turn(4);
  other.transaction("set", (data) => void (data["n"] = 10));
  await other.flush();
  await copy.wake.turn(2);
  assertEquals([copy.rev, copy.root], [2, { n: 10 }]);
  await other.close();
  await end(copy, db);
});

/** A disk on which something happens amid a read of more than so many bytes. */
class BusyDisk extends MemoryFileSystem {
  /** Happens once, when half of the bytes were read. */
  amid: (() => void) | undefined;

  override open(path: string, mode: OpenMode) {
    const opened = super.open(path, mode);
    const { file } = opened;
    const read = file.read.bind(file);
    if (mode.readonly) {
      file.read = (offset: number, length: number) => {
        const { amid } = this;
        if (amid === undefined || offset + length <= this.from) {
          return read(offset, length);
        }
        this.amid = undefined;
        const half = read(offset, this.from - offset);
        amid();
        const rest = read(this.from, length - half.length);
        const bytes = new Uint8Array(half.length + rest.length);
        bytes.set(half);
        bytes.set(rest, half.length);
        return bytes;
      };
    }
    return opened;
  }

  /** Up to here it was read before. */
  from = 0;
}

Deno.test("records that are cut off and others in their place, amid a read, are not mixed", async () => {
  const disk = new BusyDisk();
  const writer = localWriter({ disk });
  const open = async (n: number) => {
    const db = new Kanta<Data>(PATH, { n, m: 0 }, { writer, snapshot: false });
    await db.open();
    return db;
  };
  const set = async (db: Kanta<Data>, key: string, value: number) => {
    db.transaction("set", (data) => void (data[key] = value));
    await db.flush();
  };
  const first = await open(0);
  const copy = await new DiskFollower(disk).start();
  const { length: start } = disk.readFile(PATH) ?? [];
  await set(first, "n", 1);
  const { length: half = 0 } = disk.readFile(PATH) ?? [];
  await set(first, "m", 1);
  await first.close();
  const old = disk.readFile(PATH) ?? new Uint8Array();
  // What stands there in the end has other records of the same lengths.
  const { file } = disk.open(PATH, { create: false, readonly: false });
  file.truncate(start ?? 0);
  const second = await open(0);
  await set(second, "n", 5);
  await set(second, "m", 5);
  await second.close();
  const other = disk.readFile(PATH) ?? new Uint8Array();
  assertEquals(other.length, old.length);
  file.truncate(0);
  file.append(old);
  disk.from = half;
  disk.amid = () => {
    file.truncate(0);
    file.append(other);
  };
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    await copy.wake.turn();
    seen.push(`${copy.root["n"]} ${copy.root["m"]}`);
  }
  assertEquals(disk.amid, undefined);
  assertEquals(copy.root, { n: 5, m: 5 });
  assert(!seen.includes("1 5"), String(seen));
  file.close();
  await copy.close();
});

/** A disk that knows when its file was written to: always at the same time. */
class TimedDisk extends MemoryFileSystem {
  /** How often the file was opened or its time asked for. */
  asked = 0;

  writtenAt(): number {
    return ++this.asked && 1;
  }
}

Deno.test("much that is added at once is read at one look, and a file that rests is read now and then", async () => {
  const disk = new TimedDisk();
  const writer = localWriter({ disk });
  const db = new Kanta<Data>(PATH, { n: 0, text: "" }, {
    writer,
    snapshot: false,
  });
  await db.open();
  const copy = await new DiskFollower(disk, { listens: false }).start();
  // More than a dozen of the pieces that are read at once.
  for (let n = 1; n <= 80; n++) {
    db.transaction("set", (data) => {
      data["n"] = n;
      data["text"] = `${n}`.repeat(50_000);
    });
  }
  await db.flush();
  await copy.wake.turn();
  assertEquals([copy.rev, copy.root["n"]], [81, 80]);
  await copy.wake.turn(50);
  // As many bytes, in the same time: what is compared now and then tells.
  const { length } = disk.readFile(PATH) ?? [];
  db.transaction("set", (data) => void (data["n"] = 81));
  await db.flush();
  await copy.wake.turn();
  assertEquals([copy.rev, copy.root["n"]], [82, 81]);
  assert((disk.readFile(PATH)?.length ?? 0) > (length ?? 0));
  assert(disk.asked > 0);
  await copy.close();
  await db.close();
});
