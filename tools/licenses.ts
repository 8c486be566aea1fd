/**
 * The licenses of the packages that are bundled into what is published: each asks
 * that its text goes with its code.
 *
 * @module
 */
import { runDeno } from "./deno.ts";

/** What Deno tells of the modules that a program reaches. */
interface Graph {
  /** Packages from npm, by name and version, and where each is on this machine. */
  readonly npmPackages?: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly version: string;
        readonly localPath: string;
      }
    >
  >;
  /** Packages from JSR: by what was asked for, name and version. */
  readonly packages?: Readonly<Record<string, string>>;
}

/** A file that has the text of a license, by its name. */
const IS_LICENSE = /^(licen[cs]e|notice|copying)/i;

/** The standard library has one license, which no module of it holds. */
const STANDARD = [
  "@std/",
  "Copyright 2018-2026 the Deno authors. MIT License: its text is in LICENSE.",
] as const;

/** What the modules below `root` reach, packages included. */
async function graphOf(root: URL, entries: readonly string[]): Promise<Graph> {
  const all = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = entries.map((path) => `import "${new URL(path, root)}";\n`);
    await Deno.writeTextFile(all, lines.join(""));
    return JSON.parse(await runDeno(root, "info", "--json", all));
  } finally {
    await Deno.remove(all);
  }
}

/**
 * The texts of one package's license, out of its folder.
 *
 * Throws an `Error` where there is none: nobody knows then what it asks for.
 */
export function licenseIn(name: string, folder: string): string {
  const files = [...Deno.readDirSync(folder)]
    .filter(({ name, isFile }) => isFile && IS_LICENSE.test(name));
  if (files.length === 0) {
    throw new Error(`No license of ${name} is in ${folder}`);
  }
  return files.map((file) => Deno.readTextFileSync(`${folder}/${file.name}`))
    .join("\n").trim();
}

/**
 * The licenses of all packages that the modules at `entries`, below `root`, reach:
 * each under the package's name and version.
 *
 * Throws an `Error` for a package whose license is not known.
 */
export async function licensesOf(
  root: URL,
  entries: readonly string[],
): Promise<string> {
  const { npmPackages = {}, packages = {} } = await graphOf(root, entries);
  const texts = new Map<string, string>();
  for (const { name, version, localPath } of Object.values(npmPackages)) {
    texts.set(`${name} ${version}`, licenseIn(name, localPath));
  }
  const [scope, license] = STANDARD;
  for (const found of new Set(Object.values(packages))) {
    if (!found.startsWith(scope)) {
      throw new Error(`The license of ${found} is not known`);
    }
    texts.set(found.replace(/@(?=\d)/, " "), license);
  }
  const begin = "Parts of these packages are in the files of this folder.\n";
  return [
    begin,
    ...[...texts].toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([name, text]) => `${name}\n${"=".repeat(name.length)}\n${text}\n`),
  ].join("\n");
}
