/** @module Tests of bench/peers/kanta.ts. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { Folder } from "../../../bench/harness/folder.ts";
import { writeLog } from "../../../bench/harness/log.ts";
import { type Data, makeData } from "../../../bench/harness/users.ts";
import { openStore } from "../../../bench/peers/kanta.ts";

Deno.test("a store begins with a log that is there, and leaves that one alone", async () => {
  using folder = new Folder();
  const ready = folder.file("ready.kantadb");
  const lines = (text: string) => text.split("\n").length;
  writeLog(ready, { size: 20, changes: 20 });
  const before = Deno.readTextFileSync(ready);
  const store = await openStore({
    folder: folder.path,
    size: 20,
    variant: "",
    ready,
  });
  await store.commits(20);
  await store.close();
  assertEquals(Deno.readTextFileSync(ready), before);
  // The log counted visits in the same order: each commit is a change all the same.
  const after = Deno.readTextFileSync(folder.file("users.kantadb"));
  assertEquals(lines(after), lines(before) + 20);
  await using db = await Kanta.open<Data>(folder.file("users.kantadb"), {
    users: {},
  });
  assertEquals(Object.keys(db.data.users), Object.keys(makeData(20).users));
  assert(Object.values(db.data.users).every(({ visits }) => visits > 0));
});
