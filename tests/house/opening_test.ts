/**
 * Opening an existing file stays a short way: few files of the source run.
 *
 * @module
 */
import { assert, assertArrayIncludes, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { pathOf } from "../../src/file/file_path.ts";
import { TempFolder } from "../support/temp.ts";

/** The most files whose functions may run in the main isolate, up to the promise. */
const MOST_FILES = 45;

/** Files that run as well where there is a migration to be done. */
const BESIDES = [
  "src/database/schema/migrations.ts",
  "src/database/schema/upgrade.ts",
];

/** The files whose functions run while a file is opened, in a process of its own. */
async function filesOfOpening(path: string, ...mode: string[]) {
  const child = new URL("./opened_files.ts", import.meta.url);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", pathOf(child), path, ...mode],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const files: string[] = JSON.parse(new TextDecoder().decode(stdout));
  return files;
}

interface Data {
  users: Record<string, { name: string; born: Date; tags: string[] }>;
  visits: number;
}

/** Makes a file with a snapshot, and with changes of every common kind after it. */
async function writeExample(path: string): Promise<void> {
  const data: Data = { users: {}, visits: 0 };
  await using db = await Kanta.open(path, data, { sync: "never" });
  const change = () => {
    db.transaction("create", { user: "admin" }, ({ users }) => {
      const born = new Date("1990-01-02T03:04:05Z");
      users["alice"] = { name: "Alice", born, tags: ["a"] };
    });
    db.transaction("rename", (data) => {
      data.users["alice"]!.name = "Alix"; // made above
      data.visits++;
    });
    db.transaction("tag", ({ users }) => {
      users["alice"]?.tags.push("b");
    });
    db.transaction("remove", ({ users }) => {
      delete users["alice"];
    });
  };
  change();
  await db.snapshot();
  change();
}

Deno.test(`opening an existing file runs at most ${MOST_FILES} files`, async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await writeExample(path);
  const files = await filesOfOpening(path);
  // The measure sees the way from its first file to its last.
  assertArrayIncludes(files, [
    "src/kanta.ts",
    "src/database/session.ts",
    "src/store/file/client/channel.ts",
    "src/diff/walker.ts",
  ]);
  assertEquals(files.filter((file) => BESIDES.includes(file)), []);
  assert(files.length <= MOST_FILES, `${files.length} files: ${files}`);
});

Deno.test("files that run besides are counted", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await writeExample(path);
  const files = await filesOfOpening(path, "migrate");
  assertArrayIncludes(files, BESIDES);
});

Deno.test("a program that opens files loads nothing of logs on servers; one with an address does", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await writeExample(path);
  const servers = /^src\/store\/(?:stream|nats)\//;
  const loaded = await filesOfOpening(path, "loaded");
  assertArrayIncludes(loaded, ["src/kanta.ts", "src/database/session.ts"]);
  assertEquals(loaded.filter((file) => servers.test(file)), []);
  const others = await filesOfOpening("nats://127.0.0.1:1/none", "loaded");
  assertArrayIncludes(others, ["src/store/stream/client/stream_store.ts"]);
});
