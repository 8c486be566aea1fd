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
  readonly format?: "iife" | "esm";
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

/**
 * All modules of a program in one text, packages included: a script, which a
 * worker evaluates, or a module, which is imported.
 */
async function bundle(
  entry: URL,
  root: URL,
  format: "iife" | "esm",
  flags: readonly string[],
): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        // A text in a text: what is not in it need not be escaped, twice, nor
        // looked through by whoever bundles it (docs/performance.md).
        "--minify",
        ...flags,
        "--format",
        format,
        "--output",
        file,
        entry.href,
      ],
      // Packages are those of the checkout, wherever the program was started.
      cwd: root,
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) {
      throw new Error(
        `Cannot bundle ${entry.href}: ${new TextDecoder().decode(stderr)}`,
      );
    }
    const text = withoutRequire(await Deno.readTextFile(file));
    if (format === "iife") demandScript(text, entry);
    return text;
  } finally {
    await Deno.remove(file);
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

/** The text of a program, of the sources below `root`. */
async function textOf(
  { entry, format = "iife", holds = {}, browser, plain }: Program,
  root: URL,
  flags: readonly string[],
): Promise<string> {
  const url = new URL(entry, root);
  if (plain) return await Deno.readTextFile(url);
  if (browser) {
    return `const KANTA_BUILT=true;${await bundle(url, root, "esm", flags)}`;
  }
  let text = await bundle(url, root, format, flags);
  for (const [constant, held] of Object.entries(holds)) {
    const program = await bundle(new URL(held, root), root, "esm", flags);
    text = `const ${constant} = ${JSON.stringify(program)};\n${text}`;
  }
  return text;
}

/** The text of one program by its name, of the sources below `root`. */
export async function buildText(name: string, root: URL): Promise<string> {
  const program = PROGRAMS.find((program) => program.name === name);
  if (program === undefined) throw new RangeError(`No program is ${name}`);
  return await textOf(program, root, []);
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
    await Deno.mkdir(new URL(FOLDER, root), { recursive: true });
    for (const program of PROGRAMS) {
      if (names.includes(program.name)) await write(program, root, []);
    }
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

/** Makes one text, and the module of it; their files and sizes. */
async function write(
  program: Program,
  root: URL,
  flags: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { name, module } = program;
  const text = await textOf(program, root, flags);
  const made = `// Made of ${program.entry} by \`deno task build\`.\n`;
  const files = { [name]: `${made}export default ${JSON.stringify(text)};\n` };
  if (module !== undefined) {
    files[module] = `${made}${text}`;
  }
  for (const [file, content] of Object.entries(files)) {
    await Deno.writeTextFile(new URL(`${FOLDER}${file}`, root), content);
  }
  return new Map(
    Object.entries(files).map(([file, content]) => [
      `${FOLDER}${file}`,
      content.length,
    ]),
  );
}

/** Makes texts of the sources below `root`; returns the files and their sizes. */
export async function build(
  root: URL,
  flags: readonly string[] = [],
  programs = PROGRAMS,
): Promise<ReadonlyMap<string, number>> {
  const folder = new URL(FOLDER, root);
  await Deno.mkdir(folder, { recursive: true });
  const sizes = new Map<string, number>();
  for (const program of programs) {
    const made = await write(program, root, flags);
    for (const [file, size] of made) sizes.set(file, size);
  }
  return sizes;
}

if (import.meta.main) {
  const sizes = await build(new URL("../", import.meta.url), Deno.args);
  for (const [name, size] of sizes) {
    console.log(`${name}  ${(size / 1024).toFixed(0)} kB`);
  }
}
