import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { takeRoot } from "../../src/database/opening.ts";
import { DataIntegrityError } from "../../src/errors.ts";
import { pathOf } from "../../src/file/file_path.ts";
import { Kanta } from "../../mod.ts";
import { MemoryDatabase } from "../support/memory_database.ts";
import { TempFolder } from "../support/temp.ts";

interface Notes {
  name: string;
  notes: string[];
}

Deno.test("a root belongs to one path; only that takes it again, once it is closed", () => {
  const root = {};
  const hold = takeRoot(root, "/a");
  for (const path of ["/a", "/b"]) {
    assertThrows(
      () => takeRoot(root, path),
      DataIntegrityError,
      `Cannot open ${path}: its data is the root object of /a, which is open`,
    );
  }
  hold.release();
  assertThrows(() => takeRoot(root, "/b"), DataIntegrityError, "() => (");
  takeRoot(root, "/a").cancel(); // could not be opened again
  takeRoot(root, "/a").release();
});

Deno.test("one that could not be opened leaves its root to others", () => {
  const root = {};
  takeRoot(root, "/a").cancel();
  takeRoot(root, "/b").release();
});

Deno.test("defaults that two databases share are refused, and no data goes over", async () => {
  const DEFAULTS: Notes = { name: "", notes: [] };
  const [alices, bobs] = [new MemoryDatabase(), new MemoryDatabase()];
  const alice = await alices.open(DEFAULTS);
  alice.transaction("set", (data) => {
    data.name = "alice";
    data.notes.push("secret");
  });
  const bob = bobs.describe<Notes>(DEFAULTS);
  await assertRejects(() => bob.open(), DataIntegrityError, "of its own");
  await alice.flush();
  await alice.verify();
  await alice.close();
  await alice.open(); // its own it may have again
  assertEquals(alice.data.notes, ["secret"]);
  await alice.close();
});

Deno.test("a function of defaults makes each its own, and nested ones are copied", async () => {
  const nested: string[] = [];
  const fresh = (): Notes => ({ name: "new", notes: nested });
  const [alices, bobs] = [new MemoryDatabase(), new MemoryDatabase()];
  await using alice = await alices.open(fresh);
  alice.transaction("set", (data) => data.notes.push("secret"));
  await using bob = await bobs.open(fresh);
  assertEquals(bob.data, { name: "new", notes: [] });
  assertEquals(alice.data.notes, ["secret"]);
  assertEquals(nested, []);
});

Deno.test("the store is asked before what makes a session is loaded", async () => {
  using folder = new TempFolder();
  const path = folder.file("program.ts");
  const address = (name: string) => new URL(`../../${name}`, import.meta.url);
  // As the first of its program, an opening starts its worker at once.
  await Deno.writeTextFile(
    path,
    `import { Kanta, SharedWriter } from "${address("mod.ts")}";
    const writer = new SharedWriter(() => {
      console.log("asked");
      Deno.exit();
    });
    Kanta.open(${JSON.stringify(folder.file())}, { n: 0 }, { writer });
    Promise.resolve().then(async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      console.log("not asked");
      Deno.exit();
    });`,
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "-A",
      `--config=${pathOf(address("deno.json"))}`,
      path,
    ],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "asked\n");
});

Deno.test("two databases in memory are two, and each may have its own root again", async () => {
  const root: Notes = { name: "", notes: [] };
  const db = await Kanta.memory(root);
  db.transaction("set", (data) => data.name = "alice");
  await assertRejects(() => Kanta.memory(root), DataIntegrityError, "open");
  await db.close();
  await assertRejects(
    () => Kanta.memory(root),
    DataIntegrityError,
    "of its own",
  );
  await db.open();
  assertEquals(db.data.name, "alice");
  await db.close();
});
