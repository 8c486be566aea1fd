/**
 * CONTRIBUTING.md leads through the house as it is.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { filesBelow, root } from "../house/source_files.ts";
import { documentAt, proseOf } from "./documents.ts";

const contributing = documentAt("CONTRIBUTING.md");
const sources = filesBelow("src/");

Deno.test("every task is named, and every folder of tests", () => {
  const prose = proseOf(contributing);
  const { tasks } = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", root)),
  );
  for (const task of Object.keys(tasks)) {
    assertStringIncludes(prose, `\`deno task ${task}\``);
  }
  const mirrored = new Set(
    sources.map(({ path }) => path.split("/")[1]),
  );
  const others = [...Deno.readDirSync(new URL("tests/", root))]
    .filter(({ name, isDirectory }) => isDirectory && !mirrored.has(name))
    .filter(({ name }) =>
      [
        ...Deno.readDirSync(new URL(`tests/${name}/`, root)),
      ].length > 0
    )
    .filter(({ name }) => !prose.includes(`\`tests/${name}/\``));
  assertEquals(others.map(({ name }) => name), []);
  for (const [, path] of prose.matchAll(/`((?:tests|src)\/[\w/.]+)`/g)) {
    Deno.statSync(new URL(path!, root));
  }
});
