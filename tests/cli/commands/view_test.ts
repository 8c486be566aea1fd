import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { root } from "../../house/source_files.ts";
import { runCommand } from "../../support/command_run.ts";
import { TempFolder } from "../../support/temp.ts";

const GOLDEN = new URL("tests/golden/people.kantadb", root);

/** The text of a stream up to the end of its first line. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of stream) {
    text += new TextDecoder().decode(part);
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
}

Deno.test("view prints its address, answers who has it, and ends by Ctrl-C; the file stays as it is", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  Deno.copyFileSync(GOLDEN, path);
  const before = Deno.readFileSync(path);
  const module = fileURLToPath(new URL("src/cli/mod.ts", root));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", module, "view", path],
    cwd: root,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const address = await firstLine(child.stdout);
  assertMatch(address, /^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}$/);
  const { origin, hash } = new URL(address);
  const headers = { authorization: `Bearer ${hash.slice(1)}` };
  const answer = await fetch(`${origin}/api/info`, { headers });
  assertEquals((await answer.json()).path, path);
  const page = await fetch(`${origin}/page.js`);
  assertEquals(
    page.headers.get("content-type"),
    "text/javascript; charset=utf-8",
  );
  await page.body?.cancel();
  child.kill("SIGINT");
  assertEquals((await child.status).code, 0);
  assertEquals(Deno.readFileSync(path), before);
});

Deno.test("view says what is wrong before it serves anything", async () => {
  using folder = new TempFolder();
  const missing = await runCommand(["view", folder.file()]);
  assertEquals(missing.code, 1);
  assertStringIncludes(missing.stderr, "there is no such file");
  const stdin = await runCommand(["view", "-"]);
  assertEquals(stdin.code, 2);
  const path = folder.file("some.kantadb");
  Deno.copyFileSync(GOLDEN, path);
  const port = await runCommand(["view", path, "--port", "70000"]);
  assertEquals(port.code, 2);
  assertStringIncludes(port.stderr, "There is no port 70000");
});
