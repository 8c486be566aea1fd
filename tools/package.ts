/**
 * Makes the package as it is published: its sources, which the types and the
 * documents are of, and beside them what runs.
 *
 * Deno reads each module that a program may ever need before its first line, and
 * takes longer for one from a registry. So the entry points that a program opens a
 * database by are bundled: what they import at once is in a few files, and what is
 * loaded later in others. All of them are made in one go, so that an error is of
 * the same class wherever it is imported from.
 *
 * Run it by `deno task package FOLDER`, and `deno publish` in the folder. Options
 * go to `deno bundle`.
 *
 * @module
 */
import { build, FOLDER, PROGRAMS } from "./build.ts";
import { runDeno } from "./deno.ts";
import { licensesOf } from "./licenses.ts";

/** The folder of what runs, below the root of the package. */
export const RUNS = `${FOLDER}package/`;

/**
 * The entry points that are published as sources: a browser's is bundled by who
 * serves it, as small as can be, and the command finds its parts by their paths.
 */
const SOURCES = ["./browser", "./cli"];

/** Where the licenses of what is bundled are, below the root of the package. */
export const LICENSES = `${FOLDER}LICENSES.txt`;

/** What is published as it is. */
const AS_IT_IS = ["LICENSE", "README.md", "deno.json", "mod.ts", "src/"];

/** The configuration of the package, as far as it matters here. */
interface Configuration {
  readonly exports: Readonly<Record<string, string>>;
}

function copy(path: string, root: URL, into: URL): void {
  if (!path.endsWith("/")) {
    return Deno.copyFileSync(new URL(path, root), new URL(path, into));
  }
  Deno.mkdirSync(new URL(path, into), { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(new URL(path, root))) {
    copy(`${path}${name}${isDirectory ? "/" : ""}`, root, into);
  }
}

/**
 * What a program has loaded before anything that is loaded later: all that the
 * first entry point imports, and then what opens a database.
 */
const BEFORE: readonly (readonly string[])[] = [
  ["mod.ts"],
  ["src/database/session.ts", "src/database/transactor.ts"],
];

/** A module as `deno info` tells of it. */
interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly isDynamic?: boolean;
  }[];
}

/**
 * Has each module that is loaded later import what is there by then. A bundler puts
 * modules into one file that are wanted by the same ones: without this what every
 * program loads is in as many files as there are ways to need a part of it.
 */
async function joinWhatIsThere(root: URL, into: URL): Promise<void> {
  const info = await runDeno(
    root,
    "info",
    "--json",
    new URL("mod.ts", into).href,
  );
  const { modules }: { readonly modules: readonly Module[] } = JSON.parse(info);
  const imports = (from: string, late: boolean) =>
    modules.filter(({ specifier }) => specifier === from)
      .flatMap(({ dependencies = [] }) => dependencies)
      .filter(({ isDynamic = false }) => isDynamic === late)
      .flatMap(({ code }) => code?.specifier ?? []);
  const reached = (entries: readonly string[]) => {
    const all = new Set(entries);
    for (const one of all) for (const to of imports(one, false)) all.add(to);
    return all;
  };
  const before = BEFORE.map((paths) => {
    const entries = paths.map((path) => new URL(path, into).href);
    return { entries, all: reached(entries) };
  });
  const late = new Set(
    modules.flatMap(({ specifier }) => imports(specifier, true)),
  );
  for (const module of late) {
    const ours = module.startsWith(new URL("src/", into).href);
    if (!ours || before[0]?.all.has(module)) continue;
    const lines = before.filter(({ all }) => !all.has(module))
      .flatMap(({ entries }) => entries.map((entry) => `import "${entry}";\n`));
    const file = new URL(module);
    Deno.writeTextFileSync(file, lines.join("") + Deno.readTextFileSync(file));
  }
}

/** What a file begins with that has its types, and its documents, in another. */
function typedBy(source: string, file: string): string {
  const up = "../".repeat(file.split("/").length - 1);
  return `/* @ts-self-types="${up}${source}" */\n`;
}

/**
 * Names the modules of workers where their addresses are made: Deno follows an
 * import that is never reached, and loads it with the rest, for no permission and
 * also for a program that is offline from its first run on. A bundler leaves it out.
 */
function nameModules(folder: URL): void {
  const modules = PROGRAMS.flatMap(({ module }) => module ?? []);
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (!isFile) continue;
    const file = new URL(name, folder);
    const text = Deno.readTextFileSync(file);
    const named = modules.filter((module) => text.includes(`"${module}"`))
      .map((module) => `if (false) import("../${module}");\n`);
    if (named.length > 0) Deno.writeTextFileSync(file, text + named.join(""));
  }
}

/** Makes the package of the sources below `root` in a folder that is empty. */
export async function makePackage(
  root: URL,
  into: URL,
  flags: readonly string[] = [],
): Promise<void> {
  await build(root, flags);
  for (const path of [...AS_IT_IS, FOLDER]) copy(path, root, into);
  const configuration: Configuration = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", root)),
  );
  const exported = Object.entries(configuration.exports);
  const bundled = exported.filter(([name]) => !SOURCES.includes(name))
    .map(([name, path]) => [name, path.slice("./".length)] as const);
  const programs = PROGRAMS.filter(({ plain = false }) => !plain);
  Deno.writeTextFileSync(
    new URL(LICENSES, into),
    await licensesOf(root, [
      ...bundled.map(([, source]) => source),
      ...programs.map(({ entry }) => entry),
    ]),
  );
  await joinWhatIsThere(root, into);
  await runDeno(
    root,
    "bundle",
    "--code-splitting",
    "--keep-names", // those of classes are seen by programs
    ...flags,
    "--outdir",
    new URL(RUNS, into).pathname,
    ...bundled.map(([, source]) => new URL(source, into).pathname),
  );
  copy("src/", root, into); // as they were
  nameModules(new URL(RUNS, into));
  const exports = { ...configuration.exports };
  for (const [name, source] of bundled) {
    const file = `${RUNS}${source.replace(/\.ts$/, ".js")}`;
    const url = new URL(file, into);
    const text = Deno.readTextFileSync(url);
    Deno.writeTextFileSync(url, typedBy(source, file) + text);
    exports[name] = `./${file}`;
  }
  Deno.writeTextFileSync(
    new URL("deno.json", into),
    JSON.stringify({ ...configuration, exports }, undefined, 2),
  );
}

if (import.meta.main) {
  const isFlag = (arg: string) => arg.startsWith("--");
  const [folder, flags] = [
    Deno.args.find((arg) => !isFlag(arg)),
    Deno.args.filter(isFlag),
  ];
  if (folder === undefined) {
    throw new TypeError("Name a folder for the package");
  }
  Deno.mkdirSync(folder, { recursive: true });
  if ([...Deno.readDirSync(folder)].length > 0) {
    throw new Error(`Cannot make a package in ${folder}: it is not empty`);
  }
  const into = new URL(`file://${Deno.realPathSync(folder)}/`);
  await makePackage(new URL("../", import.meta.url), into, flags);
}
