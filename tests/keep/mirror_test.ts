import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FileLockError, Kanta } from "@kanta/core";
import { type MirrorEvent, verify } from "@kanta/core/maintenance";
import { pathOf } from "../../src/file/file_path.ts";
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";

interface Data {
  n: number;
  texts: Record<string, string>;
}

const EMPTY = (): Data => ({ n: 0, texts: {} });

function add(db: Kanta<Data>, times = 1): void {
  for (let i = 0; i < times; i++) {
    db.transaction("add", (data) => {
      data.n++;
      data.texts[data.n % 20] = "x".repeat(data.n % 50);
    });
  }
}

/** Resolves to the first event of the mirror that is meant. */
function heard(
  db: Kanta<Data>,
  meant: (event: MirrorEvent) => boolean,
): Promise<MirrorEvent> {
  return new Promise((resolve) =>
    db.addEventListener("mirror", (event) => {
      if (meant(event)) resolve(event);
    })
  );
}

function assertMirrored(temp: TempFolder): void {
  assertEquals(
    Deno.readFileSync(temp.file("mirror.kantadb")),
    Deno.readFileSync(temp.file()),
  );
}

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`story: a mirror has all of the log when that is closed, and is a database by itself (${serializer})`, async () => {
    using temp = new TempFolder();
    const mirror = temp.file("mirror.kantadb");
    const options = { mirror, serializer, snapshot: { minBytes: 1000 } };
    {
      await using db = await Kanta.open(temp.file(), EMPTY, options);
      const told = heard(db, ({ behind }) => behind === 0);
      add(db, 100);
      const { path, error, aside } = await told;
      assertEquals([path, error, aside], [mirror, undefined, undefined]);
      add(db, 10);
      await db.snapshot();
    }
    assertMirrored(temp);
    // It goes on without a mirror, and is caught up the next time.
    {
      await using db = await Kanta.open(temp.file(), EMPTY);
      add(db, 10);
    }
    await (await Kanta.open(temp.file(), EMPTY, options)).close();
    assertMirrored(temp);
    await using db = await Kanta.open(mirror, EMPTY);
    assertEquals([db.data.n, db.rev], [120, 121]);
  });
}

Deno.test("nobody can open the mirror while it is kept, nor is it kept while somebody has it open", async () => {
  using temp = new TempFolder();
  const mirror = temp.file("mirror.kantadb");
  {
    await using db = await Kanta.open(temp.file(), EMPTY, { mirror });
    await heard(db, ({ behind }) => behind === 0);
    await assertRejects(() => Kanta.open(mirror, EMPTY), FileLockError);
  }
  await using holder = await Kanta.open(mirror, EMPTY);
  await using db = await Kanta.open(temp.file(), EMPTY, { mirror });
  const { error } = await heard(db, ({ error }) => error !== undefined);
  assert(error instanceof FileLockError);
  assert(error.message.includes("another opener has it"), error.message);
  add(db);
  await db.flush({ durable: true });
  await holder.close();
  await heard(db, ({ behind, error }) => behind === 0 && error === undefined);
});

Deno.test("a mirror that can't be kept stops nothing: a folder, another database, a folder that can't be made", async () => {
  using temp = new TempFolder();
  await (await Kanta.open(temp.file("other.kantadb"), EMPTY)).close();
  const other = Deno.readFileSync(temp.file("other.kantadb"));
  Deno.writeTextFileSync(temp.file("file"), "");
  const cases = [
    [temp.path, "it is a folder"],
    [temp.file("other.kantadb"), "it is no mirror of this log"],
    [temp.file("file/mirror.kantadb"), "not a folder"],
  ] as const;
  for (const [i, [mirror, why]] of cases.entries()) {
    const path = temp.file(`${i}.kantadb`);
    await using db = await Kanta.open(path, EMPTY, { mirror });
    const told = heard(db, ({ error }) => error !== undefined);
    add(db, 10);
    await db.flush({ durable: true });
    const { error, behind } = await told;
    assert(error?.message.includes(why), `${error?.message}`);
    assert(behind > 0);
  }
  assertEquals(Deno.readFileSync(temp.file("other.kantadb")), other);
});

