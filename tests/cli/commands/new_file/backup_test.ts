import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Kanta } from "@kanta/core";
import { runCommand } from "../../../support/command_run.ts";
import { TempFolder } from "../../../support/temp.ts";

async function made(temp: TempFolder): Promise<string> {
  const clock = () => Temporal.Instant.from("2026-06-10T12:00:00Z");
  await using db = await Kanta.open(temp.file(), { n: 0 }, { clock });
  db.transaction("add", (data) => void data.n++);
  return temp.file();
}

const ROTATED = new URL("../../../golden/rotated.kantadb", import.meta.url);
const ARCHIVE = "rotated@20260601T000000Z.kantadb";

Deno.test("kanta backup makes a copy and says how far it reaches", async () => {
  using temp = new TempFolder();
  const path = await made(temp);
  const into = temp.file("backups/today.kantadb");
  const { code, stdout, stderr } = await runCommand(["backup", path, into]);
  const size = Deno.statSync(into).size;
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    `${into}: r2 of 2026-06-10T12:00:00, 2 changes, 0 snapshots, ${size} B\n`,
  );
  assertEquals(Deno.readFileSync(into), Deno.readFileSync(path));
  const again = await runCommand(["backup", path, into]);
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, "there is a file already");
});

Deno.test("kanta backup into a folder names the copy, with a slash or without", async () => {
  using temp = new TempFolder();
  const path = await made(temp);
  Deno.mkdirSync(temp.file("there"));
  for (const target of ["there", "new/"]) {
    const { code, stdout } = await runCommand([
      "backup",
      path,
      temp.file(target),
      "--json",
    ]);
    assertEquals(code, 0);
    const { type, into, rev } = JSON.parse(stdout);
    assertEquals([type, rev], ["report", 2]);
    const folder = temp.file(target).replace(/\/?$/, "/");
    assert(into.startsWith(`${folder}data-`), into);
  }
});

Deno.test("kanta backup says what it leaves out, and takes archives along when asked", async () => {
  using temp = new TempFolder();
  Deno.copyFileSync(ROTATED, temp.file("a.kantadb"));
  const archive = temp.file(ARCHIVE.replace("rotated", "a"));
  Deno.copyFileSync(new URL(ARCHIVE, ROTATED), archive);
  const alone = await runCommand([
    "backup",
    temp.file("a.kantadb"),
    temp.file("alone.kantadb"),
  ]);
  assertEquals(alone.code, 0);
  assertStringIncludes(alone.stderr, "It begins at r31; --archives takes");
  const both = await runCommand([
    "backup",
    temp.file("a.kantadb"),
    temp.file("b.kantadb"),
    "--archives",
  ]);
  assertEquals([both.code, both.stderr], [0, ""]);
  assertEquals(both.stdout.trim().split("\n").length, 2);
  // The readers find the copies as they find the originals.
  const shown = (file: string) =>
    runCommand(["log", temp.file(file), "--json"]);
  const records = (text: string) => text.replaceAll(/"file":"[^"]*"/g, "");
  assertEquals(
    records((await shown("b.kantadb")).stdout),
    records((await shown("a.kantadb")).stdout),
  );
  assert((await shown("b.kantadb")).stdout.includes('"rev":1,'));
});

Deno.test("kanta backup tells of records that are missing between archives, and of a torn end", async () => {
  using temp = new TempFolder();
  Deno.copyFileSync(ROTATED, temp.file("a.kantadb"));
  const lines = (await Deno.readTextFile(new URL(ARCHIVE, ROTATED)))
    .split("\n");
  const archive = temp.file(ARCHIVE.replace("rotated", "a"));
  Deno.writeTextFileSync(archive, lines.slice(0, 29).join("\n") + "\n");
  Deno.writeTextFileSync(temp.file("a.kantadb"), '{"ts":', { append: true });
  const { code, stderr } = await runCommand([
    "backup",
    temp.file("a.kantadb"),
    temp.file("b.kantadb"),
    "--archives",
  ]);
  assertEquals(code, 0);
  assertStringIncludes(stderr, "The torn end was left out: 6 bytes from line");
  assertStringIncludes(stderr, "The records of r30 to r31 are missing between");
});
