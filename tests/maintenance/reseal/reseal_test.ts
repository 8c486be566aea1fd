/**
 * What a person edited is accepted, and nothing else is.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CorruptionError,
  DataIntegrityError,
  EditedError,
  FileLockError,
} from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { resealLog } from "../../../src/maintenance/reseal/reseal.ts";
import { verifyLog } from "../../../src/maintenance/verify.ts";
import { replay } from "../../../src/replay/replay_bytes.ts";
import { forSeedsAsync } from "../../support/seeds.ts";
import { BINARY, LogBuilder } from "../log_builder.ts";

const DAY = new Date("2026-06-10T02:55:07.123Z");
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes?: Uint8Array) => new TextDecoder().decode(bytes);
const KEPT = "log.before-20260610T025507Z";

/** Five changes with a snapshot after the third, each record synced. */
function sample(): string[] {
  const log = new LogBuilder();
  for (let n = 1; n <= 5; n++) {
    log.record({ diff: { [`n${n}`]: n } });
    if (n === 3) log.snapshot();
  }
  return decode(log.bytes).trimEnd().split("\n");
}

/** A disk with a log of these lines. */
function diskOf(lines: readonly string[]): MemoryFileSystem {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [encode(`${lines.join("\n")}\n`)]);
  return disk;
}

const reseal = (
  disk: MemoryFileSystem,
  request: { dryRun?: boolean; acceptContradictions?: boolean } = {},
) =>
  resealLog(
    disk,
    "log",
    { dryRun: false, acceptContradictions: false, ...request },
    undefined,
    DAY,
  );

async function stateOf(disk: MemoryFileSystem): Promise<unknown> {
  return (await replay(disk.readFile("log")!)).state;
}

async function assertClean(disk: MemoryFileSystem): Promise<void> {
  const { problems, torn, unchecked } = await verifyLog(disk, "log");
  assertEquals([problems, torn, unchecked], [[], undefined, 0]);
}

Deno.test("a value that was edited is planned, then accepted, and the file kept", async () => {
  const lines = sample();
  lines[4] = lines[4]!.replace('"n4":4', '"n4":"four and more"');
  const disk = diskOf(lines);
  const before = disk.readFile("log");
  const plan = await reseal(disk, { dryRun: true });
  assertEquals([plan.lineCount, plan.contradictionCount, plan.kept], [
    1,
    0,
    undefined,
  ]);
  const [found] = plan.lines;
  assertEquals([found?.line, found?.text], [5, lines[4]]);
  assertEquals(found?.effect, "n4 = four and more");
  assert(found?.reason.includes("checksum"), found?.reason);
  assert(plan.caution.includes("flipped"));
  assertEquals(disk.readFile("log"), before);
  assertEquals(disk.names(), ["log"]);

  const { kept } = await reseal(disk);
  assertEquals(kept, KEPT);
  assertEquals(disk.readFile(KEPT), before);
  assertEquals(disk.names().sort(), ["log", KEPT]);
  await assertClean(disk);
  assertEquals(await stateOf(disk), {
    n1: 1,
    n2: 2,
    n3: 3,
    n4: "four and more",
    n5: 5,
  });
  // Lines that nobody touched are as they were, but for where they say that they stand.
  const after = decode(disk.readFile("log")).split("\n");
  assertEquals(after.slice(0, 4), lines.slice(0, 4));
  const again = await reseal(disk);
  assertEquals([again.lineCount, again.kept], [0, undefined]);
});

