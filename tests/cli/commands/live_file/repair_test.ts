import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Kanta } from "@kanta/core";
import { pathOf } from "../../../../src/file/file_path.ts";
import { TempFolder } from "../../../support/temp.ts";

const PROGRAM = new URL("../../../../src/cli/mod.ts", import.meta.url);

/** Runs `kanta repair FILE --reseal` with nobody there to answer. */
async function reseal(path: string, ...flags: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", pathOf(PROGRAM), "repair", path],
      ...["--reseal", ...flags],
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [out, said] = [stdout, stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  return { code, out: out!, said: said! };
}

/** A log of which the second line was edited. */
async function edited(path: string, snapshot: boolean): Promise<string> {
  const db = await Kanta.open(path, { n: 1 });
  db.transaction("set", (data) => void (data.n = 2));
  if (snapshot) await db.snapshot();
  await db.close();
  const text = Deno.readTextFileSync(path).replace('"n":2', '"n":7');
  Deno.writeTextFileSync(path, text);
  return text;
}

Deno.test("repair --reseal shows the plan, and accepts it when that is wished", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const text = await edited(path, false);
  const plan = await reseal(path, "--dry-run");
  assertEquals(plan.code, 0, plan.said);
  for (const shown of ["line 2: its checksum", text.split("\n")[1]!, "n = 7"]) {
    assertStringIncludes(plan.out, shown);
  }
  assertStringIncludes(plan.said, "can't be told");
  const unasked = await reseal(path);
  assert(unasked.code !== 0);
  assertEquals(Deno.readTextFileSync(path), text);
  const done = await reseal(path, "--yes");
  assertEquals(done.code, 0, done.said);
  assertEquals((await Kanta.verify(path)).problems, []);
});

Deno.test("repair --reseal wants a yes of its own for snapshots that contradict", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const text = await edited(path, true);
  const { code, out, said } = await reseal(path, "--yes");
  assert(code !== 0);
  assertStringIncludes(out, "line 3: its state is not what");
  assertStringIncludes(said, "--yes does not say it");
  assertEquals(Deno.readTextFileSync(path), text);
});

Deno.test("a command that meets an edited line says how to look at the edit", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await edited(path, false);
  const { stderr, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", pathOf(PROGRAM), "log", path],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert(code !== 0);
  const said = new TextDecoder().decode(stderr);
  assertStringIncludes(said, `kanta repair ${path} --reseal --dry-run`);
  assert(!said.includes("kanta salvage"), said);
});
