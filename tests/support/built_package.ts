/**
 * A checkout with its build, and the package made of it: made once of the sources
 * as they are, for all test files that run programs from them.
 *
 * @module
 */
import { makePackage } from "../../tools/package.ts";
import { root } from "../house/source_files.ts";
import { madeOnce } from "./made_once.ts";
import { COPIED, copyPackage } from "./package_copy.ts";

/** Two folders in which no test may change anything. */
export interface BuiltPackage {
  /** A copy of the sources, and the built texts. */
  readonly checkout: string;
  /** What is published. */
  readonly published: string;
}

/** What a package has beside what is copied of a checkout. */
const OTHERS = ["LICENSE", "README.md"];

/** Some letters for bytes: others for other bytes. */
async function lettersOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex().slice(0, 24);
}

/** The files at a path below the root, by their paths. */
function filesAt(path: string): string[] {
  const url = new URL(path, root);
  if (!Deno.statSync(url).isDirectory) return [path];
  return Array.from(Deno.readDirSync(url), ({ name }) => `${path}/${name}`)
    .toSorted().flatMap(filesAt);
}

/** A name for all that a build is made of and by. */
async function nameOfSources(): Promise<string> {
  const parts = [Deno.version.deno];
  for (const path of [...COPIED, ...OTHERS, "tools"].flatMap(filesAt)) {
    const bytes = Deno.readFileSync(new URL(path, root));
    parts.push(path, await lettersOf(bytes));
  }
  return await lettersOf(new TextEncoder().encode(parts.join("\n")));
}

let found: Promise<BuiltPackage> | undefined;

/** The checkout and the package that are made of the sources. */
export function builtPackage(): Promise<BuiltPackage> {
  return found ??= find();
}

/** One folder per checkout: what it was made of stands in a file, written last. */
async function find(): Promise<BuiltPackage> {
  const temp = Deno.realPathSync(Deno.env.get("TMPDIR") ?? "/tmp");
  const place = await lettersOf(new TextEncoder().encode(root.href));
  const folder = `${temp}/kanta-built-${place}`;
  const [checkout, published] = [`${folder}/checkout`, `${folder}/package`];
  const note = `${folder}/made-of`;
  const name = await nameOfSources();
  await madeOnce(folder, {
    isThere: () =>
      Deno.readTextFile(note).then((text) => text === name, () => false),
    async make() {
      await Deno.remove(folder, { recursive: true }).catch(() => {});
      for (const path of [checkout, published]) {
        await Deno.mkdir(path, { recursive: true });
      }
      copyPackage(checkout, OTHERS);
      const url = (path: string) => new URL(`file://${path}/`);
      await makePackage(url(checkout), url(published));
      await Deno.writeTextFile(note, name);
    },
  });
  return { checkout, published };
}