Deno.test("whatever a script did to the form of lines is put right", async () => {
  const forms: ((line: string) => string)[] = [
    (line) => line.replace(/([:,])(?=["{\d])/g, "$1 "), // json.dumps
    (line) => line.replace(/,"c":"\w+"\}$/, "}"), // as format.md says
    (line) => line.replace(/^(S\w+ )?\{(.*),("c":"\w+")\}$/, "$1{$3,$2}"),
    (line) => line.replace(/"c":"\w+"/, '"c":"00000000"'),
    (line) => `  ${line}\r`.replace('"ts"', ' "ts"'),
    (line) => line.replace(/,("c":"\w+")\}$/, ", /* mine */ $1, }"),
  ];
  for (const [i, form] of forms.entries()) {
    const whole = diskOf(sample().map(form));
    await reseal(whole);
    const { problems, unchecked } = await verifyLog(whole, "log");
    // Where no line has a checksum, none is missing.
    assertEquals([problems, unchecked], [[], i === 1 ? 6 : 0]);
    assertEquals(await stateOf(whole), await stateOf(diskOf(sample())), `${i}`);
    for (let at = 0; at < 6; at++) {
      const lines = sample();
      lines[at] = form(lines[at]!);
      const disk = diskOf(lines);
      assertEquals((await reseal(disk)).lineCount, 1, `${i}, line ${at + 1}`);
      await assertClean(disk);
    }
  }
});

Deno.test("a snapshot that says otherwise needs a yes of its own", async () => {
  const lines = sample();
  lines[1] = lines[1]!.replace('"n2":2', '"n2":22');
  const disk = diskOf(lines);
  const before = disk.readFile("log");
  const plan = await reseal(disk, { dryRun: true });
  assertEquals(plan.contradictions.map(({ line }) => line), [4]);
  assert(plan.contradictions[0]?.reason.includes("data.n2"));
  const error = await assertRejects(() => reseal(disk), DataIntegrityError);
  assertEquals(error.line, 4);
  assertEquals(disk.readFile("log"), before);
  assertEquals(disk.names(), ["log"]);
  await reseal(disk, { acceptContradictions: true });
  await assertClean(disk);
  assertEquals(await stateOf(disk), { n1: 1, n2: 22, n3: 3, n4: 4, n5: 5 });
});

Deno.test("an edited snapshot holds, by a change that leads to it", async () => {
  const lines = sample();
  lines[3] = lines[3]!.replace('"n2":2', '"n2":22');
  const disk = diskOf(lines);
  await assertRejects(() => reseal(disk), DataIntegrityError, "line 4");
  await reseal(disk, { acceptContradictions: true });
  await assertClean(disk);
  assertEquals(await stateOf(disk), { n1: 1, n2: 22, n3: 3, n4: 4, n5: 5 });
  assert(decode(disk.readFile("log")).includes('"a":"reseal"'));
});

Deno.test("comments, blank lines and a torn end are kept", async () => {
  const lines = ["// mine", "", ...sample()];
  lines[6] = lines[6]!.replace('"n4":4', '"n4":44');
  const disk = diskOf(lines);
  const { file } = disk.open("log", { create: false, readonly: false });
  file.append(encode('{"ts":"2026'));
  file.close();
  await reseal(disk);
  const text = decode(disk.readFile("log"));
  assert(text.startsWith("// mine\n\n{") && text.endsWith('\n{"ts":"2026'));
  assertEquals((await verifyLog(disk, "log")).torn?.bytes, 11);
});

/** What no reseal may guess, and what it says of it. */
const REFUSED: Record<string, [(lines: string[]) => void, number, RegExp]> = {
  "a conflict": [
    (lines) => lines.splice(2, 0, "<<<<<<< HEAD"),
    3,
    /conflict marker "<<<<<<<".*take the markers out/,
  ],
  "no record": [(lines) => lines[1] = "see above", 2, /begins as no record/],
  "no JSON": [
    (lines) => lines[1] = lines[1]!.replace('"diff":', '"diff"'),
    2,
    /not JSON/,
  ],
  "a field of another type": [
    (lines) => lines[1] = lines[1]!.replace('"diff"', '"u":7,"diff"'),
    2,
    /"u" of a change is a number/,
  ],
  "two records in a line": [
    (lines) => lines.splice(1, 2, lines[1]! + lines[2]!),
    2,
    /line end/,
  ],
  "a list for a state": [
    (lines) => lines[1] = lines[1]!.replace('{"n2":2}', '{"$replace":[]}'),
    2,
    /does not apply.*an object is wanted/,
  ],
};

for (const [what, [edit, line, said]] of Object.entries(REFUSED)) {
  Deno.test(`${what} is refused by its line, and nothing is changed`, async () => {
    const lines = sample();
    edit(lines);
    const disk = diskOf(lines);
    const before = disk.readFile("log");
    for (const dryRun of [true, false]) {
      const error = await assertRejects(
        () => reseal(disk, { dryRun, acceptContradictions: true }),
        EditedError,
      );
      assertEquals([error.line, error.path], [line, "log"]);
      assert(said.test(error.message), error.message);
    }
    assertEquals(disk.readFile("log"), before);
    assertEquals(disk.names(), ["log"]);
  });
}

Deno.test("what is no text is no edit, and other files are not touched", async () => {
  const lines = sample();
  lines[1] = lines[1]!.replace("n2", "n\x012");
  await assertRejects(
    () => reseal(diskOf(lines)),
    CorruptionError,
    "Kanta.salvage",
  );
  await assertRejects(
    () => reseal(diskOf(["Dear diary"])),
    FileLockError,
    "not a database",
  );
  const binary = new LogBuilder(BINARY);
  binary.record({ diff: { n: 1 } });
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [binary.bytes]);
  await assertRejects(() => reseal(disk), FileLockError, "binary");
  await assertRejects(
    () => reseal(new MemoryFileSystem()),
    FileLockError,
    "no such file",
  );
});

