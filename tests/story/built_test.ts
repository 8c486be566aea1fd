/**
 * Programs that do not run from a checkout: put into one file by a bundler, or
 * with the package served as a registry serves it.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  serveFiles,
  type ServeOptions,
} from "../../bench/harness/published.ts";
import { FOLDER, PROGRAMS } from "../../tools/build.ts";
import { root } from "../house/source_files.ts";
import { LITTLE } from "../../src/store/file/checkpoint/maker.ts";
import { builtPackage } from "../support/built_package.ts";
import { copyPackage, deno } from "../support/package_copy.ts";
import { startNats } from "../support/nats_servers.ts";
import { TempFolder } from "../support/temp.ts";

/** What a program does with a database: all that runs in a worker has a part. */
const PROGRAM = `
import { Kanta } from "@kanta/core";
class Point {
  constructor(readonly x: number) {}
}
const types = [{
  tag: "point",
  class: Point,
  encode: (point: Point) => point.x,
  decode: (x: unknown) => new Point(x as number),
}];
interface Data { n: number; at: Point; items: string[] }
const [folder, ...formats] = Deno.args as [string, "json" | "msgpack"];
const data = (): Data => ({ n: 0, at: new Point(3), items: [] });
for (const serializer of formats) {
  const path = folder + "/" + serializer + ".kantadb";
  {
    await using db = await Kanta.open<Data>(path, data(), { serializer, types });
    db.transaction("count", (data) => void data.n++);
    await db.flush({ durable: true });
    await db.snapshot(); // of little: the writer makes it
    db.transaction("grow", (data) => {
      for (let i = 0; i < 15_000; i++) data.items.push("an item, number " + i);
    });
    await db.snapshot(); // of more: a worker of the writer's makes it
  }
  await using db = await Kanta.open<Data>(path, data(), { types });
  const report = await Kanta.verify(path); // a worker of its own
  console.log(JSON.stringify({
    n: db.data.n,
    items: db.data.items.length,
    point: db.data.at instanceof Point && db.data.at.x,
    changes: report.changes,
  }));
}
`;

const EXPECTED = { n: 1, items: 15_000, point: 3, changes: 3 };

/** What a program does with a database on servers: each worker has a part. */
const SERVED = `
import { FileLockError, Kanta } from "@kanta/core";
const [url, folder] = Deno.args as [string, string];
const data = () => ({ n: 0 });
{
  await using db = await Kanta.open(url, data());
  db.transaction("count", (data) => void data.n++);
  await db.flush();
  await db.snapshot(); // a worker of the writer's makes it
  db.transaction("count", (data) => void data.n++);
}
await using db = await Kanta.open(url, data());
const { state } = await db.at("r2");
{
  const mirror = folder + "/mirror.kantadb"; // kept by a worker of its own
  await using replica = await Kanta.follow(url, data(), { mirror });
  await replica.waitFor(db.rev);
  console.log(JSON.stringify([db.rev, replica.data.n, state.n]));
}
const { rev } = await Kanta.copy(url, folder + "/copy.kantadb");
const missing = await Kanta.follow("nats://127.0.0.1:1/none", data()).catch(
  (error) => error instanceof FileLockError,
);
console.log(JSON.stringify([rev, missing]));
`;

/** Runs the program for a log on servers with permission to reach them alone. */
async function expectServed(folder: string, program: string[]): Promise<void> {
  await using servers = await startNats("a build that opens a log on servers");
  const [server] = servers?.all ?? [];
  if (servers === undefined || server === undefined) return;
  const data = Deno.makeTempDirSync({ dir: folder });
  const flags = [
    ...["--no-prompt", "--quiet"],
    `--allow-net=${server.address},127.0.0.1:1`,
    `--allow-read=${data}`,
    `--allow-write=${data}`,
  ];
  const args = ["run", ...flags, ...program, servers.url("built"), data];
  const { out, said } = await deno(args, folder);
  assertEquals(said, "");
  const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines, [[3, 2, 1], [3, true]]);
  assertEquals(
    Deno.readFileSync(`${data}/mirror.kantadb`),
    Deno.readFileSync(`${data}/copy.kantadb`),
  );
}

/** A folder with the programs in it. */
async function withPrograms(
  use: (folder: string) => Promise<void>,
): Promise<void> {
  using temp = new TempFolder();
  Deno.writeTextFileSync(`${temp.path}/program.ts`, PROGRAM);
  Deno.writeTextFileSync(`${temp.path}/served.ts`, SERVED);
  await use(temp.path);
}

/** Runs a program in both formats with permission for its data alone. */
async function expectStory(
  folder: string,
  program: string[],
  formats = ["json", "msgpack"],
): Promise<void> {
  const data = Deno.makeTempDirSync({ dir: folder });
  const flags = [`--allow-read=${data}`, `--allow-write=${data}`];
  const args = ["run", "--no-prompt", "--quiet", ...flags, ...program];
  const { out, said } = await deno([...args, data, ...formats], folder);
  assertEquals(said, "");
  const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines, formats.map(() => EXPECTED));
  for (const format of formats) {
    const { size } = Deno.statSync(`${data}/${format}.kantadb`);
    assert(size > 2 * LITTLE, `${size}`); // once in a change, once in a snapshot
  }
}

