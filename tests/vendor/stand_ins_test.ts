/**
 * The stand-ins in `vendor/` are ours, say so, and pass the checks that Deno spares that folder.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const root = new URL("../../", import.meta.url);
const vendor = new URL("vendor/", root);
const names = ["assert", "fs", "jsonc", "msgpack", "streams"];
const version = "1.9999.0";

/** The folder of one stand-in; the registry's host, between `vendor/` and `@std/`, is Deno's to say. */
function folder(name: string): URL {
  const hosts = [...Deno.readDirSync(vendor)].filter((entry) =>
    entry.isDirectory
  );
  const found = hosts
    .map((host) => new URL(`${host.name}/@std/${name}/`, vendor))
    .filter((url) => {
      try {
        return Deno.statSync(url).isDirectory;
      } catch {
        return false;
      }
    });
  assertEquals(found.length, 1, `one folder for ${name}`);
  return found[0];
}

function list(url: URL): string[] {
  return Array.from(Deno.readDirSync(url), (entry) => entry.name).sort();
}

for (const name of names) {
  Deno.test(`the stand-in for @std/${name} has its own version and no other`, () => {
    assertEquals(list(folder(name)), [
      version,
      `${version}_meta.json`,
      "meta.json",
    ]);
    const meta = JSON.parse(
      Deno.readTextFileSync(new URL("meta.json", folder(name))),
    );
    assertEquals(meta.scope, "std");
    assertEquals(meta.name, name);
    assertEquals(meta.latest, version);
    assertEquals(Object.keys(meta.versions), [version]);
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

Deno.test("git lets in the five stand-ins, of each its own version, and nothing else", () => {
  const lines = Deno.readTextFileSync(new URL(".gitignore", root)).split("\n");
  const about = lines.filter((line) => line.includes("/vendor/"));
  assertEquals(about, [
    "/vendor/*/*",
    "!/vendor/*/@std/",
    "/vendor/*/@std/*",
    ...names.map((name) => `!/vendor/*/@std/${name}/`),
    "/vendor/*/@std/*/*",
    "!/vendor/*/@std/*/meta.json",
    `!/vendor/*/@std/*/${version}_meta.json`,
    `!/vendor/*/@std/*/${version}/`,
  ]);
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
