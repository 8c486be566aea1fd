/** `kanta reapply`: what only another log has, shown, asked for and committed. */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../../../mod.ts";
import { runCommand } from "../../../support/command_run.ts";
import { TempFolder } from "../../../support/temp.ts";

interface Data {
  apples: number;
  pears: number;
  password: string;
}

/** Two files that were one: the other one sold an apple and a pear. */
async function withFork(
  test: (path: string, other: string) => Promise<void>,
): Promise<void> {
  using folder = new TempFolder();
  const path = folder.file("shop");
  const other = folder.file("other");
  const data = (): Data => ({ apples: 3, pears: 5, password: "hunter" });
  const db = await Kanta.open<Data>(path, data);
  await db.flush();
  Deno.copyFileSync(path, other);
  const fork = await Kanta.open<Data>(other, data);
  fork.transaction("sell", { user: "eve" }, (data) => void data.apples--);
  fork.transaction("sell", { user: "eve", note: "cash" }, (data) => {
    data.pears--;
    data.password = "hunter2";
  });
  await fork.close();
  db.transaction("count", { user: "bob" }, (data) => void (data.apples = 9));
  await db.close();
  await test(path, other);
}

Deno.test("reapply shows its plan place by place, wants an answer, and commits what it can", async () => {
  await withFork(async (path, other) => {
    const before = Deno.readFileSync(path);
    const dry = await runCommand(["reapply", other, path, "--dry-run"]);
    assertEquals(dry.code, 4, dry.stderr);
    for (
      const text of [
        "r2 sell by eve, ",
        "  ! apples  changed since by bob in r2: left alone",
        "r3 sell by eve, ",
        ": cash",
        "5 → 4",
        "records up to r1; of 2 after it 1 can be committed again",
      ]
    ) assert(dry.stdout.includes(text), `${text} in ${dry.stdout}`);
    assert(!dry.stdout.includes("hunter"), dry.stdout);
    const asked = await runCommand(["reapply", other, path]);
    assertEquals(asked.code, 4, asked.stderr);
    assertEquals(Deno.readFileSync(path), before);

    const done = await runCommand(["reapply", other, path, "--yes"]);
    assertEquals(done.code, 4, done.stderr); // one is left alone
    assert(done.stderr.includes("committed as r3"), done.stderr);
    const log = await runCommand([path, "-r", "r3", "--json"]);
    const { action, user, note } = JSON.parse(log.stdout);
    assertEquals([action, user, note], ["sell", "eve", "cash"]);
    const show = await runCommand(["show", "pears", path]);
    assertEquals(show.stdout.trim(), "4");
  });
});

Deno.test("where all is there already nothing is asked or written", async () => {
  await withFork(async (path) => {
    const { code, stderr } = await runCommand(["reapply", path, path]);
    assertEquals(code, 0, stderr);
    assert(stderr.includes(`All that ${path} has is in ${path}`), stderr);
  });
});

Deno.test("a log of another origin is refused", async () => {
  await withFork(async (path, other) => {
    const stranger = `${other}.stranger`;
    await (await Kanta.open(stranger, { x: 1 })).close();
    const { code, stderr } = await runCommand(["reapply", stranger, path]);
    assertEquals(code, 1, stderr);
    assert(stderr.includes("no record in common"), stderr);
  });
});
