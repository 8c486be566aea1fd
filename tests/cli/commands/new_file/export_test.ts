import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Kanta } from "../../../../mod.ts";
import { root } from "../../../house/source_files.ts";
import { runCommand } from "../../../support/command_run.ts";
import { embeddedIn } from "../../../support/exported.ts";
import { TempFolder } from "../../../support/temp.ts";

const GOLDEN = new URL("tests/golden/cli/people.kantadb", root);

/** A copy of a log with secrets. */
function logIn(folder: TempFolder): string {
  const path = folder.file("people.kantadb");
  Deno.copyFileSync(GOLDEN, path);
  return path;
}

/** What is embedded in a page, as text. */
async function embedded(html: string): Promise<string> {
  const page = { html, from: 0, to: 0, changes: 0 };
  return new TextDecoder().decode(await embeddedIn(page));
}

Deno.test("export writes a page of a range, masked, and leaves the log as it was", async () => {
  using folder = new TempFolder();
  const path = logIn(folder);
  const before = Deno.readFileSync(path);
  const into = folder.file("deep/page.html");
  const made = await runCommand(["export", path, "-r", "r2..r6", "-o", into]);
  assertEquals(made.code, 0, made.stderr);
  assertStringIncludes(made.stdout, `${into}: r2 to r6, 5 changes, `);
  const html = Deno.readTextFileSync(into);
  assertStringIncludes(html, "<!doctype html>");
  const text = await embedded(html);
  assertStringIncludes(text, "••••••");
  assertEquals(Deno.readFileSync(path), before);
  const args = ["export", path, "-o", into, "--force"];
  const all = await runCommand([...args, "--unmask", "--json"]);
  const { type, from, changes, bytes } = JSON.parse(all.stdout);
  assertEquals([type, from], ["report", 1]);
  assertEquals(bytes, Deno.statSync(into).size);
  const whole = Deno.readTextFileSync(into);
  assert(!(await embedded(whole)).includes("••••••"));
  assert(changes > 5);
  const masked = await runCommand([...args, "--mask", "users.*.name"]);
  assertEquals(masked.code, 0, masked.stderr);
  assert(!(await embedded(Deno.readTextFileSync(into))).includes('"Bob"'));
});

Deno.test("export writes over a file by --force alone, and says what it wants", async () => {
  using folder = new TempFolder();
  const path = logIn(folder);
  const into = folder.file("page.html");
  Deno.writeTextFileSync(into, "mine");
  const refused = await runCommand(["export", path, "-o", into]);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.stderr, "--force");
  assertEquals(Deno.readTextFileSync(into), "mine");
  const self = await runCommand(["export", path, "-o", path]);
  assertEquals(self.code, 1, "the log itself is a file that is there");
  const nowhere = await runCommand(["export", path]);
  assertEquals(nowhere.code, 2);
  assertStringIncludes(nowhere.stderr, "-o FILE.html");
  const range = await runCommand(["export", path, "-r", "r99", "-o", "-"]);
  assertEquals(range.code, 2, range.stderr);
  const out = await runCommand(["export", path, "-o", "-"]);
  assertEquals(out.code, 0, out.stderr);
  assertStringIncludes(out.stdout, "<!doctype html>");
  assertStringIncludes(out.stderr, "changes");
});

Deno.test("export goes over archives, beside a writer", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, { n: 0 }, { sync: "never" });
  for (let i = 0; i < 100; i++) db.transaction("add", (data) => void data.n++);
  await db.rotate({ records: 10 });
  db.transaction("add", (data) => void data.n++);
  await db.flush();
  const into = folder.file("page.html");
  const made = await runCommand(["export", path, "-o", into]);
  assertStringIncludes(made.stdout, "r1 to r102, 102 changes");
});
