/**
 * What we rotated opens in the Python package, the archive as well as the file, to
 * what they open to here.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DataIntegrityError, Kanta } from "@kanta/core";
import { verify } from "@kanta/core/maintenance";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { localWriter } from "../support/local_writer.ts";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { openLog } from "./opened_log.ts";
import { OurAuthor } from "./our_author.ts";
import { PythonPackage } from "./python_package.ts";

const FIRST = Number(Deno.env.get("KANTA_SEED") ?? 1);
const RUNS = Number(Deno.env.get("KANTA_RUNS") ?? 16);

const python = await PythonPackage.find("rotated logs in the Python package");
const writer = localWriter({ disk: new DenoFileSystem() });

/**
 * Rotates a log by about half; whether something went. A snapshot that is not what
 * the changes lead to, as the package writes some, is refused.
 */
async function rotate(path: string): Promise<boolean> {
  await using db = await Kanta.open(path, {}, { writer, snapshot: false });
  try {
    return (await db.rotate({ records: Math.floor(db.rev / 2) })).rotated;
  } catch (error) {
    if (!(error instanceof DataIntegrityError)) throw error;
    const { problems } = await verify(path);
    assert(problems.length > 0, error.message);
    return false;
  }
}

for (const format of ["json", "msgpack"] as const) {
  for (const author of ["ours", "the package's"] as const) {
    Deno.test(`histories of ${author} in ${format} open in the package once they are rotated`, async () => {
      if (python === undefined) return;
      using folder = new TempFolder();
      if (author === "ours") {
        for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
          await new OurAuthor(new Random(seed), format === "msgpack")
            .write(folder.file(`${seed}.kantadb`));
        }
      } else await python.write(folder.path, format, FIRST, RUNS);
      const before = new Map<string, unknown>();
      for (const { name } of [...Deno.readDirSync(folder.path)]) {
        before.set(name, await openLog(folder.file(name), true));
      }
      let count = 0;
      for (const name of before.keys()) {
        if (await rotate(folder.file(name))) count++;
      }
      assert(count > RUNS / 2, `${count} of ${before.size} were rotated`);
      const reports = await python.read(folder.path);
      assertEquals(reports.length, before.size + count);
      for (const { name, error, code, said, ...report } of reports) {
        assertEquals([error, code], [undefined, 0], `${name}: ${said}`);
        const here = await openLog(folder.file(name), true);
        assertEquals<unknown>(report, here, name);
        if (before.has(name)) assertEquals<unknown>(here, before.get(name));
      }
    });
  }
}
