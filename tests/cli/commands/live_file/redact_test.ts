/** `kanta redact`: the plan, the answer, and what is left. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../../../mod.ts";
import { stateAt } from "../../../../src/history/mod.ts";
import { runCommand } from "../../../support/command_run.ts";

interface Data {
  users: Record<string, { name: string; email?: string }>;
  visits: number;
}

/** A file of six records; eve is there still, and has an address. */
async function withFile(
  test: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/data.kantadb`;
    const data: Data = { users: {}, visits: 0 };
    const db = await Kanta.open(path, data, { sync: "never" });
    const create = (name: string) =>
      db.transaction("create", { user: "admin" }, ({ users }) => {
        users[name] = { name, email: `${name}@example.org` };
      });
    create("bob"); // r2
    create("eve"); // r3
    await db.snapshot();
    db.transaction("rename", { user: "bob@example.org" }, (data) => {
      const { bob } = data.users;
      if (bob !== undefined) data.users["rob"] = bob;
      delete data.users["bob"];
    }); // r4
    db.transaction("delete", { note: "on request" }, ({ users }) => {
      delete users["rob"];
    }); // r5
    db.transaction("visit", (data) => void data.visits++); // r6
    await db.close();
    await test(path, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const EMAIL = ["redact", "users.*.email"];

function textIn(path: string): string {
  return Deno.readTextFileSync(path);
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

Deno.test("redact shows its plan, and writes nothing until it is said where to", async () => {
  await withFile(async (path, folder) => {
    const before = Deno.readFileSync(path);
    for (const more of [[], ["--dry-run", "--replace", "--now"]]) {
      const plan = await runCommand([...EMAIL, path, ...more]);
      assertEquals(plan.code, 0, plan.stderr);
      for (
        const line of [
          "data.kantadb: 4 of 6 changes, 1 of 1 snapshot",
          "− users.bob.email  1 change, r2",
          "− users.rob.email  1 change, r4",
          "! users.eve.email  in the present state",
          "! user bob@example.org  stays in 1 change",
        ]
      ) assert(plan.stdout.includes(line), plan.stdout);
      assert(plan.stderr.includes("Nothing was written."), plan.stderr);
      assertEquals(Deno.readFileSync(path), before);
      assertEquals(namesIn(folder), ["data.kantadb"]);
    }
    const steps = await runCommand([
      ...[...EMAIL, path, "--dry-run"],
      ...["--replace", "--now"],
    ]);
    assert(steps.stdout.includes("first a record deletes 1 present place"));
    assert(
      steps.stdout.includes("the old one is kept as data.kantadb.before-"),
    );
    const hint = await runCommand([...EMAIL, path]);
    assert(hint.stderr.includes("next: --into NEW"), hint.stderr);
  });
});

Deno.test("what the present state holds is deleted first on request alone", async () => {
  await withFile(async (path, folder) => {
    const before = Deno.readFileSync(path);
    const refused = await runCommand([...EMAIL, path, "--replace", "--yes"]);
    assertEquals(refused.code, 4, refused.stderr);
    assert(refused.stderr.includes("--now"), refused.stderr);
    const asked = await runCommand([...EMAIL, path, "--replace", "--now"]);
    assertEquals(asked.code, 4, asked.stderr);
    assert(
      asked.stderr.includes(
        `Delete 1 place of the present state and replace ${path}?`,
      ),
      asked.stderr,
    );
    assertEquals(Deno.readFileSync(path), before);

    const done = await runCommand([
      ...[...EMAIL, path, "--replace", "--now", "--yes"],
      ...["--by", "admin", "--note", "asked for"],
    ]);
    assertEquals(done.code, 0, done.stderr);
    assert(done.stderr.includes("committed as r7 redact"), done.stderr);
    const [name, kept = ""] = namesIn(folder);
    assertEquals(name, "data.kantadb");
    assert(kept.startsWith("data.kantadb.before-"), kept);
    assert(done.stdout.includes(`${folder}/${kept}`), done.stdout);
    assert(!textIn(path).includes("eve@example.org"));
    assert(textIn(`${folder}/${kept}`).includes("eve@example.org"));
    // The user of a record stays: the plan said so.
    assertEquals(textIn(path).match(/bob@example\.org/g)?.length, 1);
    const verified = await runCommand(["verify", path]);
    assertEquals(verified.code, 0, verified.stdout);
    const log = await runCommand([path, "-r", "r7", "--json"]);
    const { action, user, note, redacted } = JSON.parse(log.stdout);
    assertEquals([action, user, note], ["redact", "admin", "asked for"]);
    assertEquals(redacted[0].places, ["users.*.email"]);
  });
});

Deno.test("a new file is written without a question, beside a program that writes", async () => {
  await withFile(async (path, folder) => {
    const into = `${folder}/clean.kantadb`;
    const data: Data = { users: {}, visits: 0 };
    await using db = await Kanta.open(path, data);
    db.transaction("clean", ({ users }) => void delete users["eve"]?.email);
    await db.flush();
    const held = await runCommand([...EMAIL, path, "--replace", "--yes"]);
    assertEquals(held.code, 5, held.stderr);
    assert(held.stderr.includes(`(pid ${Deno.pid}`), held.stderr);
    const { code, stderr } = await runCommand([...EMAIL, path, "--into", into]);
    assertEquals(code, 0, stderr);
    assert(!textIn(into).includes("eve@example.org"));
    assertEquals((await stateAt(into)).state, db.data);
    const again = await runCommand([...EMAIL, path, "--into", into]);
    assertEquals(again.code, 1, again.stderr);
  });
});

Deno.test("what was redacted is told by log, blame, show and revert", async () => {
  await withFile(async (path, folder) => {
    const into = `${folder}/clean.kantadb`;
    const done = await runCommand([
      ...["redact", "users.[br]ob.email", path, "--into", into],
    ]);
    assertEquals(done.code, 0, done.stderr);
    const log = await runCommand([into, "-r", "r2..r3"]);
    assert(log.stdout.includes("create by admin [redacted]"), log.stdout);
    assertEquals(log.stdout.match(/\[redacted\]/g)?.length, 1);
    const said = /Redacted: users\.\[br\]ob\.email on \d{4}-\d\d-\d\d\./;
    for (
      const args of [
        ["blame", into],
        ["blame", "users.rob.email", into],
        ["show", into, "--at", "r3"],
        ["restore", into, "--at", "r3", "--dry-run"],
      ]
    ) {
      const { stderr } = await runCommand(args);
      assert(said.test(stderr), `${args}: ${stderr}`);
    }
    const revert = await runCommand(["revert", "r5", into, "--dry-run"]);
    assert(revert.stdout.includes("+ users.rob"), revert.stdout);
    assert(
      revert.stdout.includes("! redacted: users.[br]ob.email on "),
      revert.stdout,
    );
    const clean = await runCommand(["revert", "r6", into, "--dry-run"]);
    assert(!clean.stdout.includes("redacted"), clean.stdout);
    assert(!(await runCommand(["blame", path])).stderr.includes("Redacted"));
  });
});

Deno.test("a command line that makes no sense is answered with 2", async () => {
  await withFile(async (path, folder) => {
    for (
      const args of [
        ["redact", path],
        ["redact", "**", path],
        [...EMAIL, path, "--into", `${folder}/new`, "--replace"],
      ]
    ) {
      const { code, stderr } = await runCommand(args);
      assertEquals(code, 2, stderr);
    }
    const none = await runCommand(["redact", "nothing", path, "--replace"]);
    assertEquals(none.code, 0);
    assert(none.stderr.includes("Nothing of that stands"), none.stderr);
    assertEquals(namesIn(folder), ["data.kantadb"]);
  });
});

Deno.test("the plan is a line of JSON, and so is the report", async () => {
  await withFile(async (path, folder) => {
    const { stdout } = await runCommand([
      ...["redact", "users.rob", path, "--json"],
      ...["--into", `${folder}/clean.kantadb`],
    ]);
    const [plan, report] = stdout.trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals([plan.type, plan.dryRun], ["plan", true]);
    assertEquals([report.type, report.dryRun], ["report", false]);
    assertEquals(plan.taken, report.taken);
    assertEquals(report.files[0].into, `${folder}/clean.kantadb`);
  });
});
