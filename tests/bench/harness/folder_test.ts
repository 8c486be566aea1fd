/** @module Tests of bench/harness/folder.ts. */
import { assert, assertThrows } from "@std/assert";
import { Folder } from "../../../bench/harness/folder.ts";

Deno.test("a folder goes with what is in it", () => {
  let path: string;
  {
    using folder = new Folder();
    path = folder.path;
    Deno.writeTextFileSync(folder.file("x"), "x");
    assert(Deno.statSync(path).isDirectory);
  }
  assertThrows(() => Deno.statSync(path), Deno.errors.NotFound);
});