Deno.test("a mirror that is removed meanwhile is told, and made again", async () => {
  using temp = new TempFolder();
  const mirror = temp.file("mirror.kantadb");
  await using db = await Kanta.open(temp.file(), EMPTY, { mirror });
  await heard(db, ({ behind }) => behind === 0);
  Deno.removeSync(mirror);
  const { error } = await heard(db, ({ error }) => error !== undefined);
  assert(error?.message.includes("it was deleted"), error?.message);
  add(db, 3);
  await db.flush();
  await heard(db, ({ behind, error }) => behind === 0 && error === undefined);
  await db.close();
  assertMirrored(temp);
});

Deno.test("a mirror that is ahead is moved aside, and told", async () => {
  using temp = new TempFolder();
  const mirror = temp.file("mirror.kantadb");
  {
    await using db = await Kanta.open(temp.file(), EMPTY);
    add(db, 3);
  }
  Deno.copyFileSync(temp.file(), mirror);
  {
    await using db = await Kanta.open(mirror, EMPTY);
    add(db, 2);
  }
  const bytes = Deno.readFileSync(mirror);
  await using db = await Kanta.open(temp.file(), EMPTY, { mirror });
  const { aside = "" } = await heard(db, ({ aside }) => aside !== undefined);
  assert(aside.startsWith(`${mirror}.ahead-`), aside);
  assertEquals(Deno.readFileSync(aside), bytes);
  await db.close();
  assertMirrored(temp);
});

Deno.test("a mirror is another file, and reading alone keeps none", async () => {
  using temp = new TempFolder();
  assertThrows(
    () => new Kanta(temp.file(), EMPTY, { mirror: temp.file() }),
    TypeError,
    "into itself",
  );
  await (await Kanta.open(temp.file(), EMPTY)).close();
  const mirror = new URL(`file://${temp.file("mirror.kantadb")}`);
  const db = await Kanta.open(temp.file(), EMPTY, { mirror, readonly: true });
  await db.close();
  assertEquals([...Deno.readDirSync(temp.path)].length, 1);
});

Deno.test("an opening that fails makes no mirror", async () => {
  using temp = new TempFolder();
  const mirror = temp.file("mirror.kantadb");
  const validate = () => {
    throw new Error("refused");
  };
  await assertRejects(() =>
    Kanta.open(temp.file(), EMPTY, { mirror, validate })
  );
  assertEquals([...Deno.readDirSync(temp.path)], []);
});

Deno.test("killed with kill -9 again and again, after reopening the mirror equals the log", async () => {
  using temp = new TempFolder();
  const random = new Random(271);
  const [path, mirror] = [temp.file(), temp.file("mirror.kantadb")];
  const child = pathOf(new URL("./mirror_child.ts", import.meta.url));
  let acked = 0;
  for (let round = 0; round < 4; round++) {
    const program = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", child, path, mirror],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    let left = 1 + random.int(20);
    let text = "";
    const decoder = new TextDecoder();
    for await (const piece of program.stdout) {
      text += decoder.decode(piece);
      if (text.split("\n").length > left && left > 0) {
        left = -1;
        program.kill("SIGKILL");
      }
    }
    assertEquals((await program.status).signal, "SIGKILL");
    acked = Number(text.split("\n").at(-2));
    await using db = await Kanta.open(path, EMPTY, { mirror });
    await heard(db, ({ behind }) => behind === 0);
    assert(db.rev >= acked && acked > 0, `${db.rev} ${acked}`);
    await db.close();
    assertMirrored(temp);
    const { problems, torn, rev } = await verify(mirror);
    assertEquals([problems, torn], [[], undefined]);
    assert(rev >= acked);
  }
});
