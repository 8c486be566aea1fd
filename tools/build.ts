/**
 * Makes the programs that workers and browsers run as one text each, into
 * `deno-task-build/`.
 *
 * A checkout runs its sources; a published package, a bundle and a compiled
 * program run these texts (see `src/store/file/protocol/module_worker.ts`). A
 * browser runs no TypeScript, so it gets a text from a checkout, too. They are made
 * for each release (`tools/package.ts`), for whoever bundles a checkout or serves
 * pages from one, and never committed.
 *
 * Run it by `deno task build`. Options go to `deno bundle`.
 *
 * @module
 */
import { runDeno } from "./deno.ts";

/** The folder of the built texts, below the root. */
export const FOLDER = "deno-task-build/";

/** A program that runs elsewhere. */
interface Program {
  /** The name of the text in the folder. */
  readonly name: string;
  /** The module that is run. */
  readonly entry: string;
  /** Whether a browser imports it: as small as can be. */
  readonly browser?: boolean;
  /** A text that is taken as it is. */
  readonly plain?: boolean;
  /** A script (default), or a module, which has something to import. */
  readonly format?: Format;
  /**
   * The name of the same text as a module, for a worker of the published package:
   * Deno keeps compiled code of it.
   */
  readonly module?: string;
  /** Modules that it runs in turn, by the constants that hold their texts. */
  readonly holds?: Readonly<Record<string, string>>;
}

/** The programs that are made. */
export const PROGRAMS: readonly Program[] = [
  {
    name: "writer.js",
    entry: "src/store/file/worker/worker.ts",
    module: "writer_module.js",
    holds: {
      KANTA_SNAPSHOT_PROGRAM: "src/store/file/checkpoint/maker_worker.ts",
    },
  },
  {
    name: "rotation.js",
    entry: "src/store/file/rotation/rotation_worker.ts",
    format: "esm",
  },
  { name: "job.js", entry: "src/maintenance/job_worker.ts" },
  { name: "browser.js", entry: "src/browser/mod.ts", browser: true },
  { name: "viewer.js", entry: "src/viewer/page/start.ts", format: "esm" },
  {
    name: "viewer_export.js",
    entry: "src/viewer/offline/start.ts",
    format: "esm",
  },
  { name: "viewer_style.js", entry: "src/viewer/page/style.css", plain: true },
  {
    name: "stream_tools.js",
    entry: "src/follow/servers/tools.ts",
    format: "esm",
  },
  { name: "stream.js", entry: "src/store/nats/worker/worker.ts" },
  {
    name: "stream_mirror.js",
    entry: "src/follow/servers/mirror/mirror_worker.ts",
  },
  { name: "mirror.js", entry: "src/store/file/mirror/mirror_worker.ts" },
];

type Format = "iife" | "esm";

/** Texts by the modules that they were made of, by their paths below the root. */
type Texts = ReadonlyMap<string, string>;

/** The folder that all of some paths are in. */
function folderOf(paths: readonly string[]): string {
  const above = (path: string) =>
    path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
  let folder = above(paths[0] ?? "");
  while (!paths.every((path) => path.startsWith(folder))) {
    folder = above(folder);
  }
  return folder;
}

/**
 * All modules of each program in one text, packages included: a script, which a
 * worker evaluates, or a module, which is imported. One run of the bundler makes
 * all of a format, since most of their modules are the same.
 */
