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

/** The folder of what runs, below the root of the package. */
export const RUNS = `${FOLDER}package/`;

/**
 * The entry points that are published as sources: a browser's is bundled by who
 * serves it, as small as can be, and the command finds its parts by their paths.
 */
const SOURCES = ["./browser", "./cli"];

/** What is published as it is. */
const AS_IT_IS = ["LICENSE", "README.md", "mod.ts", "src/"];

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

/** Bundles the entry points into the folder of what runs. */
async function bundle(
  entries: readonly string[],
  root: URL,
  into: URL,
  flags: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--code-splitting",
      "--keep-names", // those of classes are seen by programs
      ...flags,
      "--outdir",
      new URL(RUNS, into).pathname,
      ...entries,
    ],
    cwd: root,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr);
  throw new Error(`Cannot bundle the entry points: ${said}`);
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
  await bundle(bundled.map(([, source]) => source), root, into, flags);
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
