/**
 * `@std/fs` does what the product and the tests take for granted, the stand-in as the real one.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  copy,
  emptyDir,
  ensureDir,
  ensureDirSync,
  exists,
  existsSync,
  move,
  walk,
  walkSync,
} from "@std/fs";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { linked } from "../support/system.ts";

function within(name: string, body: (dir: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const dir = Deno.realPathSync(
      Deno.makeTempDirSync({ prefix: "kanta_fs_" }),
    );
    try {
      await body(dir);
    } finally {
      Deno.removeSync(dir, { recursive: true });
    }
  });
}

within(
  "ensureDir() makes what is missing and leaves what is there",
  async (dir) => {
    await ensureDir(`${dir}/a/b`);
    Deno.writeTextFileSync(`${dir}/a/b/file`, "1");
    await ensureDir(`${dir}/a/b`);
    ensureDirSync(pathToFileURL(`${dir}/a/c/d`));
    ensureDirSync(`${dir}/a/c`);
    assertEquals(Deno.readTextFileSync(`${dir}/a/b/file`), "1");
    assert(Deno.statSync(`${dir}/a/c/d`).isDirectory);
  },
);

within(
  "ensureDir() refuses a file and takes a link to a directory",
  async (dir) => {
    Deno.writeTextFileSync(`${dir}/file`, "1");
    await assertRejects(
      () => ensureDir(`${dir}/file`),
      Error,
      "expected 'dir', got 'file'",
    );
    assertThrows(
      () => ensureDirSync(`${dir}/file`),
      Error,
      "expected 'dir', got 'file'",
    );
    Deno.mkdirSync(`${dir}/real`);
    if (!linked(`${dir}/real`, `${dir}/link`)) return;
    await ensureDir(`${dir}/link`);
    ensureDirSync(`${dir}/link`);
  },
);

within("exists() says what is there, and of which kind", async (dir) => {
  Deno.writeTextFileSync(`${dir}/file`, "1");
  linked(`${dir}/nowhere`, `${dir}/broken`);
  for (const there of [exists, existsSync]) {
    assert(await there(dir));
    assert(await there(dir, { isDirectory: true }));
    assertFalse(await there(dir, { isFile: true }));
    assert(await there(`${dir}/file`, { isFile: true, isReadable: true }));
    assertFalse(await there(`${dir}/file`, { isDirectory: true }));
    assertFalse(await there(`${dir}/none`));
    assertFalse(await there(`${dir}/broken`));
  }
});

within("emptyDir() leaves the directory alone", async (dir) => {
  await ensureDir(`${dir}/a/b`);
  Deno.writeTextFileSync(`${dir}/a/file`, "1");
  await emptyDir(`${dir}/a`);
  await emptyDir(`${dir}/new`);
  assertEquals([...Deno.readDirSync(`${dir}/a`)], []);
  assertEquals([...Deno.readDirSync(`${dir}/new`)], []);
});

within("move() and copy() replace only when told to", async (dir) => {
  const text = (name: string) => Deno.readTextFileSync(`${dir}/${name}`);
  Deno.writeTextFileSync(`${dir}/a`, "1");
  Deno.writeTextFileSync(`${dir}/b`, "2");
  await assertRejects(
    () => move(`${dir}/a`, `${dir}/b`),
    Deno.errors.AlreadyExists,
  );
  await assertRejects(
    () => copy(`${dir}/a`, `${dir}/b`),
    Deno.errors.AlreadyExists,
  );
  assertEquals(text("b"), "2");
  await copy(`${dir}/a`, `${dir}/b`, { overwrite: true });
  assertEquals(text("b"), "1");
  await move(`${dir}/a`, `${dir}/c`);
  await move(`${dir}/c`, `${dir}/b`, { overwrite: true });
  assertEquals(Array.from(Deno.readDirSync(dir), (entry) => entry.name), ["b"]);
});

within("move() leaves what is there where it can't move", async (dir) => {
  const file = `${dir}/file`;
  Deno.writeTextFileSync(file, "1");
  await ensureDir(`${dir}/a/b`);
  await assertRejects(
    () => move(`${dir}/none`, file, { overwrite: true }),
    Deno.errors.NotFound,
  );
  await assertRejects(() => move(file, file), Deno.errors.AlreadyExists);
  await move(file, file, { overwrite: true });
  for (const within of [`${dir}/a`, `${dir}/a/b/c`]) {
    await assertRejects(
      () => move(`${dir}/a`, within, { overwrite: true }),
      Deno.errors.NotSupported,
    );
  }
  await move(`${dir}/a`, `${dir}/ab`); // a name that begins alike is no subdirectory
  assertEquals(Deno.readTextFileSync(file), "1");
  assert(Deno.statSync(`${dir}/ab/b`).isDirectory);
});

within("copy() copies a directory with all that is in it", async (dir) => {
  await ensureDir(`${dir}/a/b`);
  Deno.writeTextFileSync(`${dir}/a/b/file`, "1");
  await copy(`${dir}/a`, `${dir}/c`);
  assertEquals(Deno.readTextFileSync(`${dir}/c/b/file`), "1");
});

within("copy() copies a link as it stands", async (dir) => {
  await ensureDir(`${dir}/a`);
  if (!linked("nowhere", `${dir}/a/link`)) return;
  await copy(`${dir}/a`, `${dir}/c`);
  assertEquals(Deno.readLinkSync(`${dir}/c/link`), "nowhere");
});

within("walk() yields what is below, by kind, depth and name", async (dir) => {
  await ensureDir(`${dir}/a/b`);
  for (const name of ["1.ts", "a/2.ts", "a/b/3.md"]) {
    Deno.writeTextFileSync(`${dir}/${name}`, "");
  }
  const names = async (options?: Parameters<typeof walk>[1]) => {
    const found = await Array.fromAsync(walk(dir, options));
    assertEquals(
      [...walkSync(dir, options)].map((e) => e.path),
      found.map((e) => e.path),
    );
    return found.map(({ path }) => path.slice(dir.length).replaceAll(sep, "/"))
      .sort();
  };
  assertEquals(await names(), [
    "",
    "/1.ts",
    "/a",
    "/a/2.ts",
    "/a/b",
    "/a/b/3.md",
  ]);
  assertEquals(await names({ includeDirs: false }), [
    "/1.ts",
    "/a/2.ts",
    "/a/b/3.md",
  ]);
  assertEquals(await names({ includeFiles: false, maxDepth: 1 }), ["", "/a"]);
  assertEquals(await names({ exts: [".ts"] }), ["/1.ts", "/a/2.ts"]);
  assertEquals(await names({ match: [/\/a\/b$/], includeFiles: false }), [
    "/a/b",
  ]);
  assertEquals(await names({ skip: [/\/a\/b$/], includeDirs: false }), [
    "/1.ts",
    "/a/2.ts",
  ]);
});

within("walk() yields a directory, then all that is in it", async (dir) => {
  await ensureDir(`${dir}/a/b`);
  await ensureDir(`${dir}/c/d`);
  for (const name of ["a/1", "a/b/2", "c/3", "c/d/4"]) {
    Deno.writeTextFileSync(`${dir}/${name}`, "");
  }
  const found = await Array.fromAsync(walk(dir));
  assertEquals([...walkSync(dir)], found);
  assertEquals(found.length, 9);
  const place = (path: string) =>
    found.findIndex((entry) => entry.path === join(dir, path));
  assertEquals(place(""), 0);
  for (const { path, isDirectory } of found.filter((e) => e.isDirectory)) {
    assert(isDirectory);
    const inside = found.filter((entry) => entry.path.startsWith(path + sep));
    const from = found.findIndex((entry) => entry.path === path) + 1;
    assertEquals(found.slice(from, from + inside.length), inside, path);
  }
});

within(
  "walk() begins paths as the root was given, without its blemishes",
  async (dir) => {
    await ensureDir(`${dir}/a`);
    for (const root of [`${dir}/`, `${dir}/a/..`, pathToFileURL(dir)]) {
      const paths = Array.from(walkSync(root), (entry) => entry.path);
      assertEquals(paths.map((path) => join(path, ".")), [dir, join(dir, "a")]);
      const [first] = await Array.fromAsync(walk(root));
      assert(first?.isDirectory);
    }
  },
);

within("walk() yields links and does not follow them", async (dir) => {
  await ensureDir(`${dir}/a`);
  Deno.writeTextFileSync(`${dir}/a/file`, "");
  if (!linked(`${dir}/a`, `${dir}/link`)) return;
  const names = async (options: Parameters<typeof walk>[1]) => {
    const found = await Array.fromAsync(walk(dir, options));
    assertEquals([...walkSync(dir, options)], found);
    return found.map(({ name, isSymlink }) => isSymlink ? `${name}@` : name)
      .sort();
  };
  assertEquals(await names({ includeDirs: false }), ["file", "link@"]);
  assertEquals(
    await names({ includeDirs: false, includeSymlinks: false }),
    ["file"],
  );
  assertEquals(
    await names({ includeDirs: false, includeFiles: false }),
    ["link@"],
  );
});

within("walk() refuses a root that is no directory", async (dir) => {
  Deno.writeTextFileSync(`${dir}/file`, "");
  await assertRejects(() => Array.fromAsync(walk(`${dir}/file`)), Error);
  await assertRejects(
    () => Array.fromAsync(walk(`${dir}/none`)),
    Deno.errors.NotFound,
  );
});