Deno.test("a bundle says what to run before there is a build, and runs from anywhere after it", () =>
  withPrograms(async (folder) => {
    const checkout = `${folder}/kanta`;
    Deno.mkdirSync(checkout);
    copyPackage(checkout);
    const args = ["bundle", "--quiet", "--config", `${checkout}/deno.json`];
    args.push("--output", `${folder}/out.js`, `${folder}/program.ts`);
    const before = await deno(args, folder);
    assert(!before.success);
    assertStringIncludes(before.said, FOLDER);

    const built = `${(await builtPackage()).checkout}/${FOLDER}`;
    const made = Array.from(Deno.readDirSync(built), ({ name }) => name);
    const names = PROGRAMS.flatMap(({ name, module = [] }) => [name, module]);
    assertEquals(made.toSorted(), names.flat().toSorted());
    Deno.mkdirSync(`${checkout}/${FOLDER}`);
    for (const name of made) {
      Deno.copyFileSync(built + name, `${checkout}/${FOLDER}${name}`);
    }
    const after = await deno(args, folder);
    assert(after.success, after.said);
    const served = args.with(-2, `${folder}/served.js`)
      .with(-1, `${folder}/served.ts`);
    assert((await deno(served, folder)).success);
    const split = args.with(-3, "--outdir").with(-2, `${folder}/out`);
    const parts = await deno(split.toSpliced(1, 0, "--code-splitting"), folder);
    assert(parts.success, parts.said);
    Deno.removeSync(checkout, { recursive: true });
    await expectStory(folder, [`${folder}/out.js`]);
    const other = ["msgpack", "json"]; // neither needs what the other loaded
    await expectStory(folder, [`${folder}/out/program.js`], other);
    await expectServed(folder, [`${folder}/served.js`]);
  }));

/** Serves a package as a registry does, to the programs of a folder. */
function serveTo(
  folder: string,
  pack: string,
  change?: ServeOptions["change"],
): { asked: string[] } & AsyncDisposable {
  const asked: string[] = [];
  const server = serveFiles(pack, {
    asked: (path) => asked.push(path),
    change,
  });
  const { exports, imports, compilerOptions } = JSON.parse(
    Deno.readTextFileSync(`${pack}/deno.json`),
  );
  const entries = Object.entries<string>(exports).map((
    [name, path],
  ) => [
    `@kanta/core${name.slice(".".length)}`,
    `http://127.0.0.1:${server.addr.port}/${path.slice("./".length)}`,
  ]);
  Deno.writeTextFileSync(
    `${folder}/deno.json`,
    JSON.stringify({
      imports: { ...imports, ...Object.fromEntries(entries) },
      vendor: true,
      nodeModulesDir: "none",
      lock: false,
      compilerOptions,
    }),
  );
  return { asked, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** The entry points of the package in a folder. */
function exportsOf(folder: string): Record<string, string> {
  return JSON.parse(Deno.readTextFileSync(`${folder}/deno.json`)).exports;
}

/** What is exported from an address, by names that differ from its own. */
async function renamed(address: string): Promise<string[]> {
  const module: Record<string, unknown> = await import(address);
  return Object.entries(module).flatMap(([name, value]) =>
    typeof value === "function" && value.name !== name
      ? [`${name} is ${value.name}`]
      : []
  );
}

/** A program that throws, before the one that a file has. */
const THROW = 'throw new Error("this one is not to be run");';

Deno.test("what a registry serves runs in a few files, its writer as a module, with permission for the data alone", () =>
  withPrograms(async (folder) => {
    const { checkout, published: pack } = await builtPackage();
    copyPackage(folder, [], ["vendor"]);
    const sources = exportsOf(checkout);
    for (const [name, path] of Object.entries(exportsOf(pack))) {
      const made = await renamed(`file://${pack}/${path}`);
      assertEquals(made, await renamed(`${new URL(sources[name]!, root)}`));
    }
    const flags = ["--no-check", "--allow-import"];
    const isText = (path: string) => /package\/writer-\w+\.js$/.test(path);
    const isModule = (path: string) => path.endsWith("/writer_module.js");
    {
      await using server = serveTo(
        folder,
        pack,
        (path, text) => isText(path) ? text.replace("'", `'${THROW}`) : text,
      );
      await expectStory(folder, [...flags, `${folder}/program.ts`]);
      await expectServed(folder, [...flags, `${folder}/served.ts`]);
      const { asked } = server;
      for (const what of [isText, isModule]) {
        assert(asked.some(what), `${asked}`);
      }
      assertEquals(asked.filter((path) => !path.startsWith(`/${FOLDER}`)), []);
      assert(new Set(asked).size < 100, `${asked.length} files: ${asked}`);
      // The types are those of the sources.
      const check = ["check", "--quiet", "--allow-import"];
      const checked = await deno([...check, `${folder}/program.ts`], folder);
      assert(checked.success, checked.said);
      assert(asked.includes("/mod.ts"), `${asked}`);
    }
    // A program that may import nothing any more runs the text, from memory.
    Deno.writeTextFileSync(
      `${folder}/alone.ts`,
      `Deno.permissions.revokeSync({ name: "import" });${PROGRAM}`,
    );
    await using _server = serveTo(
      folder,
      pack,
      (path, text) => isModule(path) ? THROW + text : text,
    );
    const other = ["msgpack", "json"];
    await expectStory(folder, [...flags, `${folder}/alone.ts`], other);
  }));
