/**
 * The stand-ins in `vendor/` are ours, say so, and pass the checks that Deno spares that folder.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { pathToFileURL } from "node:url";
import { registryHost } from "../../tools/std.ts";

const root = new URL("../../", import.meta.url);
const vendor = new URL("vendor/", root);
const names = ["assert", "fs", "jsonc", "msgpack", "streams"];
const version = "1.9999.0";

/** The folder of all packages; the registry's host, above it, is Deno's to say. */
const host = registryHost(vendor);
assert(host !== undefined, "no folder with stand-ins");
const packages = new URL(`${host}/@std/`, vendor);

/** The folder of one stand-in; where Deno reached the registry, the real one may be there too. */
const folder = (name: string) => new URL(`${name}/`, packages);

function list(url: URL): string[] {
  return Array.from(Deno.readDirSync(url), (entry) => entry.name).sort();
}

/** Runs git; undefined where there is none, or the folder is no repository. */
async function git(cwd: URL, ...args: string[]): Promise<string | undefined> {
  try {
    const command = new Deno.Command("git", { args, cwd, stdin: "null" });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** What the repository has of a file that Deno may have written over, such as after `--reload`. */
async function committed(file: URL): Promise<string> {
  const path = file.href.slice(root.href.length);
  return await git(root, "show", `:${path}`) ?? Deno.readTextFileSync(file);
}

for (const name of names) {
  Deno.test(`the stand-in for @std/${name} has a version that no real one has`, async () => {
    const text = await committed(new URL("meta.json", folder(name)));
    assertEquals(JSON.parse(text), {
      scope: "std",
      name,
      latest: version,
      versions: { [version]: {} },
    });
    const meta = new URL(`${version}_meta.json`, folder(name));
    assertEquals(JSON.parse(Deno.readTextFileSync(meta)), {
      manifest: {},
      exports: { ".": "./mod.ts" },
    });
  });

  Deno.test(`the stand-in for @std/${name} is one file that says what it is`, () => {
    const sources = new URL(`${version}/`, folder(name));
    assertEquals(list(sources), ["mod.ts"]);
    const [first] = Deno.readTextFileSync(new URL("mod.ts", sources)).split(
      "\n",
      1,
    );
    assertEquals(
      first,
      `// A stand-in for @std/${name}, written for this repository: not the real one. ` +
        "See vendor/README.md.",
    );
  });
}

/** All that the repository has in vendor/, below it. */
const ours = [
  "README.md",
  `${host}/@std/.gitignore`,
  ...names.flatMap((name) =>
    [`${version}/mod.ts`, `${version}_meta.json`, "meta.json"]
      .map((file) => `${host}/@std/${name}/${file}`)
  ),
].sort();

/** What Deno writes where it reaches the registry, or a mirror named by `JSR_URL`. */
const theirs = [
  "manifest.json",
  ...[host, "registry.example", "http_127.0.0.1_8000"].flatMap((registry) => [
    `${registry}/@std/path/meta.json`,
    `${registry}/@std/path/1.0.0_meta.json`,
    `${registry}/@std/path/1.0.0/mod.ts`,
    `${registry}/@std/fs/1.0.0_meta.json`,
    `${registry}/@std/fs/1.0.0/mod.ts`,
    `${registry}/@scope/name/meta.json`,
    `${registry}/@scope/name/1.0.0/mod.ts`,
    `${registry}/module.ts`,
  ]),
  "registry.example/@std/fs/meta.json",
  "http_127.0.0.1_8000/@std/assert/meta.json",
];

Deno.test("git lets in the stand-ins, of each its own version, and nothing that Deno writes there", async () => {
  if (await git(root, "--version") === undefined) {
    console.error("left out: what git lets into vendor/, for there is no git");
    return;
  }
  const dir = Deno.makeTempDirSync({ prefix: "kanta_ignore_" });
  try {
    const copy = pathToFileURL(`${dir}/`);
    const copied = [".gitignore", `vendor/${host}/@std/.gitignore`];
    const files = [...ours, ...theirs].map((path) => `vendor/${path}`);
    for (const path of [...files, ...copied]) {
      const file = new URL(path, copy);
      Deno.mkdirSync(new URL(".", file), { recursive: true });
      if (!copied.includes(path)) Deno.writeTextFileSync(file, "");
      else Deno.copyFileSync(new URL(path, root), file);
    }
    await git(copy, "init", "--quiet");
    await git(copy, "-c", "core.excludesFile=", "add", "--all");
    const letIn = (await git(copy, "ls-files", "vendor"))?.trim().split("\n");
    assertEquals(letIn, ours.map((path) => `vendor/${path}`));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});

Deno.test("the repository has nothing in vendor/ but the stand-ins", async () => {
  const tracked = await git(root, "ls-files", "vendor");
  if (tracked === undefined || tracked === "") {
    console.error(
      "left out: what is committed in vendor/, for this is no git repository",
    );
    return;
  }
  assertEquals(tracked.trim().split("\n"), ours.map((p) => `vendor/${p}`));
});

Deno.test("the imports name exactly the packages that have a stand-in", () => {
  const { imports } = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", root)),
  );
  const std = Object.entries(imports as Record<string, string>)
    .filter(([key]) => key.startsWith("@std/"));
  assertEquals(std.map(([key]) => key), names.map((name) => `@std/${name}`));
  for (const [key, value] of std) assertEquals(value, `jsr:${key}@^1.0.0`);
});

/** A vendored package can't use the import map, so it names versions in place. */
const INLINE = "--rules-exclude=no-import-prefix";

// Deno takes what is in vendor/ for remote code and checks none of it, so copies are checked.
Deno.test("the stand-ins pass format, lint and types", async () => {
  const copies = Deno.makeTempDirSync({ prefix: "kanta_stand_ins_" });
  try {
    for (const name of names) {
      Deno.copyFileSync(
        new URL(`${version}/mod.ts`, folder(name)),
        `${copies}/${name}.ts`,
      );
    }
    // The folder is no part of this one: no vendoring, no settings of ours.
    Deno.writeTextFileSync(`${copies}/deno.json`, '{ "lock": false }\n');
    for (const args of [["fmt", "--check"], ["lint", INLINE], ["check"]]) {
      const { success, stdout, stderr } = await new Deno.Command(
        Deno.execPath(),
        {
          args: [...args, "."],
          cwd: copies,
          env: { NO_COLOR: "1" },
          stdin: "null",
        },
      ).output();
      const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert(
        success,
        `deno ${args.join(" ")}\n${decode(stdout)}${decode(stderr)}`,
      );
    }
  } finally {
    Deno.removeSync(copies, { recursive: true });
  }
});

Deno.test("the README of the stand-ins names each of them", () => {
  const text = Deno.readTextFileSync(new URL("README.md", vendor));
  for (const name of names) assertStringIncludes(text, `| \`${name}\``);
});
