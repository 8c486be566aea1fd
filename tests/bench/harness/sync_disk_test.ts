/** @module Tests of bench/harness/sync_disk.ts. */
import { assertEquals } from "@std/assert";
import { Folder } from "../../../bench/harness/folder.ts";
import { syncDisk } from "../../../bench/harness/sync_disk.ts";

Deno.test("the disk is waited for, and no file is changed by that", async () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("x"), "x");
  await syncDisk();
  assertEquals(Deno.readTextFileSync(folder.file("x")), "x");
});

Deno.test("where there is no sync, the bench does without", async () => {
  const path = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", "/there/is/none");
  try {
    await syncDisk();
  } finally {
    Deno.env.set("PATH", path);
  }
});
