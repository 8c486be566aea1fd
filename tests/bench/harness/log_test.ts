/** @module Tests of bench/harness/log.ts. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { Folder } from "../../../bench/harness/folder.ts";
import { largeShape, readyLog, writeLog } from "../../../bench/harness/log.ts";
import { Terms } from "../../../bench/harness/question.ts";
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

Deno.test("a log that several questions use is made once for each shape", async () => {
  using terms = new Terms(true);
  const path = await readyLog(terms, { size: 5, changes: 3 });
  const { mtime, size } = Deno.statSync(path);
  assertEquals(await readyLog(terms, { size: 5, changes: 3 }), path);
  assertEquals(Deno.statSync(path).mtime, mtime);
  const other = await readyLog(terms, { size: 5, changes: 4 });
  assert(Deno.statSync(other).size > size);
});

Deno.test("the large log has a million objects, in a quick run far fewer", () => {
  using quick = new Terms(true);
  using full = new Terms(false);
  assertEquals(largeShape(full), { size: 1_000_000, changes: 100_000 });
  assert(largeShape(quick).size <= 10_000);
});
