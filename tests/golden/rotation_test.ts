/**
 * Files that the Python package rotated, before and after: the same opening here
 * leads to the same files, byte by byte where the format leaves no choice, and
 * else to the same state; and what was rotated there goes on here.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataIntegrityError, Kanta } from "@kanta/core";
import { verify } from "@kanta/core/maintenance";
import { openHistory } from "../../src/history/open_history.ts";
import { TempFolder } from "../support/temp.ts";

interface Content {
  readonly changes: number;
  readonly kinds: string;
  readonly version: number;
  readonly revision: number;
  readonly mtime: string;
  readonly state: { readonly d: Record<string, unknown> };
  readonly leading?: Record<string, unknown>;
}

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly file: string;
  readonly binary: boolean;
  readonly now: string;
  readonly retention_seconds: number;
  readonly retention_as: "days" | "timedelta";
  readonly rotated: boolean;
  readonly before: Content;
  readonly main: Content | null;
  readonly archives: Readonly<Record<string, Content>>;
  readonly known_bug?: string;
}

const folder = new URL("rotation/", import.meta.url);
const cases: readonly Case[] = JSON.parse(
  Deno.readTextFileSync(new URL("expected.json", folder)),
);

/** Cases in which the Python package is wrong, each with a test of its own. */
const WRONG_THERE = ["mismatch", "clock-back", "twice"];

function filesIn(url: URL): Map<string, Uint8Array<ArrayBuffer>> {
  const found = Array.from(Deno.readDirSync(url), ({ name }) => name).toSorted();
  return new Map(
    found.map((name) => [name, Deno.readFileSync(new URL(name, url))]),
  );
}

/** The files of a case in a folder of their own, as they were before. */
function laidOut(temp: TempFolder, { name, file }: Case): string {
  const before = filesIn(new URL(`${name}/before/`, folder));
  for (const [name, bytes] of before) Deno.writeFileSync(temp.file(name), bytes);
  return temp.file(file);
}

/** Opens a file with the retention and at the time of its case. */
async function opened(
  path: string,
  { now, retention_seconds: seconds, retention_as: as }: Case,
): Promise<Kanta<{ d: Record<string, unknown> }>> {
  return await Kanta.open<{ d: Record<string, unknown> }>(path, { d: {} }, {
    clock: () => Temporal.Instant.from(now),
    snapshot: false,
    retention: as === "days"
      ? seconds / 86400
      : Temporal.Duration.from({ seconds }),
  });
}

async function kindsOf(path: string): Promise<string> {
  using reader = await openHistory(path, { archives: false });
  return [...reader.forward()].map(({ kind }) => kind[0]).join("");
}

/** The bytes of the changes of a file in lines, snapshots left out. */
function changeLines(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\n")
    .filter((line) => line !== "" && !line.startsWith("SNAPSHOT "));
}

async function leadingOf(path: string): Promise<Record<string, unknown>> {
  using reader = await openHistory(path, { archives: false });
  const [first] = reader.forward();
  assert(first?.kind === "snapshot");
  const { ts, v = 0, m, r, k } = first.snapshotHead();
  return { ts, v, m, r, k };
}

