/** @module Tests of bench/peers/large_state.ts. */
import { assert, assertEquals } from "@std/assert";
import { Folder } from "../../../bench/harness/folder.ts";
import { writeLog } from "../../../bench/harness/log.ts";
import { userId } from "../../../bench/harness/users.ts";
import {
  kantaStage,
  openKanta,
  parsePlain,
  plainStage,
} from "../../../bench/peers/large_state.ts";

Deno.test("both that are compared read the same objects", async () => {
  using folder = new Folder();
  const path = folder.file("x.kantadb");
  writeLog(path, { size: 30, changes: 0 });
  const { state } = parsePlain(path);
  const { db } = await openKanta(path);
  assertEquals(state, { users: { ...db.data.users } });
  assertEquals(state.users[userId(29)]!.name, "User 29");
  await db.close();
});

Deno.test("a process says how long, how much memory, and what a snapshot did", async () => {
  using folder = new Folder();
  const path = folder.file("x.kantadb");
  const length = writeLog(path, { size: 30, changes: 10 });
  const times = { pauseMs: 1, quietMs: 10, fullMs: 10 };
  const stage = await kantaStage({ path, size: 30, ...times });
  assert((await stage.run(1, "open"))["ms"]! > 0);
  const before = Deno.statSync(path).size;
  assert((await stage.run(1, "calm"))["empty"]! > 0);
  assert(Deno.statSync(path).size > before);
  const { bytes, commits, refused, stolen } = await stage.run(1, "snapshot");
  assert(stolen! >= 0);
  assert((await stage.run(1, "later"))["empty"]! > 0);
  await stage.close?.();
  assert(commits! > 0);
  assertEquals(refused, 0);
  assert(Deno.statSync(path).size > length + bytes!);
});

Deno.test("plain objects are there as long as their memory is measured", async () => {
  using folder = new Folder();
  const path = folder.file("x.kantadb");
  writeLog(path, { size: 30, changes: 10 });
  const times = { pauseMs: 1, quietMs: 10, fullMs: 10 };
  const stage = await plainStage({ path, size: 30, ...times });
  assert((await stage.run(1, "open"))["ms"]! > 0);
  assertEquals((await stage.run(1, "memory"))["users"], 1);
});
