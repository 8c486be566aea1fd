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

/** What to do about a tour that is not up to date. */
const HINT = "Run: deno run -RW tools/tour.ts && deno fmt *.md";

/** The files that a tour shows, one a line: the formatter wraps long ones. */
function stopsOf(text: string): string[] {
  const items = text.matchAll(/^- (\[\w+\.ts\]\(src\/[^]*?)(?=\n- |\n\n)/gm);
  return Array.from(items, ([, item]) => item.replace(/\s+/g, " "));
}

Deno.test("every source file is in the tour", () => {
  const linked = new Set(linksOf(contributing));
  const missing = sources.filter(({ path }) => !linked.has(path));
  assertEquals(missing.map(({ path }) => path), [], HINT);
});

Deno.test("the tour says of each file what the file says", () => {
  const { text } = contributing;
  const stops = stopsOf(text);
  assertEquals(stops, stopsOf(withTour(text, sources)), HINT);
  assertEquals(stops.length, sources.length, HINT);
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