for (const known of cases) {
  const { name, rule, file, binary, rotated, before, main } = known;
  if (WRONG_THERE.includes(name) || main === null) continue;
  Deno.test(`rotation by the Python package, ${name}: ${rule}`, async () => {
    using temp = new TempFolder();
    const path = laidOut(temp, known);
    const db = await opened(path, known);
    assertEquals([db.rev, db.version], [before.revision, before.version]);
    assertEquals(db.data, before.state);
    assertEquals(Object.keys(db.data.d), Object.keys(before.state.d));
    assertEquals(String(db.mtime), String(Temporal.Instant.from(before.mtime)));
    await db.close();

    const wanted = filesIn(new URL(`${name}/after/`, folder));
    const found = filesIn(new URL(`file://${temp.path}/`));
    assertEquals([...found.keys()], [...wanted.keys()]);
    for (const [other, bytes] of wanted) {
      // An archive is the old file's beginning: there is no choice.
      if (other !== file || !rotated) assertEquals(found.get(other), bytes);
    }
    if (!rotated) return;
    if (!binary) {
      const [ours, theirs] = [found.get(file), wanted.get(file)];
      assert(ours !== undefined && theirs !== undefined);
      assertEquals(changeLines(ours), changeLines(theirs));
    }
    assertEquals(await kindsOf(path), `s${"c".repeat(main.changes)}`);
    assertEquals(await leadingOf(path), main.leading);
    const report = await verify(path);
    assertEquals(report.problems, []);
    assertEquals(report.rev, main.revision);
  });

  if (!rotated) continue;
  Deno.test(`what the Python package rotated goes on here: ${name}`, async () => {
    using temp = new TempFolder();
    for (const [file, bytes] of filesIn(new URL(`${name}/after/`, folder))) {
      Deno.writeFileSync(temp.file(file), bytes);
    }
    const path = temp.file(file);
    await using db = await Kanta.open<{ d: Record<string, unknown> }>(path, {
      d: {},
    });
    assertEquals([db.rev, db.data], [main.revision, main.state]);
    for (const more of [1, 2]) {
      db.transaction("more", ({ d }) => void (d["more"] = more));
    }
    const { archive, rotated } = await db.rotate({ records: 1 });
    assert(rotated && archive !== undefined);
    const revs = (await Array.fromAsync(db.history())).map(({ rev }) => rev);
    assertEquals(revs, Array.from({ length: db.rev }, (_, i) => i + 1));
  });
}

function caseOf(wanted: string): Case {
  const found = cases.find(({ name }) => name === wanted);
  assert(found !== undefined);
  return found;
}

Deno.test("rotation refuses a kept snapshot that the records contradict, and says where", async () => {
  using temp = new TempFolder();
  const known = caseOf("mismatch");
  const path = laidOut(temp, known);
  const bytes = Deno.readFileSync(path);
  const error = await assertRejects(() => opened(path, known), DataIntegrityError);
  const { line, offset } = error;
  assertEquals({ path: error.path, line, offset }, {
    path,
    line: 4,
    offset: new TextDecoder().decode(bytes).indexOf("SNAPSHOT"),
  });
  assertEquals([...filesIn(new URL(`file://${temp.path}/`)).keys()], [
    known.file,
  ]);
  assertEquals(Deno.readFileSync(path), bytes);
  await (await Kanta.open(path, { d: {} })).close(); // the lock is free
});

Deno.test("a second rotation goes on with the revision", async () => {
  using temp = new TempFolder();
  const known = caseOf("twice");
  const path = laidOut(temp, known);
  await using db = await opened(path, known);
  assertEquals([db.rev, db.data], [20, known.before.state]);
  assertEquals((await leadingOf(path))["r"], 15);
  const wanted = filesIn(new URL("twice/after/", folder));
  const found = filesIn(new URL(`file://${temp.path}/`));
  assertEquals([...found.keys()], [...wanted.keys()]);
  for (const name of Object.keys(known.archives)) {
    assertEquals(found.get(name), wanted.get(name));
  }
});

Deno.test("where a clock went back, each change is in one of the two files", async () => {
  using temp = new TempFolder();
  const known = caseOf("clock-back");
  const path = laidOut(temp, known);
  const lines = changeLines(Deno.readFileSync(path));
  await using db = await opened(path, known);
  assertEquals([db.rev, db.data], [6, {
    d: { lamp: 0, desk: "second", sofa: 2, Shelf: 3 },
  }]);
  const both = [...filesIn(new URL(`file://${temp.path}/`))]
    .toSorted(([a], [b]) => a === known.file ? 1 : b === known.file ? -1 : 0)
    .flatMap(([, bytes]) => changeLines(bytes));
  assertEquals(both, lines);
});
