import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { history } from "@kanta/core/history";
import { backup, verify } from "@kanta/core/maintenance";
import { TempFolder } from "../support/temp.ts";

interface Data {
  n: number;
}

const EMPTY = (): Data => ({ n: 0 });

function add(db: Kanta<Data>, times: number): void {
  for (let i = 0; i < times; i++) {
    db.transaction("add", (data) => void data.n++);
  }
}

/** Resolves when the mirror has all of the log. */
function caughtUp(db: Kanta<Data>): Promise<void> {
  return new Promise((resolve) =>
    db.addEventListener("mirror", ({ behind, error }) => {
      if (behind === 0 && error === undefined) resolve();
    })
  );
}

/** The revisions of a log and its archives. */
async function revisions(path: string): Promise<number[]> {
  const changes = await Array.fromAsync(history(path));
  return changes.map(({ rev }) => rev);
}

function upTo(rev: number): number[] {
  return Array.from({ length: rev }, (_, i) => i + 1);
}

for (const serializer of ["json", "msgpack"] as const) {
  for (const archive of ["plain", "gzip"] as const) {
    Deno.test(`a mirror keeps all of the history over rotations (${serializer}, ${archive})`, async () => {
      using temp = new TempFolder();
      const mirror = temp.file("mirror.kantadb");
      const options = { mirror, serializer, archive };
      {
        await using db = await Kanta.open(temp.file(), EMPTY, options);
        await caughtUp(db);
        for (let round = 0; round < 4; round++) {
          add(db, 30);
          await db.rotate({ records: 10 });
          add(db, 5);
        }
      }
      assertEquals(
        Deno.readFileSync(mirror),
        Deno.readFileSync(temp.file()),
      );
      // Opened again it is the same: nothing is moved aside.
      await (await Kanta.open(temp.file(), EMPTY, options)).close();
      const names = Array.from(Deno.readDirSync(temp.path), ({ name }) => name);
      assertEquals(names.filter((name) => name.includes("ahead")), []);
      assertEquals(await revisions(mirror), upTo(141));
      assertEquals(await revisions(temp.file()), upTo(141));
      for (const name of names) {
        if (!name.startsWith("mirror@")) continue;
        assertEquals((await verify(temp.file(name))).problems, [], name);
      }
    });
  }
}

for (const archive of ["plain", "gzip"] as const) {
  Deno.test(`a mirror that was not there when the log was rotated twice has all of it afterwards (${archive})`, async () => {
    using temp = new TempFolder();
    const mirror = temp.file("mirror.kantadb");
    {
      await using db = await Kanta.open(temp.file(), EMPTY, { mirror });
      add(db, 20);
    }
    {
      await using db = await Kanta.open(temp.file(), EMPTY, { archive });
      for (let round = 0; round < 2; round++) {
        add(db, 20);
        await db.rotate({ records: 5 });
      }
      add(db, 3);
    }
    await (await Kanta.open(temp.file(), EMPTY, { mirror })).close();
    assertEquals(Deno.readFileSync(mirror), Deno.readFileSync(temp.file()));
    assertEquals(await revisions(mirror), upTo(64));
  });
}

Deno.test("backups beside rotations are whole, and with archives have all of the history", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.open(temp.file(), EMPTY);
  for (let round = 0; round < 3; round++) {
    add(db, 30);
    const before = db.rev;
    const [report] = await Promise.all([
      db.backup(temp.file(`${round}/copy.kantadb`), { archives: true }),
      db.rotate({ records: 10 }),
    ]);
    assert(report.rev >= before);
    assertEquals(await revisions(report.into), upTo(report.rev));
    const alone = await backup(temp.file(), temp.file(`${round}/alone.db`));
    assertEquals((await verify(alone.into)).problems, []);
    assertEquals([alone.rev, alone.archives], [db.rev, []]);
  }
});
