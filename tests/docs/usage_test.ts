/**
 * The pages docs/usage.md, docs/history.md, docs/live.md, docs/keep.md and
 * docs/command.md tell of everything that there is.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Kanta, ReplayError } from "../../mod.ts";
import { TempFolder } from "../support/temp.ts";
import { root } from "../house/source_files.ts";
import { codeOf, documentAt, documents } from "./documents.ts";

const usage = documentAt("docs/usage.md");
/** The pages that tell of what is exported. */
const pages = [
  usage,
  documentAt("docs/history.md"),
  documentAt("docs/live.md"),
  documentAt("docs/keep.md"),
  documentAt("docs/command.md"),
  documentAt("docs/viewer.md"),
];

/** All names that a module exports, types too, as `deno doc` knows them. */
async function exportsOf(module: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", module],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  return Object.values<{ symbols: { name: string }[] }>(nodes)
    .flatMap(({ symbols }) => symbols.map(({ name }) => name));
}

Deno.test("every name that the package exports stands in the page of it", async () => {
  const { exports } = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", root)),
  );
  const modules = Object.values<string>(exports);
  const names = (await Promise.all(modules.map(exportsOf))).flat();
  assert(names.includes("Kanta"), `found ${names}`);
  const missing = names.filter((name) =>
    !pages.some(({ text }) => new RegExp(`\\b${name}\\b`).test(text))
  );
  assertEquals(missing, []);
});

Deno.test("every option stands in docs/usage.md", async () => {
  const text = await Deno.readTextFile(
    new URL("src/database/options.ts", root),
  );
  const options = Array.from(
    text.matchAll(/^ {2}readonly (\w+)\??:/gm),
    ([, name]) => name,
  );
  assert(options.length > 20, `found ${options}`);
  const missing = options.filter((name) =>
    !new RegExp(`\`${name}\\b|\\*\\*${name}\\*\\*`).test(usage.text)
  );
  assertEquals(missing, []);
});

Deno.test("every program in a document is one that the tests run", () => {
  const ignored = documents().flatMap((document) =>
    ["ts ignore", "typescript", "js", "javascript", "tsx"].flatMap((language) =>
      codeOf(document, language).map(() => `${document.path}: ${language}`)
    )
  );
  assertEquals(ignored, []);
  assert(codeOf(usage, "ts").length > 10);
  assertEquals(codeOf(documentAt("README.md"), "ts").length, 1);
});

Deno.test("naming the wrong format is an error, and the file is left alone", async () => {
  using temp = new TempFolder();
  for (
    const [right, wrong, name] of [
      ["msgpack", "json", "MsgPackSerializer"],
      ["json", "msgpack", "JsonSerializer"],
    ] as const
  ) {
    const path = temp.file(right);
    await (await Kanta.open(path, { n: 1 }, { serializer: right })).close();
    const before = Deno.readFileSync(path);
    await assertRejects(
      () => Kanta.open(path, {}, { serializer: wrong }),
      ReplayError,
      name,
    );
    assertEquals(Deno.readFileSync(path), before);
  }
});
