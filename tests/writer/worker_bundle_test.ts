/** The files that the worker runs: of their sources, and all that they read. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { copy } from "@std/fs";
import {
  bundleOf,
  ENTRIES,
  makeBundle,
  readBundle,
} from "../../tools/worker_bundle.ts";
import { importsOf } from "../house/import_graph.ts";
import { codeOf, filesBelow, root } from "../house/source_files.ts";
import { TempFolder } from "../support/temp.ts";

const files = filesBelow("src/");

/** The worker itself. */
const [WORKER] = ENTRIES;

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

/** The worker's bundle of a copy of the sources, one of which is changed. */
async function bundleWith(path: string, from: string, to: string) {
  using folder = new TempFolder();
  await copy(new URL("src/", root), `${folder.path}/src`);
  const file = `${folder.path}/${path}`;
  const text = Deno.readTextFileSync(file);
  assert(text.includes(from), `${path} has no ${from}`);
  Deno.writeTextFileSync(file, text.replace(from, to));
  return await makeBundle(WORKER, new URL(`file://${folder.path}/`));
}

for (const entry of ENTRIES) {
  Deno.test(`${bundleOf(entry)} is that of its sources`, async () => {
    const [kept, made] = [await readBundle(entry), await makeBundle(entry)];
    assertEquals(kept, made, "Run: deno task bundle");
  });

  Deno.test(`with ${bundleOf(entry)} Deno reads no other file`, async () => {
    const bundle = await readBundle(entry);
    assertEquals(followed(bundle), []);
    assertEquals(sourcesOf(bundle).at(-1), entry);
  });

  Deno.test(`an address means the same in ${bundleOf(entry)}`, async () => {
    const bundle = await readBundle(entry);
    const parts = sourcesOf(bundle);
    const made = files.filter(({ path }) => parts.includes(path))
      .flatMap(({ path, text }) => addressesOf(text, path));
    assertEquals(made.length, entry === WORKER ? 3 : 1);
    const found = addressesOf(bundle, bundleOf(entry));
    assertEquals(found.toSorted(), made.toSorted());
  });
}

Deno.test("a source of the worker that changed is noticed, and another is none", async () => {
  const bundle = await readBundle(WORKER);
  const [sum, change] = [
    await bundleWith("src/log/crc32c.ts", "0x82f63b78", "0xedb88320"),
    await bundleWith("src/state/diff.ts", "export function", "function"),
  ];
  assertNotEquals(sum, bundle);
  assertEquals(change, bundle);
});

Deno.test("the worker reads nothing for a snapshot or a binary log", async () => {
  const parts = sourcesOf(await readBundle(WORKER));
  assert(parts.includes("src/writer/found_log.ts"));
  const others = [
    "src/log/msgpack_serializer.ts",
    "src/snapshot/snapshotter.ts",
    "src/writer/snapshot_clerk.ts",
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

Deno.test("what is loaded by its address is there, and named for those who pack", () => {
  const named = files.filter(({ path }) => path === "src/writer/connection.ts")
    .flatMap(importsOf).filter(({ kind }) => kind === "dynamic")
    .map(({ to }) => to);
  const addresses = files
    .filter(({ path }) => !path.startsWith("src/job/"))
    .flatMap(({ path, text }) => addressesOf(text, path));
  assertEquals(named.toSorted(), addresses.toSorted());
  for (const path of named) assert(Deno.statSync(new URL(path, root)).isFile);
  for (const entry of ENTRIES) assert(named.includes(bundleOf(entry)));
});
