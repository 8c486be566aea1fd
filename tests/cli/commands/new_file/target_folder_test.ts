import { assertEquals, assertStringIncludes } from "@std/assert";
import { Kanta } from "../../../../mod.ts";
import { runCommand } from "../../../support/command_run.ts";
import { TempFolder } from "../../../support/temp.ts";

Deno.test("a new file may be in folders that are not there yet", async () => {
  using temp = new TempFolder();
  const file = temp.file();
  const db = await Kanta.open(file, { n: 0 });
  db.transaction("count", (data) => void data.n++);
  await db.close();
  for (const command of ["fork", "convert", "salvage"]) {
    const into = temp.file(`${command}/of today/new.kantadb`);
    const { code, stderr } = await runCommand([command, file, into]);
    assertEquals([code, stderr], [0, ""], command);
    assertEquals((await Kanta.verify(into)).changes, 2);
  }
});

Deno.test("without permission for the folder, what is missing is said and nobody asked", async () => {
  using temp = new TempFolder();
  const file = temp.file();
  await (await Kanta.open(file, { n: 0 })).close();
  const main = new URL("../../../../src/cli/mod.ts", import.meta.url).pathname;
  const src = new URL("../../../../", import.meta.url).pathname;
  const into = temp.file("later/new.kantadb");
  const flags = [`--allow-read=${src},${file}`, "--no-prompt", "--no-check"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, main, "fork", file, into],
    stdin: "null",
  }).output();
  assertEquals(code, 1);
  assertStringIncludes(new TextDecoder().decode(stderr), "--allow-");
  assertEquals([...Deno.readDirSync(temp.path)].length, 1);
});
