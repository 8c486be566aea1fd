/**
 * A log may be larger than memory: jobs read it piece by piece.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { JsonSerializer } from "@kanta/core";
import { TempFolder } from "../support/temp.ts";
import { pathOf } from "../../src/file/file_path.ts";

const BLOCKS = 160;
const RECORDS = 50;
/**
 * A job takes some 60 MB for its worker, and leaves garbage lying about for a
 * while: up to 150 MB in all, after a gigabyte too. Read whole, this log alone
 * takes 350 MB.
 */
const MOST = 230e6;

/** Writes a log of about 160 MB: the same 50 changes again and again. */
function writeLarge(path: string): number {
  const serializer = new JsonSerializer();
  const framer = serializer.createFramer();
  const payloads = Array.from(
    { length: RECORDS },
    (_, n) =>
      serializer.encodeChange({
        ts: "2026-06-10T02:55:00.000001Z",
        a: "edit",
        u: "ünï",
        diff: {
          pages: { [`page ${n % 5}`]: { n, text: `${n} `.repeat(7150) } },
        },
      }),
  );
  const block = framer.frame("change", payloads, 0).slice();
  using file = Deno.openSync(path, { write: true, createNew: true });
  for (let n = 0; n < BLOCKS; n++) file.writeSync(block);
  return BLOCKS * block.length;
}

/** Does a job in a child; its report, and by how much its memory grew. */
async function run(...args: string[]): Promise<{
  grown: number;
  report: Record<string, unknown>;
}> {
  const child = new URL("./large_file_child.ts", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", pathOf(child), ...args],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("jobs on a log of 160 MB take memory for a part of it alone", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const size = writeLarge(path);
  assert(size > 155e6, String(size));
  const changes = BLOCKS * RECORDS;
  const binary = folder.file("binary.kantadb");
  const saved = folder.file("saved.kantadb");

  const [verified, salvaged, converted] = await Promise.all([
    run("verify", path),
    run("salvage", path, saved),
    run("convert", path, binary),
  ]);
  const again = await run("verify", binary);
  assertEquals(
    [verified, salvaged, converted, again].map(({ report }) =>
      report["changes"]
    ),
    [changes, changes, changes, changes],
  );
  assertEquals(
    [
      verified.report["problems"],
      salvaged.report["lost"],
      again.report["problems"],
    ],
    [[], [], []],
  );

  const grown = [verified, converted, again, salvaged].map(({ grown }) =>
    grown
  );
  assert(grown.every((bytes) => bytes < MOST), `grown by ${grown} bytes`);
});
