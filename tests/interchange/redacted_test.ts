/**
 * Logs from which values were redacted open in the Python package to the same
 * state: its own, and ours.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { redactLog } from "../../src/maintenance/redact/redact.ts";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { openLog } from "./opened_log.ts";
import { OurAuthor } from "./our_author.ts";
import { PythonPackage } from "./python_package.ts";

const FIRST = Number(Deno.env.get("KANTA_SEED") ?? 1);
const RUNS = Number(Deno.env.get("KANTA_RUNS") ?? 20);

const python = await PythonPackage.find("redacted logs in the Python package");

/** Patterns of which most histories have something that is gone in the end. */
const PATTERNS = [
  ...["abcdefgh"].flatMap((keys) => [...keys].map((key) => `**.${key}`)),
  ...["*.*.*", "**.?.[0]", "**.1", "*.*", "**.[!a]*"],
];

/** Where a log is alone: what stands beside one is read, each time it is redacted. */
const apart = (name: string) => `${name}.d/${name}`;

/** Redacts a log by the first pattern that the present state has nothing of. */
async function redacted(path: string, into: string): Promise<boolean> {
  const disk = new DenoFileSystem();
  const how = { replace: false, archives: false };
  for (const place of PATTERNS) {
    const request = { ...how, places: [place], into, dryRun: true };
    const { presentCount, values } = await redactLog(disk, path, request);
    if (presentCount > 0 || values === 0) continue;
    await redactLog(disk, path, { ...request, dryRun: false });
    return true;
  }
  return false;
}

for (const format of ["json", "msgpack"] as const) {
  for (const author of ["ours", "the package's"] as const) {
    Deno.test(`histories of ${author} in ${format} open in the package once they are redacted`, async () => {
      if (python === undefined) return;
      using written = new TempFolder();
      using made = new TempFolder();
      const names: string[] = [];
      if (author === "ours") {
        for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
          const name = `${seed}.kantadb`;
          await new OurAuthor(new Random(seed), format === "msgpack")
            .write(written.file(name));
          names.push(name);
        }
      } else {
        await python.write(written.path, format, FIRST, RUNS);
        for (const { name } of Deno.readDirSync(written.path)) names.push(name);
      }
      let count = 0;
      for (const name of names) {
        Deno.mkdirSync(written.file(`${name}.d`));
        Deno.renameSync(written.file(name), written.file(apart(name)));
        if (await redacted(written.file(apart(name)), made.file(name))) count++;
      }
      assert(count > RUNS / 4, `${count} of ${names.length}`);
      const reports = await python.read(made.path);
      assertEquals(reports.length, count);
      for (const { name, error, code, said, ...report } of reports) {
        assertEquals([error, code], [undefined, 0], `${name}: ${said}`);
        const here = await openLog(made.file(name), true);
        assertEquals<unknown>(report, here, name);
        const whole = await openLog(written.file(apart(name)), true);
        assertEquals(whole, here, name);
      }
    });
  }
}
