/**
 * CONTRIBUTING.md leads through the house as it is.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { purposeOf, withTour } from "../../tools/tour.ts";
import { filesBelow, root } from "../house/source_files.ts";
import { documentAt, linksOf, proseOf } from "./documents.ts";

const contributing = documentAt("CONTRIBUTING.md");
const sources = filesBelow("src/");

/** The formatter wraps lines, and that says nothing. */
const unwrapped = (text: string) => text.replace(/\s+/g, " ");

Deno.test("every source file is in the tour", () => {
  const linked = new Set(linksOf(contributing));
  const missing = sources.filter(({ path }) => !linked.has(path));
  assertEquals(missing.map(({ path }) => path), []);
});

Deno.test("the tour says of each file what the file says", () => {
  const { text } = contributing;
  assertEquals(unwrapped(withTour(text, sources)), unwrapped(text));
});

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
  for (const [, path] of prose.matchAll(/`(tests\/\w+\/)`/g)) {
    Deno.statSync(new URL(path, root));
  }
});

Deno.test("a file's purpose is the first paragraph of its first comment", () => {
  const text = "// x\n/**\n * One line,\n * and another.\n *\n * More.\n *\n" +
    " * @module\n */\n/** Not this. */\n";
  assertEquals(purposeOf(text), "One line, and another.");
});

Deno.test("the tour shows the files of one folder and not those below it", () => {
  const comment = (purpose: string) =>
    `/**\n * ${purpose}\n *\n * @module\n */`;
  const files = [
    { path: "src/a.ts", text: comment("First.") },
    { path: "src/log/b.ts", text: comment("Second.") },
  ];
  assertEquals(
    withTour("<!-- files src/ -->\nold\n<!-- /files -->\nrest", files),
    "<!-- files src/ -->\n\n- [a.ts](src/a.ts): First.\n\n<!-- /files -->\nrest",
  );
});
