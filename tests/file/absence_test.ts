import { assert, assertFalse } from "@std/assert";
import { isAbsent } from "../../src/file/absence.ts";
import { TempFolder } from "../support/temp.ts";

Deno.test("a path is absent when nothing can be reached by it", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  assert(isAbsent(path));
  assert(isAbsent(`${folder.path}/no/such/folder`));
  assertFalse(isAbsent(folder.path));
  await Deno.symlink(path, folder.file("link"));
  assert(isAbsent(folder.file("link")));
  Deno.writeTextFileSync(path, "");
  assertFalse(isAbsent(path));
  assertFalse(isAbsent(folder.file("link")));
});

Deno.test("what can't be told is not called absent", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file(), "");
  assertFalse(isAbsent(`${folder.file()}/below a file`));
  assertFalse(isAbsent("nul\0"));
});
