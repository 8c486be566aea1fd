/** @module Tests of bench/harness/log.ts. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { Folder } from "../../../bench/harness/folder.ts";
import { writeLog } from "../../../bench/harness/log.ts";
import { type Data, makeData } from "../../../bench/harness/users.ts";

Deno.test("a made log opens, with its snapshot and the changes after it", async () => {
  using folder = new Folder();
  const path = folder.file("made.kantadb");
  const bytes = writeLog(path, { size: 50, changes: 120, history: 100_000 });
  assertEquals(Deno.statSync(path).size, bytes);
  assert(bytes > 100_000);
  await using db = await Kanta.open<Data>(path, { users: {} });
  assertEquals(
    Object.keys(db.data.users),
    Object.keys(makeData(50).users),
  );
  assertEquals(
    Object.values(db.data.users).filter(({ visits }) => visits > 0).length,
    50,
  );
  await db.verify();
});
