/**
 * Which permissions a program needs: with exactly those it runs and is never
 * asked for more, and each that is missing is named.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Kanta } from "@kanta/core";
import { leftOut, linked } from "../support/system.ts";
import { TempFolder } from "../support/temp.ts";
import { Child } from "../torture/child.ts";
import { pathOf } from "../../src/file/file_path.ts";

/** From a checkout a worker's modules are files, and must be readable. */
const MODULES = pathOf(new URL("../../src", import.meta.url));

/** Runs the visitor with these permissions; returns what it said. */
async function visit(
  path: string,
  permissions: {
    readonly read?: readonly string[] | undefined;
    readonly write?: readonly string[] | undefined;
  },
  how: "read" | "write" | "signals" | "follow" = "write",
  format: "json" | "msgpack" = "json",
  meanwhile: (child: Child) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const flags = Object.entries(permissions)
    .map(([name, paths]) => `--allow-${name}=${paths!.join(",")}`);
  const child = new Child({
    program: "./children/visitor.ts",
    args: [path, how, format],
    flags: ["--no-prompt", ...flags],
  });
  await meanwhile(child);
  const { lines, complaints } = await child.ended;
  assert(!/prompt|Allow\?/.test(complaints), complaints);
  return lines.join("\n");
}

/** Makes a database that a visitor left behind, without one. */
async function found(path: string): Promise<void> {
  await using db = await Kanta.open(path, { n: 0 });
  db.transaction("count", (data) => {
    data.n++;
  });
}

for (const format of ["json", "msgpack"] as const) {
  Deno.test(`the file alone is enough to make, write and snapshot it: ${format}`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    const permissions = { read: [path, MODULES], write: [path] };
    assertEquals(
      await visit(path, permissions, "write", format),
      "n 1\nclosed",
    );
    assertEquals(
      await visit(path, permissions, "signals", format),
      "n 2\nclosed",
    );
    const reading = { read: [path, MODULES] };
    assertEquals(await visit(path, reading, "read", format), "n 2\nclosed");
    assertEquals([...Deno.readDirSync(folder.path)].length, 1);
  });
}

Deno.test("to read the file is enough to follow it, and nothing is written beside it", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, { n: 0 });
  await db.flush();
  const reading = { read: [path] };
  const said = await visit(path, reading, "follow", "json", async (child) => {
    await child.hear("following");
    db.transaction("count", (data) => {
      data.n++;
    });
    await db.flush();
  });
  assertEquals(said, "following 1\nn 1\nclosed");
  assertEquals([...Deno.readDirSync(folder.path)].length, 1);
  const none = { read: [folder.file("another")] };
  assertStringIncludes(
    await visit(path, none, "follow"),
    `FileLockError: Cannot open "${path}": this program may not read it; run ` +
      `it with --allow-read=${path}`,
  );
});

Deno.test("behind a symlink permission is wanted for where it leads, and the error says so", async () => {
  using folder = new TempFolder();
  Deno.mkdirSync(folder.file("real"));
  if (!linked(folder.file("real"), folder.file("link"))) return;
  const path = folder.file("link/data.kantadb");
  const real = folder.file("real/data.kantadb");
  const given = { read: [path, MODULES], write: [path] };
  const said = await visit(path, given);
  assertStringIncludes(said, "--allow-read");
  assertStringIncludes(said, real);
  const both = { read: [path, real, MODULES], write: [path, real] };
  assertEquals(await visit(path, both), "n 1\nclosed");
  assertEquals(await visit(path, both), "n 2\nclosed");
});

Deno.test("a torn tail is cut off with the file alone, too", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const permissions = { read: [path, MODULES], write: [path] };
  await found(path);
  Deno.writeTextFileSync(path, '{"ts":"2026', { append: true });
  assertEquals(await visit(path, permissions), "n 2\nclosed");
  assertEquals([...Deno.readDirSync(folder.path)].length, 1);
});

Deno.test("with the folder a torn tail is saved beside the file", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const permissions = {
    read: [folder.path, MODULES],
    write: [folder.path],
  };
  await found(path);
  Deno.writeTextFileSync(path, '{"ts":"2026', { append: true });
  assertEquals(await visit(path, permissions), "n 2\nclosed");
  assertEquals([...Deno.readDirSync(folder.path)].length, 2);
});

