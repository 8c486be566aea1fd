import { assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { TempFolder } from "../support/temp.ts";

Deno.test("the holder of a file is who has its lock, as far as the system tells", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await Kanta.open(path, { n: 0 });
  assertEquals((await db.holder())?.pid, Deno.pid);
  const reader = await Kanta.open(path, { n: 0 }, { readonly: true });
  const named = (await reader.holder())?.pid;
  // Only Linux names it to who has not the lock.
  assertEquals(named, Deno.build.os === "linux" ? Deno.pid : undefined);
  await db.close();
  assertEquals(await reader.holder(), undefined);
  await reader.close();
});

Deno.test("a log in memory has no holder", async () => {
  await using db = await Kanta.memory({ n: 0 });
  assertEquals(await db.holder(), undefined);
});
