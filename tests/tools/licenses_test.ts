/** @module Tests of tools/licenses.ts. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { licenseIn, licensesOf } from "../../tools/licenses.ts";
import { TempFolder } from "../support/temp.ts";

const root = new URL("../../", import.meta.url);

Deno.test("packages that are bundled have their licenses with them", async () => {
  const text = await licensesOf(root, [
    "mod.ts",
    "src/viewer/page/start.ts",
  ]);
  const parts = text.split(/^(.+)\n=+\n/m).slice(1);
  const names = parts.filter((_, i) => i % 2 === 0);
  for (const name of ["hash-wasm", "preact", "@preact/signals-core", "@std/"]) {
    assert(names.some((found) => found.startsWith(name)), name);
  }
  const licenses = parts.filter((_, i) => i % 2 === 1);
  assertEquals(licenses.length, names.length);
  for (const license of licenses) assert(/MIT|Copyright/.test(license));
});

Deno.test("a package whose license is not known is not published", () => {
  using folder = new TempFolder();
  Deno.writeTextFileSync(folder.file("package.json"), "{}");
  assertThrows(() => licenseIn("bare", folder.path), Error, "bare");
  Deno.writeTextFileSync(folder.file("LICENCE.md"), "Do as you like\n");
  assertEquals(licenseIn("bare", folder.path), "Do as you like");
});