async function bundle(
  entries: readonly string[],
  root: URL,
  format: Format,
  flags: readonly string[],
): Promise<Texts> {
  if (entries.length === 0) return new Map();
  const out = await Deno.makeTempDir();
  try {
    await runDeno(
      root,
      "bundle",
      // A text in a text: what is not in it need not be escaped, twice, nor
      // looked through by whoever bundles it (docs/performance.md).
      "--minify",
      ...flags,
      "--format",
      format,
      "--outdir",
      out,
      ...entries.map((entry) => new URL(entry, root).href),
    );
    const folder = folderOf(entries); // the bundler leaves it out
    const texts = new Map<string, string>();
    for (const entry of entries) {
      const file = entry.slice(folder.length).replace(/\.ts$/, ".js");
      const text = withoutRequire(await Deno.readTextFile(`${out}/${file}`));
      if (format === "iife") demandScript(text, new URL(entry, root));
      texts.set(entry, text);
    }
    return texts;
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** What Deno's bundler begins with where a package requires modules of Node's. */
const REQUIRE =
  /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";\s*var (\w+)\s*=\s*\1\(import\.meta\.url\);/;

/**
 * A text whose packages get modules of Node's from the process: an import is
 * nothing for a script, and a text that runs from memory has no address to
 * require from.
 */
export function withoutRequire(text: string): string {
  return text.replace(
    REQUIRE,
    "var $2=(name)=>process.getBuiltinModule(name);",
  );
}

/** Throws for a text that can't be evaluated: one with an import is a module. */
export function demandScript(text: string, entry: URL): void {
  try {
    new Function(text);
  } catch (cause) {
    throw new Error(
      `Cannot make a script of ${entry.href}: something that it reaches imports ` +
        `a module of Node's; process.getBuiltinModule() has it without an import`,
      { cause },
    );
  }
}

/** The texts of programs by their names, of the sources below `root`. */
async function textsOf(
  programs: readonly Program[],
  root: URL,
  flags: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const entries = (wanted: Format) =>
    programs.flatMap(({ entry, plain, browser, format = "iife", holds = {} }) =>
      plain ? [] : [
        ...((browser ? "esm" : format) === wanted ? [entry] : []),
        ...(wanted === "esm" ? Object.values(holds) : []),
      ]
    );
  const [scripts, modules] = await Promise.all([
    bundle(entries("iife"), root, "iife", flags),
    bundle(entries("esm"), root, "esm", flags),
  ]);
  const texts = new Map<string, string>();
  for (const { name, entry, holds = {}, browser, plain } of programs) {
    let text = plain
      ? await Deno.readTextFile(new URL(entry, root))
      : scripts.get(entry) ?? modules.get(entry) ?? "";
    if (browser) text = `const KANTA_BUILT=true;${text}`;
    for (const [constant, held] of Object.entries(holds)) {
      const program = JSON.stringify(modules.get(held));
      text = `const ${constant} = ${program};\n${text}`;
    }
    texts.set(name, text);
  }
  return texts;
}

/** The text of one program by its name, of the sources below `root`. */
export async function buildText(name: string, root: URL): Promise<string> {
  const program = PROGRAMS.find((program) => program.name === name);
  if (program === undefined) throw new RangeError(`No program is ${name}`);
  return (await textsOf([program], root, [])).get(name) ?? "";
}

/** The page of the viewer. */
export interface BuiltPage {
  readonly script: string;
  readonly style: string;
  /** How long it took to make, in milliseconds; undefined where it was there. */
  readonly took: number | undefined;
}

/**
 * The page of the viewer, made of the sources below `root` where it is older than
 * they are; `exported`: the one that has its data with it.
 */
export async function buildPage(
  root: URL,
  exported = false,
): Promise<BuiltPage> {
  const start = performance.now();
  const names = [
    exported ? "viewer_export.js" : "viewer.js",
    "viewer_style.js",
  ];
  const made = names.map((name) => new URL(`${FOLDER}${name}`, root));
  // An exported page answers by what the server has of all rooms.
  const sources = await newest(
    new URL(exported ? "src/" : "src/viewer/", root),
  );
  const times = await Promise.all(made.map(timeOf));
  const known = times.every((time) => time > sources);
  if (!known) {
    await build(root, [], PROGRAMS.filter(({ name }) => names.includes(name)));
  }
  const [script = "", style = ""] = await Promise.all(
    made.map(async (url, i) =>
      (await import(`${url}?${known ? times[i] : start}`)).default
    ),
  );
  return { script, style, took: known ? undefined : performance.now() - start };
}

/** When the newest file of a folder was changed. */
async function newest(folder: URL): Promise<number> {
  let time = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    time = Math.max(time, await (isDirectory ? newest(url) : timeOf(url)));
  }
  return time;
}

async function timeOf(url: URL): Promise<number> {
  try {
    return (await Deno.stat(url)).mtime?.getTime() ?? 0;
  } catch {
    return 0; // it is not there yet
  }
}

/** Makes texts of the sources below `root`; returns the files and their sizes. */
export async function build(
  root: URL,
  flags: readonly string[] = [],
  programs = PROGRAMS,
): Promise<ReadonlyMap<string, number>> {
  await Deno.mkdir(new URL(FOLDER, root), { recursive: true });
  const texts = await textsOf(programs, root, flags);
  const sizes = new Map<string, number>();
  for (const { name, entry, module } of programs) {
    const text = texts.get(name) ?? "";
    const made = `// Made of ${entry} by \`deno task build\`.\n`;
    const files = {
      [name]: `${made}export default ${JSON.stringify(text)};\n`,
    };
    if (module !== undefined) files[module] = `${made}${text}`;
    for (const [file, content] of Object.entries(files)) {
      const path = `${FOLDER}${file}`;
      await Deno.writeTextFile(new URL(path, root), content);
      sizes.set(path, content.length);
    }
  }
  return sizes;
}

if (import.meta.main) {
  const sizes = await build(new URL("../", import.meta.url), Deno.args);
  for (const [name, size] of sizes) {
    console.log(`${name}  ${(size / 1024).toFixed(0)} kB`);
  }
}
