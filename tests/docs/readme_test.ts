/**
 * The README's commands are commands, and the changelog knows the version.
 *
 * @module
 */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { root } from "../house/source_files.ts";
import { codeOf, documentAt, documents } from "./documents.ts";

const { tasks, version } = JSON.parse(
  Deno.readTextFileSync(new URL("deno.json", root)),
);

Deno.test("the README names tasks that are there, with npm alone and with Deno", () => {
  const lines = codeOf(documentAt("README.md"), "sh").join("").trim()
    .split("\n");
  assertEquals(lines, [
    "npx -y deno@2.9.6 task demo",
    "npx -y deno@2.9.6 task test",
    "deno task demo",
    "deno task test",
  ]);
  for (const line of lines) {
    const task = line.split(" ").at(-1) as string;
    assertMatch(tasks[task].command, /\bdeno\b/);
  }
});

Deno.test("every `deno task` that a document names is there", () => {
  const named = documents().flatMap(({ path, text }) =>
    Array.from(
      text.matchAll(/`(?:npx -y deno@[\d.]+ |deno )task ([\w:]+)/g),
      ([, task]) => ({ path, task }),
    )
  );
  assertEquals(named.filter(({ task }) => !Object.hasOwn(tasks, task!)), []);
});

Deno.test("the changelog has the version of the package", () => {
  assertStringIncludes(documentAt("CHANGELOG.md").text, `## ${version}`);
});

Deno.test("every example is found, and says how to run it", () => {
  const readme = documentAt("README.md").text;
  assertStringIncludes(readme, "(examples/)");
  for (const { name } of Deno.readDirSync(new URL("examples/", root))) {
    const text = Deno.readTextFileSync(new URL(`examples/${name}`, root));
    const comment = /^\/\*\*[^]*?\*\//.exec(text)?.[0] ?? "";
    assertMatch(comment, new RegExp(`deno run [^\\n]*examples/${name}`), name);
    assertStringIncludes(text, 'from "@kanta/core"', name);
    assertEquals(/from "[^"]*src\//.test(text), false, name);
  }
});
