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

/** A module beside the file that renames `name`, or fails. */
function applicationBeside(path: string, step: string): string {
  const module = `${path}.app.ts`;
  const text =
    `export const kanta = { migrations: { migrate_v1(data) { ${step} } } };`;
  Deno.writeTextFileSync(module, text);
  return module;
}

const RENAME = "data.title = data.name; delete data.name;";

Deno.test("a record or point of an older schema version is refused with 20 without its migrations", async () => {
  await withFile(async (path) => {
    const migrations = { 1: (data: { visits: number }) => void data.visits++ };
    const db = await Kanta.open(path, { visits: 0 }, { migrations });
    await db.close();
    for (
      const args of [["revert", "r2", path], ["restore", path, "--at", "r2"]]
    ) {
      const { code, stderr } = await runCommand([...args, "--yes"]);
      assertEquals(code, 20, stderr);
      assert(stderr.includes("schema version 0"), stderr);
      assert(stderr.includes("-k MODULE"), stderr);
    }
  });
});

Deno.test("with -k an older file is migrated once that is allowed, and old records are undone", async () => {
  await withFile(async (path) => {
    const module = applicationBeside(path, RENAME);
    const before = Deno.readFileSync(path);
    const revert = ["revert", "r2", path, "-k", module];
    const dry = await runCommand([...revert, "--dry-run"]);
    assertEquals(dry.code, 0, dry.stderr);
    assert(dry.stdout.includes("title     Rob → Bob"), dry.stdout);
    const asked = await runCommand(revert);
    assertEquals(asked.code, 4, asked.stderr);
    assert(asked.stderr.includes("from v0 to v1 first"), asked.stderr);
    assertEquals(Deno.readFileSync(path), before);
    const done = await runCommand([...revert, "--yes"]);
    assertEquals(done.code, 0, done.stderr);
    const { state, version } = await stateAt<Record<string, unknown>>(path);
    assertEquals([state["title"], version], ["Bob", 1]);
    // No question about the form any more: it has it.
    const again = await runCommand([
      ...["restore", path, "--at", "r2", "-k", module],
    ]);
    assert(again.stderr.includes("Restore r2 in"), again.stderr);
    const restored = await runCommand([
      ...["restore", path, "--at", "r2", "-k", module, "--yes"],
    ]);
    assertEquals(restored.code, 0, restored.stderr);
    const now = await stateAt<Record<string, unknown>>(path);
    assertEquals([now.state["title"], now.state["visits"]], ["Rob", 0]);
  });
});

Deno.test("a migration that fails ends with 20, and the file is as it was", async () => {
  await withFile(async (path) => {
    const module = applicationBeside(path, "throw new Error('no');");
    const before = Deno.readFileSync(path);
    for (const more of ["--yes", "--dry-run"]) {
      const { code, stderr } = await runCommand([
        ...["revert", "r2", path, "-k", module, more],
      ]);
      assertEquals(code, 20, stderr);
      assertEquals(Deno.readFileSync(path), before);
    }
  });
});

Deno.test("-g, --not, --path and the other filters say what is undone, as log shows it", async () => {
  await withFile(async (path) => {
    const undone = async (...args: string[]) => {
      const plan = await runCommand([
        ...["revert", path, "--dry-run", "--json", ...args],
      ]);
      assertEquals(plan.code, 0, plan.stderr);
      const { undoes, changes } = JSON.parse(plan.stdout.split("\n")[0] ?? "");
      const revs = (lines: string) =>
        Array.from(lines.matchAll(/"rev":(\d+)/g), ([, rev]) => Number(rev));
      const log = await runCommand([path, "--json", ...args]);
      assertEquals(
        undoes.map(({ rev }: { rev: number }) => rev),
        revs(log.stdout),
      );
      return changes.map(({ at }: { at: string }) => at);
    };
    assertEquals(await undone("-g", "name=Rob"), ["name", "password"]);
    assertEquals(await undone("-g", "Rob", "--path", "name"), ["name"]);
    assertEquals(await undone("-g", "visits>0", "--not", "eve"), ["visits"]);
    assertEquals(await undone("--user", "e?e", "-g", "visit"), []);
    assertEquals(await undone("-r", "-1"), ["visits"]);
    // What is secret is not searched.
    assertEquals(await undone("-g", "hunter2"), []);
    const none = await runCommand(["revert", path, "-g", "nobody", "--force"]);
    assertEquals(none.code, 0, none.stderr);
    assert(none.stderr.includes("nothing to undo"), none.stderr);
  });
});

Deno.test("restore --from brings a backup's state into the file as one record", async () => {
  await withFile(async (path) => {
    const backup = `${path}.backup`;
    Deno.copyFileSync(path, backup);
    const db = await Kanta.open<Data>(path, () => ({} as Data));
    db.transaction("wipe", (data) => {
      data.name = "";
      data.visits = 0;
    });
    await db.close();
    const restore = ["restore", path, "--from", backup];
    const dry = await runCommand([...restore, "--dry-run"]);
    assertEquals(dry.code, 0, dry.stderr);
    assert(dry.stdout.includes("0 added, 2 changed, 0 deleted"), dry.stdout);
    const asked = await runCommand(restore);
    assertEquals(asked.code, 4, asked.stderr);
    assert(asked.stderr.includes(`r4 of ${backup}`), asked.stderr);
    const done = await runCommand([...restore, "--at", "r3", "--yes"]);
    assertEquals(done.code, 0, done.stderr);
    const log = await runCommand([path, "-r", "r6", "--json"]);
    const { action, note } = JSON.parse(log.stdout);
    assertEquals([action, note], ["restore", `r3 of ${backup}`]);
    const { state } = await stateAt<Data>(path);
    assertEquals([state.name, state.visits], ["Rob", 1]);
    const missing = await runCommand([
      ...["restore", path, "--from", `${path}.none`, "--yes"],
    ]);
    assertEquals(missing.code, 1, missing.stderr);
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
