import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Kanta } from "@kanta/core";
import { runCommand } from "../../../support/command_run.ts";
import { TempFolder } from "../../../support/temp.ts";

/** A log of ten changes, one a day. */
async function tenDays(path: string): Promise<void> {
  let day = 0;
  const clock = () => new Date(Date.UTC(2026, 5, 1 + day));
  await using db = await Kanta.open(path, { n: 0 }, { clock });
  while (day < 9) {
    day++;
    db.transaction("day", (data) => void data.n++);
  }
}

function names(folder: TempFolder): string[] {
  return Array.from(Deno.readDirSync(folder.path), ({ name }) => name)
    .toSorted();
}

Deno.test("rotate shows its plan, wants an answer, and moves what is older", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await tenDays(path);
  const before = Deno.readFileSync(path);
  const args = ["rotate", path, "--records", "3"];
  const plan = await runCommand([...args, "--dry-run"]);
  assertEquals(plan.code, 0, plan.stderr);
  assertStringIncludes(
    plan.stdout,
    "moves 7 changes up to r7, 2026-06-07T00:00:00.000Z\n" +
      "   to data@20260607T000000Z.kantadb",
  );
  assertMatch(plan.stdout, /keeps 3 changes: \S+ \S+ become about \S+ \S+/);
  const asked = await runCommand(args);
  assertEquals(asked.code, 4, asked.stderr);
  assertEquals([names(folder), Deno.readFileSync(path)], [
    ["data.kantadb"],
    before,
  ]);
  const done = await runCommand([...args, "--yes", "--json"]);
  assertEquals(done.code, 0, done.stderr);
  const [planned, report] = done.stdout.trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals([planned.type, planned.moved], ["plan", 7]);
  assertEquals([report.type, report.moved, report.kept], ["report", 7, 3]);
  assertEquals(names(folder), [
    "data.kantadb",
    "data@20260607T000000Z.kantadb",
  ]);
  const log = await runCommand(["log", path, "--json"]);
  assertEquals(log.stdout.trim().split("\n").length, 11); // with the snapshot
});

Deno.test("rotate says when nothing would go, and what it wants to know", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await tenDays(path);
  const none = await runCommand(["rotate", path, "--larger", "1GB", "--yes"]);
  assertEquals(none.code, 0);
  assertStringIncludes(none.stderr, "No change would go");
  for (const bounds of [[], ["--older", "soon"], ["--larger", "much"]]) {
    const { code, stderr } = await runCommand(["rotate", path, ...bounds]);
    assertEquals(code, 2, stderr);
  }
  const packed = await runCommand([
    ...["rotate", path, "--records", "0", "--gzip", "--yes"],
  ]);
  assertStringIncludes(packed.stdout, ".kantadb.gz");
});

Deno.test("a file in use is not rotated, but its plan is shown", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await tenDays(path);
  await using _db = await Kanta.open(path, { n: 0 });
  const args = ["rotate", path, "--records", "3"];
  assertEquals((await runCommand([...args, "--dry-run"])).code, 0);
  const { code, stderr } = await runCommand([...args, "--yes"]);
  assertEquals(code, 5);
  assertStringIncludes(stderr, "db.rotate()");
});
