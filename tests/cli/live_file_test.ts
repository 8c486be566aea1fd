/** Commands that change a file, or write a new one: plans, answers, and what is left. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { stateAt } from "../../src/history/mod.ts";
import { runCommand } from "../support/command_run.ts";
import { LOG } from "./golden_text.ts";

async function withCopy(
  test: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/data.kantadb`;
    Deno.copyFileSync(LOG, path);
    await test(path, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("edit shows its plan, wants an answer, and commits one record", async () => {
  await withCopy(async (path) => {
    const before = Deno.readFileSync(path);
    const code = "data.visits = 7; delete data.users.bob";
    const dry = await runCommand(["edit", "-e", code, path, "--dry-run"]);
    assertEquals(dry.code, 0);
    assert(dry.stdout.includes("visits       2.5 → 7"), dry.stdout);
    assert(dry.stdout.includes("− users.bob"), dry.stdout);
    assert(!dry.stdout.includes("hunter"), dry.stdout);
    assertEquals(Deno.readFileSync(path), before);

    const asked = await runCommand(["edit", "-e", code, path]);
    assertEquals(asked.code, 4, asked.stderr);
    assertEquals(Deno.readFileSync(path), before);

    const done = await runCommand([
      ...["edit", "-e", code, path, "--yes"],
      ...["--user", "eve", "--action", "mend"],
    ]);
    assertEquals(done.code, 0, done.stderr);
    assert(done.stderr.includes("no schema and no validator"), done.stderr);
    const log = await runCommand([path, "-r", "-1", "--json"]);
    const { action, user, rev } = JSON.parse(log.stdout);
    assertEquals([action, user, rev], ["mend", "eve", 10]);
    const verified = await runCommand(["verify", path]);
    assertEquals(verified.code, 0, verified.stdout);
  });
});

Deno.test("edit commits what its plan showed, whatever the script would do another time", async () => {
  await withCopy(async (path) => {
    const code = "data.visits = Math.random(); data.users.bob.at = Date.now()";
    const done = await runCommand([
      "edit",
      "-e",
      code,
      path,
      "--yes",
      "--json",
    ]);
    assertEquals(done.code, 0, done.stderr);
    const { changes } = JSON.parse(done.stdout.split("\n")[0] ?? "");
    const log = await runCommand([path, "-r", "-1", "--json"]);
    assertEquals(JSON.parse(log.stdout).changes, changes);
  });
});

Deno.test("what a validator refuses is told before the question", async () => {
  await withCopy(async (path, folder) => {
    const module = `${folder}/app.ts`;
    Deno.writeTextFileSync(
      module,
      "export const kanta = { validate: ({ visits }) => {\n" +
        "  if (visits > 100) throw new Error('too many visits');\n" +
        "} };\n",
    );
    const edit = ["edit", "-e", "data.visits = 101", path, "-k", module];
    for (const more of ["--dry-run", "--yes", "-q"]) {
      const { code, stderr } = await runCommand([...edit, more]);
      assertEquals(code, 1, stderr);
      assert(stderr.includes("too many visits"), stderr);
    }
    assertEquals(Deno.readFileSync(path), Deno.readFileSync(LOG));
  });
});

Deno.test("a file that is in use is told with what can be done from within; a plan needs no lock", async () => {
  await withCopy(async (path) => {
    const db = await Kanta.open<Record<string, unknown>>(path, {});
    try {
      for (
        const [args, call] of [
          [["revert", "r2", path], "db.revert(2)"],
          [["revert", "r2", "r3", path], "db.revert([ 2, 3 ])"],
          [["revert", path, "--user", "nobody"], "db.revert([])"],
          [["revert", path, "--path", "users", "-r", "r2"], "revs: [ 2 ]"],
          [["restore", path, "--at", "r2"], "db.restore({ at: 2 })"],
          [["restore", path, "--from", LOG], "from: "],
          [["edit", "-e", "data.a = 1", path], 'db.transaction("edit"'],
          [["snapshot", path], "db.snapshot()"],
        ] as const
      ) {
        const { code, stderr } = await runCommand(args);
        assertEquals(code, 5, stderr);
        assert(stderr.includes(`${path} is in use by `), stderr);
        assert(stderr.includes(`kanta log ${path}`), stderr);
        assert(stderr.includes(call), stderr);
        assert(!stderr.includes("lockTimeout"), stderr);
      }
      const json = await runCommand(["snapshot", path, "--json"]);
      const error = JSON.parse(json.stderr.trim().split("\n").at(-1) ?? "");
      assertEquals([error.type, error.code], ["error", "FileLockError"]);
      const dry = await runCommand([
        "restore",
        path,
        "--at",
        "r2",
        "--dry-run",
      ]);
      assertEquals(dry.code, 0, dry.stderr);
    } finally {
      await db.close();
    }
  });
});

Deno.test("a script that throws or waits changes nothing", async () => {
  await withCopy(async (path, folder) => {
    const before = Deno.readFileSync(path);
    for (
      const script of [
        "export default (data) => { data.visits = 9; throw new Error('no'); };",
        "export default async (data) => { data.visits = 9; };",
        "export const other = 1;",
      ]
    ) {
      const file = `${folder}/${crypto.randomUUID()}.ts`;
      Deno.writeTextFileSync(file, `// @ts-nocheck: none\n${script}\n`);
      const { code, stderr } = await runCommand(["edit", file, path, "--yes"]);
      assertEquals(code, 1, stderr);
      assert(!stderr.includes("    at "), stderr);
    }
    assertEquals(Deno.readFileSync(path), before);
  });
});

Deno.test("a snapshot is appended, and the history stays", async () => {
  await withCopy(async (path) => {
    const { code } = await runCommand(["snapshot", path]);
    assertEquals(code, 0);
    const { stdout } = await runCommand([path, "-r", "-1"]);
    assert(stdout.startsWith("s2 "), stdout);
    const { state } = await stateAt(path);
    assertEquals(state, (await stateAt(LOG)).state);
  });
});

Deno.test("repair cuts a torn end, saved beside the file first", async () => {
  await withCopy(async (path, folder) => {
    const whole = Deno.readFileSync(path);
    Deno.writeFileSync(path, whole.subarray(0, whole.length - 5));
    const verified = await runCommand(["verify", path]);
    assertEquals(verified.code, 10);
    // A log is read all the same, with a note.
    const log = await runCommand([path, "-q"]);
    assertEquals(log.code, 0);
    assert(log.stderr.includes("no whole record"), log.stderr);
    assertEquals((await runCommand(["repair", path])).code, 4);
    const { code, stderr } = await runCommand(["repair", path, "--yes"]);
    assertEquals(code, 0, stderr);
    assertEquals((await runCommand(["verify", path])).code, 0);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert(names.length > 1, `it was saved aside: ${names}`);
    assertEquals((await runCommand(["repair", path])).code, 0);
  });
});

Deno.test("fork, convert and salvage write a new file, never over another", async () => {
  await withCopy(async (path, folder) => {
    const [fork, binary, saved] = ["fork", "binary", "saved"].map((name) =>
      `${folder}/${name}.kantadb`
    );
    assert(fork !== undefined && binary !== undefined && saved !== undefined);
    assertEquals(
      (await runCommand(["fork", path, fork, "--at", "r4"])).code,
      0,
    );
    assertEquals(
      (await stateAt(fork)).state,
      (await stateAt(path, "r4")).state,
    );
    assertEquals((await runCommand(["convert", path, binary])).code, 0);
    assertEquals((await stateAt(binary)).state, (await stateAt(path)).state);
    const text = Deno.readTextFileSync(path).replace(
      '"visits":1}',
      '"visits":',
    );
    Deno.writeTextFileSync(path, text);
    const { code, stdout } = await runCommand(["salvage", path, saved]);
    assertEquals(code, 0, stdout);
    assert(stdout.includes("lost line 3"), stdout);
    for (
      const args of [
        ["fork", path, fork],
        ["convert", path, binary],
        ["salvage", path, saved],
      ]
    ) {
      const again = await runCommand(args);
      assert(again.code !== 0, args.join(" "));
    }
  });
});
