/**
 * Logs that the Python package wrote open to what it says they are, and go on.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { verifyLog } from "../../src/maintenance/verify.ts";
import { contentText, deepEqual } from "../../src/values/equal.ts";
import { localWriter } from "../support/local_writer.ts";
import { TempFolder } from "../support/temp.ts";

type Any = Record<string, unknown>;

interface Expected {
  readonly format: "jsonl" | "binary";
  readonly changes: number;
  readonly version: number;
  readonly revision: number;
  readonly mtime: string | null;
  readonly state: Any;
}

/** Integers beyond this are bigints. */
const LARGE = 2n ** 53n;

const folder = new URL(".", import.meta.url);

/** JSON as the README of the folder says: big integers, and three tags. */
function read(name: string): Record<string, Expected> {
  const text = Deno.readTextFileSync(new URL(name, folder));
  const revive = JSON.parse as (
    text: string,
    reviver: (
      key: string,
      value: unknown,
      context: { source?: string },
    ) => unknown,
  ) => Record<string, Expected>;
  return revive(text, (_key, value, { source = "" }) => {
    if (typeof value === "number") {
      if (!/^-?\d+$/.test(source)) return value;
      const exact = BigInt(source);
      return exact > LARGE || exact < -LARGE ? exact : value;
    }
    if (typeof value !== "object" || value === null) return value;
    const [[tag, data] = [], ...others] = Object.entries(value);
    if (others.length > 0) return value;
    switch (tag) {
      case "$instant":
        return Temporal.Instant.from(data);
      case "$bytes":
        return Uint8Array.fromBase64(data);
      case "$map":
        return new Map(data);
      default:
        return value;
    }
  });
}

const expected = read("expected.json");
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".kantadb"));
const disk = new DenoFileSystem();
const writer = localWriter({ disk });

function same(db: Kanta<Any>, wanted: Expected, state: Any): void {
  assert(
    deepEqual(db.data, state),
    `${contentText(db.data)}\nis not\n${contentText(state)}`,
  );
  assertEquals(db.version, wanted.version);
  const { mtime } = wanted;
  assertEquals(db.mtime, mtime === null ? null : Temporal.Instant.from(mtime));
}

Deno.test("every log has its expectation", () => {
  assertEquals(names.toSorted(), Object.keys(expected).toSorted());
});

for (const name of names) {
  const wanted = expected[name];
  Deno.test(`${name} opens to its state, and goes on`, async () => {
    using temp = new TempFolder();
    const path = temp.file(name);
    Deno.copyFileSync(new URL(name, folder), path);
    const bytes = Deno.readFileSync(path);
    {
      await using db = await Kanta.open<Any>(path, {}, { readonly: true, writer });
      same(db, wanted!, wanted!.state);
      assertEquals(db.rev, wanted!.revision);
    }
    assertEquals(Deno.readFileSync(path), bytes);
    const state = { ...wanted!.state, $new: { a: [1n, "$$"] }, then: new Date(0) };
    {
      await using db = await Kanta.open<Any>(path, {}, { writer });
      same(db, wanted!, wanted!.state);
      await db.flush();
      assertEquals(Deno.readFileSync(path), bytes); // opening writes nothing
      db.transaction("go_on", { mtime: false }, (data) => {
        data["$new"] = { a: [1n] };
        data["then"] = new Date(0);
      });
      await db.snapshot();
      db.transaction("go_on", { mtime: false }, (data) => {
        (data["$new"] as { a: unknown[] }).a.push("$$");
      });
      await db.verify();
    }
    await using db = await Kanta.open<Any>(path, {}, { writer });
    same(db, wanted!, state);
    assertEquals(db.rev, wanted!.revision + 2);
    assertEquals(Deno.readFileSync(path).subarray(0, bytes.length), bytes);
    // In two of them the Python package made a snapshot of something else than
    // its own changes lead to; what we added is sound.
    const { problems } = await verifyLog(disk, path);
    assertEquals(problems.filter(({ offset }) => offset >= bytes.length), []);
  });
}