Deno.test("a log that somebody has open is looked at, and not changed", async () => {
  const lines = sample();
  lines[4] = lines[4]!.replace('"n4":4', '"n4":44');
  const disk = diskOf(lines);
  const { file } = disk.open("log", { create: false, readonly: false });
  assert(file.tryLock());
  assertEquals((await reseal(disk, { dryRun: true })).lineCount, 1);
  await assertRejects(() => reseal(disk), FileLockError, "has it open");
  file.close();
});

Deno.test("where the copy or the new file can't be written all is as it was", async () => {
  const lines = sample();
  lines[4] = lines[4]!.replace('"n4":4', '"n4":44');
  for (let failing = 0; failing < 3; failing++) {
    const disk = diskOf(lines);
    const before = disk.readFile("log");
    const { writeNew } = disk;
    let calls = 0;
    const fail = () => {
      throw new Error("No space left on device (os error 28)");
    };
    disk.writeNew = (path, bytes) =>
      calls++ === failing ? fail() : writeNew.call(disk, path, bytes);
    if (failing === 2) disk.rename = fail;
    await assertRejects(() => reseal(disk), FileLockError, "disk is full");
    assertEquals(disk.readFile("log"), before);
    assertEquals(disk.names(), ["log"]);
  }
});

Deno.test("a log of a program that writes no checksums gets none unasked", async () => {
  const lines = sample().map((line) =>
    line.replace(/(,"d":\d+)?,"c":"\w+"\}$/, "}")
  );
  const disk = diskOf(lines);
  const { lineCount, kept } = await reseal(disk);
  assertEquals([lineCount, kept], [0, undefined]);
});

Deno.test("whatever lines are edited, a reseal leads where their changes lead", async () => {
  await forSeedsAsync(60, async (random) => {
    const log = new LogBuilder();
    const state: Record<string, number> = {};
    const edits: [line: number, from: string, to: string][] = [];
    for (let line = 1; line <= 12; line++) {
      if (random.chance(0.2) && line > 1) {
        log.snapshot();
        continue;
      }
      const [key, value] = [`k${random.int(5)}`, random.int(1000)];
      log.record({ diff: { [key]: value } });
      if (random.chance(0.3)) {
        const now = random.int(100_000);
        edits.push([line, `"${key}":${value}`, `"${key}":${now}`]);
        state[key] = now;
      } else state[key] = value;
    }
    const lines = decode(log.bytes).trimEnd().split("\n");
    for (const [line, from, to] of edits) {
      const was = lines[line - 1]!;
      lines[line - 1] = was.replace(from, to);
    }
    const disk = diskOf(lines);
    await reseal(disk, { acceptContradictions: true });
    await assertClean(disk);
    assertEquals(await stateOf(disk), state);
  });
});
