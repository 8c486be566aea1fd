/**
 * Logs of the Python package open here, and ours open there, to the same state.
 *
 * Without the package there is nothing to run, and the golden files of
 * tests/golden stand for it; a line says so. `KANTA_RUNS` says how many
 * histories are written in each format, `KANTA_SEED` which one is the first.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { type OpenedLog, openLog } from "./opened_log.ts";
import { OurAuthor } from "./our_author.ts";
import { plainForm } from "./plain_form.ts";
import { PythonPackage, type PythonReport } from "./python_package.ts";

const FIRST = Number(Deno.env.get("KANTA_SEED") ?? 1);
const RUNS = Number(Deno.env.get("KANTA_RUNS") ?? 40);
const FORMATS = ["json", "msgpack"] as const;

const python = await PythonPackage.find(
  "histories to and from the Python package",
);

/** What a report says that has its counterpart here. */
function comparable(report: PythonReport): OpenedLog {
  assertEquals(report.error, undefined, report.name);
  const { version, revision, mtime, state } = report;
  return { version, revision, mtime, state };
}

for (const format of FORMATS) {
  Deno.test(`histories of the package in ${format} open here to the same state`, async () => {
    if (python === undefined) return;
    using folder = new TempFolder();
    await python.write(folder.path, format, FIRST, RUNS);
    const reports = await python.read(folder.path);
    assert(reports.length >= RUNS);
    for (const report of reports) {
      const path = folder.file(report.name);
      const hint = `seed ${report.name}`;
      const before = Deno.readFileSync(path);
      assertEquals(await openLog(path, true), comparable(report), hint);
      assertEquals(await openLog(path, false), comparable(report), hint);
      assertEquals(Deno.readFileSync(path), before, `${hint}: rewritten`);
    }
  });

  Deno.test(`histories of ours in ${format} open in the package to the same state`, async () => {
    if (python === undefined) return;
    using folder = new TempFolder();
    const states = new Map<string, unknown>();
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      const author = new OurAuthor(new Random(seed), format === "msgpack");
      const name = `${seed}.kantadb`;
      states.set(name, plainForm(await author.write(folder.file(name))));
    }
    const reports = await python.read(folder.path);
    assertEquals(reports.length, RUNS);
    for (const report of reports) {
      const hint = `seed ${report.name}`;
      assertEquals(report.code, 0, `${hint}: the command said ${report.said}`);
      const here = await openLog(folder.file(report.name), true);
      assertEquals(comparable(report), here, hint);
      assertEquals(report.state, states.get(report.name), hint);
    }
  });
}

Deno.test("the package's command, as a process, finds nothing wrong with our log", async () => {
  if (python === undefined) return;
  using folder = new TempFolder();
  await new OurAuthor(new Random(FIRST), false).write(folder.file());
  assertEquals(await python.check(folder.file()), 0);
});
