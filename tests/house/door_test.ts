/**
 * The entry points of the package: few names in the first, a doc in each.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { root } from "./source_files.ts";

/** The most names that `@kanta/core` may export. */
const MOST_NAMES = 45;

/** The most lines that `deno doc mod.ts` may print. */
const MOST_DOC_LINES = 600;

/** A module doc that shows a program. */
const EXAMPLE = /@example[^]*?```ts/;

const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
const modules = Object.entries<string>(config.exports);

/** What `deno doc` prints of a module. */
async function docOf(module: string, ...flags: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", ...flags, module],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** All names that a module exports, types too. */
async function namesOf(module: string): Promise<string[]> {
  const { nodes } = JSON.parse(await docOf(module, "--json"));
  return Object.values<{ symbols: { name: string }[] }>(nodes)
    .flatMap(({ symbols }) => symbols.map(({ name }) => name));
}

/** Whether so many names are few enough for the first door. */
function isSmall(names: readonly string[]): boolean {
  return names.length <= MOST_NAMES;
}

Deno.test(`@kanta/core exports at most ${MOST_NAMES} names`, async () => {
  const names = await namesOf("mod.ts");
  assert(names.includes("Kanta"), `found ${names}`);
  assert(isSmall(names), `${names.length}: ${names}`);
});

Deno.test(`deno doc mod.ts prints at most ${MOST_DOC_LINES} lines`, async () => {
  const lines = (await docOf("mod.ts")).split("\n").length - 1;
  assert(lines > 100, "it prints something");
  assert(lines <= MOST_DOC_LINES, `${lines} lines`);
});

Deno.test("a door that grew is noticed", () => {
  const many = Array.from({ length: MOST_NAMES + 1 }, (_, i) => `Name${i}`);
  assertEquals(isSmall(many), false);
  assertEquals(isSmall(many.slice(1)), true);
});

Deno.test("every entry point begins with a doc that shows a program", () => {
  const silent = modules.filter(([, path]) => {
    const text = Deno.readTextFileSync(new URL(path, root));
    const doc = text.match(/^\/\*\*[^]*?@module\s*\*\//)?.[0];
    return doc === undefined || !EXAMPLE.test(doc);
  });
  assertEquals(silent, []);
});

Deno.test("every entry point can be imported by its name, and its doc is linted", () => {
  const linted = config.tasks.check.command.match(/--lint ([^&]*)/)[1];
  for (const [name, path] of modules) {
    const full = `${config.name}${name.slice(1)}`;
    assertEquals(config.imports[full], path, full);
    assert(linted.split(" ").includes(path.slice(2)), `${path} is not linted`);
  }
});

Deno.test("everything that an entry point exports has a doc, and names what is exported", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...modules.map(([, path]) => path)],
    cwd: root,
    stdout: "null",
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
});
