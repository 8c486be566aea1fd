/** `kanta revert` and `kanta restore`: plans, answers, and what is left. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../../../mod.ts";
import { stateAt } from "../../../../src/history/mod.ts";
import { runCommand } from "../../../support/command_run.ts";

interface Data {
  name: string;
  password: string;
  visits: number;
}

/** A file of four records. */
async function withFile(
  test: (path: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/data.kantadb`;
    const data: Data = { name: "Bob", password: "hunter", visits: 0 };
    const db = await Kanta.open(path, data);
    db.transaction("rename", { user: "eve" }, (data) => {
      data.name = "Rob";
      data.password = "hunter2";
    }); // r2
    db.transaction("visit", { user: "eve" }, (data) => void data.visits++); // r3
    db.transaction("visit", { user: "bob" }, (data) => void data.visits++); // r4
    await db.close();
    await test(path);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("revert shows its plan, wants an answer, and commits one record", async () => {
  await withFile(async (path) => {
    const before = Deno.readFileSync(path);
    const dry = await runCommand(["revert", "r2", path, "--dry-run"]);
    assertEquals(dry.code, 0, dry.stderr);
    assert(dry.stdout.includes("undoes r2 rename by eve"), dry.stdout);
    assert(dry.stdout.includes("Rob → Bob"), dry.stdout);
    assert(dry.stdout.includes("0 added, 2 changed, 0 deleted"), dry.stdout);
    assert(!dry.stdout.includes("hunter"), dry.stdout);
    assertEquals(Deno.readFileSync(path), before);

    const asked = await runCommand(["revert", "r2", path]);
    assertEquals(asked.code, 4, asked.stderr);
    assertEquals(Deno.readFileSync(path), before);

    const done = await runCommand([
      ...["revert", "r2", path, "--yes"],
      ...["--by", "admin", "--note", "asked for"],
    ]);
    assertEquals(done.code, 0, done.stderr);
    assert(done.stderr.includes("no schema and no validator"), done.stderr);
    const log = await runCommand([path, "-r", "r5", "--json"]);
    const { action, user, note, undone } = JSON.parse(log.stdout);
    assertEquals([action, user, note, undone], [
      "revert",
      "admin",
      "asked for",
      [2],
    ]);
    const shown = await runCommand([path, "-r", "r5"]);
    assert(shown.stdout.includes("revert by admin (asked for)"), shown.stdout);
    const { state } = await stateAt<Data>(path);
    assertEquals(state, { name: "Bob", password: "hunter", visits: 2 });
    const verified = await runCommand(["verify", path]);
    assertEquals(verified.code, 0, verified.stdout);
  });
});

Deno.test("a conflict is refused with 4; --only-clean and --force go on", async () => {
  await withFile(async (path) => {
    const before = Deno.readFileSync(path);
    const query = ["revert", path, "--user", "eve", "--yes"];
    const refused = await runCommand(query);
    assertEquals(refused.code, 4, refused.stderr);
    assert(refused.stdout.includes("! visits"), refused.stdout);
    assert(refused.stdout.includes("by bob in r4"), refused.stdout);
    assert(refused.stdout.includes("1 conflict"), refused.stdout);
    assert(refused.stderr.includes("--only-clean"), refused.stderr);
    assertEquals(Deno.readFileSync(path), before);

    const clean = await runCommand([...query, "--only-clean"]);
    assertEquals(clean.code, 0, clean.stderr);
    assertEquals((await stateAt<Data>(path)).state.name, "Bob");
    assertEquals((await stateAt<Data>(path)).state.visits, 2);
    const forced = await runCommand(["revert", "r3", path, "--force", "--yes"]);
    assertEquals(forced.code, 0, forced.stderr);
    assertEquals((await stateAt<Data>(path)).state.visits, 0);

    const json = await runCommand([
      "revert",
      "r4",
      path,
      "--json",
      "--dry-run",
    ]);
    const plan = JSON.parse(json.stdout.split("\n")[0] ?? "");
    assertEquals(plan.undoes[0].rev, 4);
    assertEquals(plan.conflicts[0].at, "visits");
  });
});

Deno.test("revert and restore tell what they lack", async () => {
  await withFile(async (path) => {
    for (
      const args of [
        ["revert", path],
        ["revert", "r2", path, "--user", "eve"],
        ["revert", "r2", path, "--force", "--only-clean"],
        ["revert", "r99", path],
        ["restore", path],
        ["restore", path, "--at", "r99"],
      ]
    ) {
      const { code, stderr } = await runCommand([...args, "--yes"]);
      assertEquals(code, 2, `${args}: ${stderr}`);
    }
  });
});

Deno.test("a record of an older schema version is refused with 20", async () => {
  await withFile(async (path) => {
    const migrations = { 1: (data: { visits: number }) => void data.visits++ };
    const db = await Kanta.open(path, { visits: 0 }, { migrations });
    await db.close();
    const { code, stderr } = await runCommand(["revert", "r2", path, "--yes"]);
    assertEquals(code, 20, stderr);
    assert(stderr.includes("schema version 0"), stderr);
  });
});

Deno.test("restore brings a point back as a new record", async () => {
  await withFile(async (path) => {
    const dry = await runCommand(["restore", path, "--at", "r2", "--dry-run"]);
    assertEquals(dry.code, 0, dry.stderr);
    assert(dry.stdout.includes("2 → 0"), dry.stdout);
    const asked = await runCommand(["restore", path, "--at", "r2"]);
    assertEquals(asked.code, 4, asked.stderr);
    const done = await runCommand(["restore", path, "--at", "r2", "--yes"]);
    assertEquals(done.code, 0, done.stderr);
    const { state, rev } = await stateAt<Data>(path);
    assertEquals([state, rev], [
      { name: "Rob", password: "hunter2", visits: 0 },
      5,
    ]);
    const again = await runCommand(["restore", path, "--at", "r2", "--yes"]);
    assertEquals(again.code, 0, again.stderr);
    assertEquals((await stateAt(path)).rev, 5);
  });
});
