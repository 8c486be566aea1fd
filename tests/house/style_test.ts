/**
 * The habits of style that a machine can see.
 *
 * @module
 */

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { codeOf, filesBelow, places } from "./source_files.ts";

const src = filesBelow("src/");
const tests = filesBelow("tests/");
const all = [
  ...src,
  ...tests,
  ...filesBelow("tools/"),
  ...filesBelow("bench/"),
];

/** The most lines that a source file may have. */
const MOST_LINES = 300;

/** The most files that a room may have directly in it. */
const MOST_FILES = 16;

/** The most files that may stand in src/ itself. */
const MOST_LOOSE = 6;

/** The folders that have more files directly in them than they may. */
function crowded(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([folder, count]) =>
      count > (folder === "src" ? MOST_LOOSE : MOST_FILES)
    )
    .map(([folder]) => folder);
}

/** A file's first comment, which says what room this is. */
const MODULE_COMMENT = /^(\/\/[^\n]*\n)*\/\*\*[^]*?@module\s*\n?\s*\*\//;

/** Names that say nothing of what is inside. */
const DRAWER = /(^|_)(utils?|common|helpers?|types|misc|shared|stuff|lib)\.ts$/;

/** A test that does not run, or that keeps others from running. */
const SKIPPED = /Deno\.test\.(ignore|only)\b|\b(ignore|only):\s*true\b/;

/** A way around the type checker or the linter. */
const ESCAPE =
  /\bas unknown as\b|@ts-(ignore|expect-error|nocheck)|deno-lint-ignore/;

const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const bareName = (path: string) => name(path).replace(/\.ts$/, "");

Deno.test("every source file begins with a comment that says what it is", () => {
  const silent = src.filter(({ text }) => !MODULE_COMMENT.test(text));
  assertEquals(silent.map(({ path }) => path), []);
});

Deno.test(`no source file has more than ${MOST_LINES} lines`, () => {
  const long = src.filter(({ text }) =>
    text.split("\n").length - 1 > MOST_LINES
  );
  assertEquals(long.map(({ path }) => path), []);
});

Deno.test(`a room has at most ${MOST_FILES} files, src/ itself ${MOST_LOOSE}`, () => {
  assertEquals(crowded(src.map(({ path }) => path)), []);
});

Deno.test("a crowded room is found", () => {
  const many = (folder: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${folder}/f${i}.ts`);
  const paths = [
    ...many("src", MOST_LOOSE + 1),
    ...many("src/a", MOST_FILES),
    ...many("src/a/b", MOST_FILES + 1),
  ];
  assertEquals(crowded(paths), ["src", "src/a/b"]);
});

Deno.test("files are named after a noun, in snake_case", () => {
  for (const { path } of all) {
    assertMatch(name(path), /^[a-z0-9]+(_[a-z0-9]+)*\.tsx?$/, path);
  }
});

Deno.test("no file is a drawer", () => {
  for (const { path } of all) assertNotMatch(name(path), DRAWER, path);
});

Deno.test("no test is skipped, and none runs alone", () => {
  assertEquals(
    places(
      tests.filter(({ path }) => !path.endsWith("style_test.ts")),
      SKIPPED,
    ),
    [],
  );
});

Deno.test("what stands around a check of the source has its reason beside it", () => {
  const bare = src.flatMap(({ path, text }) => {
    const lines = text.split("\n");
    return lines.flatMap((line, index) => {
      if (!ESCAPE.test(line) || /^\s*\*/.test(line)) return [];
      const reasoned = / -- \S/.test(line) ||
        /\/\/ (?!deno-lint|@ts)\S/.test(line) ||
        /^\s*(\/\/|\*)/.test(lines[index - 1] ?? "");
      return reasoned ? [] : [`${path}:${index + 1}: ${line.trim()}`];
    });
  });
  assertEquals(bare, []);
});

Deno.test("every test file ends in _test.ts or is used by one", () => {
  const used = tests.map(({ text }) =>
    codeOf(text).map(({ code }) => code).join("\n")
  ).join("\n");
  const idle = tests
    .filter(({ path }) => !/_test\.ts$|\/main\.ts$|\/golden\//.test(path))
    .filter(({ path }) => !used.includes(`/${name(path)}`))
    // A program of the torture is started by its name.
    .filter(({ path }) => !used.includes(`program: "${bareName(path)}"`));
  assertEquals(idle.map(({ path }) => path), []);
});

Deno.test("the nets of this file catch what they are for", () => {
  assertNotMatch('import { a } from "./a.ts";\n', MODULE_COMMENT);
  assertNotMatch("/** Adds. */\nexport function add() {}\n", MODULE_COMMENT);
  assertMatch(
    "// deno-lint-ignore-file\n/**\n * Numbers.\n *\n * @module\n */\n",
    MODULE_COMMENT,
  );
  for (const bad of ["utils.ts", "string_utils.ts", "types.ts", "helper.ts"]) {
    assertMatch(bad, DRAWER);
  }
  for (
    const good of ["file_lock.ts", "unusual.ts", "kinds.ts", "subtypes.ts"]
  ) {
    assertNotMatch(good, DRAWER);
  }
  for (
    const bad of ["Deno.test.ignore(", "Deno.test.only(", "{ only: true }"]
  ) {
    assertMatch(bad, SKIPPED);
  }
});
