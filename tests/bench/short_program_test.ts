/** @module Tests of bench/short_program.ts and the programs that it runs. */
import { assertEquals, assertRejects } from "@std/assert";
import { Folder } from "../../bench/harness/folder.ts";
import {
  bundleProgram,
  PROGRAMS,
  publishProgram,
  runProgram,
} from "../../bench/short_program.ts";
import { builtPackage } from "../support/built_package.ts";

Deno.test("every program is run, and goes on from what the one before it left", async () => {
  const here = new URL("../../bench/programs/", import.meta.url);
  const names = [...Deno.readDirSync(here)].map(({ name }) => name);
  assertEquals(
    names.toSorted(),
    Object.keys(PROGRAMS).map((name) => `${name}.ts`).toSorted(),
  );
  using folder = new Folder();
  for (const wanted of ["1", "2"]) {
    for (const name of Object.keys(PROGRAMS)) {
      const printed = await runProgram(name, folder.path);
      assertEquals(printed, name === "empty" ? "" : wanted, name);
    }
  }
});

Deno.test("a program in one file, in several or with the published package goes on from what the other one left", async () => {
  using folder = new Folder();
  const built = await builtPackage();
  const file = await bundleProgram("kanta", folder.path, built);
  assertEquals(await runProgram("kanta", folder.path), "1");
  assertEquals(await runProgram("kanta", folder.path, file), "2");
  const first = await bundleProgram("kanta", folder.path, built, true);
  assertEquals(await runProgram("kanta", folder.path, first), "3");
  const published = await publishProgram("kanta", folder.path, built); // runs it
  assertEquals(await runProgram("kanta", folder.path, published), "5");
});

Deno.test("a program that fails is no figure", async () => {
  await assertRejects(() => runProgram("none", "."), Error, "none");
});
