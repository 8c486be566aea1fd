/**
 * The sources compile with the options that a program which links them may have:
 * it applies its own to all that it compiles.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { root } from "./source_files.ts";

/** What `deno check` asks of the whole tree, so that nobody meets an error of ours. */
const OPTIONS = [
  "noUncheckedIndexedAccess",
  "exactOptionalPropertyTypes",
  "noImplicitOverride",
  "noPropertyAccessFromIndexSignature",
  "noImplicitReturns",
  "noFallthroughCasesInSwitch",
];

const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));

Deno.test("the strict options are on for all of the tree", () => {
  const on = Object.entries(config.compilerOptions)
    .filter(([, value]) => value === true)
    .map(([name]) => name);
  assertEquals(OPTIONS.filter((name) => !on.includes(name)), []);
});