Deno.test("each missing permission is named, and nothing is made", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const read = `--allow-read=${path}`;
  const write = `--allow-write=${path}`;
  const cases = [
    [{}, "write", [read, write]],
    [{ read: [MODULES] }, "write", [read, write]],
    [{ read: [path, MODULES] }, "write", [write]],
    [{ write: [path] }, "write", [read]],
    [{}, "read", [read]],
  ] as const;
  for (const [permissions, how, wanted] of cases) {
    const said = await visit(path, permissions, how);
    assertStringIncludes(said, "FileLockError");
    for (const flag of [read, write]) {
      assertEquals(
        said.includes(flag),
        wanted.some((one) => one === flag),
        said,
      );
    }
    assertEquals([...Deno.readDirSync(folder.path)], []);
  }
});

Deno.test("to make the folder takes a look at the one around it", async () => {
  using folder = new TempFolder();
  const path = `${folder.path}/data/x.kantadb`;
  const write = [`${folder.path}/data`];
  const read = [folder.path, MODULES];
  assertEquals(await visit(path, { read, write }), "n 1\nclosed");
  Deno.removeSync(write[0]!, { recursive: true });
  assertStringIncludes(
    await visit(path, { read: [...write, MODULES], write }),
    `may not read "${folder.path}": run it with --allow-read=${folder.path}`,
  );
  assertStringIncludes(
    await visit(path, { read, write: [path] }),
    `may not write "${write[0]}": run it with --allow-write=${write[0]}`,
  );
});

Deno.test("that the writer's modules can't be read is said", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const said = await visit(path, { read: [path], write: [path] });
  assertStringIncludes(said, "WriterDiedError");
  assertStringIncludes(said, "worker.ts");
  assertStringIncludes(said, "--allow-read");
});

/** Runs the visitor on a terminal, where Deno would ask; returns what it saw. */
async function visitOnTerminal(flags: string, args: string): Promise<string> {
  const program = new URL("../torture/children/visitor.ts", import.meta.url);
  const command = `${Deno.execPath()} run --no-check --quiet ${flags} ` +
    `${pathOf(program)} ${args}`;
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", command, "/dev/null"],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // Asked, it would wait for an answer for ever.
  const timer = setTimeout(() => child.kill(), 60_000);
  const { stdout } = await child.output();
  clearTimeout(timer);
  return new TextDecoder().decode(stdout).replaceAll("\r", "");
}

/** Where there is no such command there is no terminal to be had. */
async function hasTerminals(): Promise<boolean> {
  try {
    const args = ["--quiet", "--return", "--command", "true", "/dev/null"];
    return (await new Deno.Command("script", { args }).output()).success;
  } catch {
    return false;
  }
}

Deno.test("nobody is asked for more, on a terminal too", async () => {
  if (!await hasTerminals()) {
    leftOut("what a terminal is asked", "there is no `script` that makes one");
    return;
  }
  using folder = new TempFolder();
  const path = folder.file();
  const flags = `--allow-read=${path},${MODULES} --allow-write=${path}`;
  const visit = (flags: string) => visitOnTerminal(flags, path);
  assertEquals(await visit(flags), "n 1\nclosed\n");
  Deno.writeTextFileSync(path, '{"ts":"2026', { append: true });
  assertEquals(await visit(flags), "n 2\nclosed\n");
  assertStringIncludes(
    await visit(`--allow-read=${path},${MODULES}`),
    `run it with --allow-write=${path}`,
  );
  const holder = await Kanta.open(path, { n: 0 });
  assertStringIncludes(await visit(flags), "it is locked by another opener");
  await holder.close();
  const far = `${folder.path}/sub/far.kantadb`;
  assertStringIncludes(
    await visitOnTerminal(
      `--allow-read=${far},${MODULES} --allow-write=${far}`,
      far,
    ),
    `may not read "${folder.path}": run it with --allow-read=${folder.path}`,
  );
});
