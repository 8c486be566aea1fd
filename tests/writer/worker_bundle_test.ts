/** The file that the worker runs: of its sources, and all that it reads. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { copy } from "@std/fs";
import { makeBundle, readBundle } from "../../tools/worker_bundle.ts";
import { importsOf } from "../house/import_graph.ts";
import { BUNDLE, codeOf, filesBelow, root } from "../house/source_files.ts";
import { TempFolder } from "../support/temp.ts";

const files = filesBelow("src/");

/** An import of a file that Deno follows before it runs anything. */
const FOLLOWED = /^\s*(import|export)\b[^;]*["']|\bimport\(\s*["'](?!node:)/;

/** The lines of a bundle that have Deno read another file. */
function followed(text: string): string[] {
  return codeOf(text).map(({ code }) => code).filter((code) =>
    FOLLOWED.test(code)
  );
}

/** The files that a bundle was made of. */
function sourcesOf(text: string): string[] {
  return Array.from(
    text.matchAll(/^\/\/ (src\/\S+\.ts)$/gm),
    ([, path]) => path,
  );
}

/** The addresses that a file makes from its own, as paths from the root. */
function addressesOf(text: string, path: string): string[] {
  const made = text.matchAll(/new URL\(\s*"(\.[^"]+)",\s*import\.meta\.url/g);
  return Array.from(
    made,
    ([, to]) => new URL(to, `file:///${path}`).pathname.slice(1),
  );
}

/** The bundle of a copy of the sources, one of which is changed. */
async function bundleWith(path: string, from: string, to: string) {
  using folder = new TempFolder();
  await copy(new URL("src/", root), `${folder.path}/src`);
  const file = `${folder.path}/${path}`;
  const text = Deno.readTextFileSync(file);
  assert(text.includes(from), `${path} has no ${from}`);
  Deno.writeTextFileSync(file, text.replace(from, to));
  return await makeBundle(new URL(`file://${folder.path}/`));
}

Deno.test("the worker's bundle is that of its sources", async () => {
  assertEquals(await readBundle(), await makeBundle(), "Run: deno task bundle");
});

Deno.test("a source of the worker that changed is noticed, and another is none", async () => {
  const bundle = await readBundle();
  const [sum, change] = [
    await bundleWith("src/log/crc32c.ts", "0x82f63b78", "0xedb88320"),
    await bundleWith("src/state/diff.ts", "export function", "function"),
  ];
  assertNotEquals(sum, bundle);
  assertEquals(change, bundle);
});

Deno.test("the worker reads this one file, and none for a worker of its own or a binary log", async () => {
  const bundle = await readBundle();
  assertEquals(followed(bundle), []);
  const parts = sourcesOf(bundle);
  assertEquals(parts.at(-1), "src/writer/worker.ts");
  assert(parts.includes("src/writer/found_log.ts"));
  assert(parts.includes("src/snapshot/snapshotter.ts"));
  const others = [
    "src/log/msgpack_serializer.ts",
    "src/writer/snapshot_worker.ts",
  ];
  assertEquals(parts.filter((path) => others.includes(path)), []);
});

Deno.test("an import in it would be noticed", () => {
  for (
    const line of [
      'import { a } from "./a.js";',
      'export { a } from "@std/fs";',
      'const a = await import("./a.js");',
      'import "a";',
    ]
  ) assertEquals(followed(`let b;\n${line}\n`).length, 1, line);
  assertEquals(followed("found = await import(address);"), []);
});

Deno.test("an address means the same in a source and in the bundle", async () => {
  const bundle = await readBundle();
  const parts = sourcesOf(bundle);
  const made = files.filter(({ path }) => parts.includes(path))
    .flatMap(({ path, text }) => addressesOf(text, path));
  assertEquals(made.length, 2);
  const found = addressesOf(bundle, BUNDLE);
  assertEquals(found.toSorted(), made.toSorted());
});

Deno.test("what is loaded by its address is there, and named for those who pack", () => {
  const named = files.filter(({ path }) => path === "src/writer/connection.ts")
    .flatMap(importsOf).filter(({ kind }) => kind === "dynamic")
    .map(({ to }) => to);
  const addresses = files
    .filter(({ path }) => !path.startsWith("src/job/"))
    .flatMap(({ path, text }) => addressesOf(text, path));
  assertEquals(named.toSorted(), addresses.toSorted());
  for (const path of named) assert(Deno.statSync(new URL(path, root)).isFile);
  assert(named.includes(BUNDLE));
});
