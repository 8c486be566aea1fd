/**
 * What a database leaves behind when it is closed, or could not be opened:
 * nothing. No file descriptor, thread, lock or file.
 *
 * Descriptors and threads are a process's, and it must not have others: run as
 * a program this does all of it, and says how each ended.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  AssertionError,
  assertRejects,
} from "@std/assert";
import {
  Kanta,
  type KantaOptions,
  type OpenOptions,
  SharedWriter,
} from "../../mod.ts";
import { hasProc } from "../support/system.ts";
import { TempFolder } from "../support/temp.ts";

interface Data {
  n: number;
}

/** How one of them ended: its name, and what was wrong, if anything was. */
export type Outcome = readonly [name: string, wrong: string | null];

/** All of them, by name. */
export const LEFTOVERS = new Map<string, () => Promise<void>>();

const seed = (): Data => ({ n: 0 });

/** Whether it can be known how many descriptors and threads there are. */
const KNOWN = hasProc("how many descriptors and threads are left");

/** How many descriptors and threads this process has, where that is known. */
function counts(): Counts {
  if (!KNOWN) return { fds: 0, threads: 0 };
  const status = Deno.readTextFileSync("/proc/self/status");
  return {
    fds: [...Deno.readDirSync("/proc/self/fd")].length,
    threads: Number(/^Threads:\s*(\d+)/m.exec(status)?.[1]),
  };
}

interface Counts {
  readonly fds: number;
  readonly threads: number;
}

/** How often it is looked whether workers have ended, each of which takes a moment. */
const LOOKS = 100;

/** How many there are once none has ended for two looks; before that there are more. */
async function atRest(): Promise<Counts> {
  let last = counts();
  for (let same = 0, tries = 0; same < 2 && tries < LOOKS; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = counts();
    same = now.fds === last.fds && now.threads === last.threads ? same + 1 : 0;
    last = now;
  }
  return last;
}

/** Whether it came down to this after some time. */
async function settles(most: Counts, looks: number): Promise<boolean> {
  for (let tries = 0; tries < looks; tries++) {
    const now = counts();
    if (now.fds <= most.fds && now.threads <= most.threads) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Whether anybody holds the file locked. */
function isLocked(path: string): boolean {
  using file = Deno.openSync(path, { read: true, write: true });
  if (!file.tryLockSync(true)) return true;
  file.unlockSync();
  return false;
}

/** How often there may be more after some runs than before them. */
const ONCE_MORE = 2;

/**
 * Some runs first, and some more where they left something: engines keep a few
 * threads and files once they had them, a pair of sockets after as many as eight
 * runs. What a run leaves behind is left by each.
 */
async function nothingIsLeft(
  run: () => Promise<void>,
  looks = LOOKS,
): Promise<void> {
  for (let i = 0; i < 3; i++) await run();
  for (let attempt = 0;; attempt++) {
    const before = await atRest();
    for (let i = 0; i < 3; i++) await run();
    if (await settles(before, looks)) return;
    const found = `${Deno.inspect(counts())} after ${Deno.inspect(before)}`;
    assert(attempt < ONCE_MORE, found);
  }
}

LEFTOVERS.set("a closed database leaves nothing behind", async () => {
  using temp = new TempFolder();
  await nothingIsLeft(async () => {
    const db = await Kanta.open(temp.file(), seed());
    assert(isLocked(temp.file()));
    db.transaction("count", (data) => data.n++);
    await db.close();
    assert(!isLocked(temp.file()));
  });
  assertEquals([...Deno.readDirSync(temp.path)].map(({ name }) => name), [
    "data.kantadb",
  ]);
});

LEFTOVERS.set(
  "many databases with one writer leave nothing behind",
  async () => {
    using temp = new TempFolder();
    const writer = new SharedWriter();
    await nothingIsLeft(async () => {
      const open = (i: number) =>
        Kanta.open(temp.file(`${i}.kantadb`), seed(), { writer });
      const dbs = await Promise.all(
        Array.from({ length: 8 }, (_, i) => open(i)),
      );
      for (const db of dbs) db.transaction("count", (data) => data.n++);
      await Promise.all(dbs.map((db) => db.close()));
      assertEquals(writer.databases, 0);
    });
  },
);

LEFTOVERS.set(
  "readers, rehearsals and checks leave nothing behind",
  async () => {
    using temp = new TempFolder();
    await (await Kanta.open(temp.file(), seed())).close();
    const before = Deno.readTextFileSync(temp.file());
    await nothingIsLeft(async () => {
      await using db = await Kanta.open(temp.file(), seed(), {
        readonly: true,
      });
      assert(!isLocked(temp.file()));
      await db.verify();
      await Kanta.rehearse(temp.file(), { migrations: { v1: () => {} } });
      await Kanta.verify(temp.file());
    });
    assertEquals(Deno.readTextFileSync(temp.file()), before);
  },
);

/** Every way in which an opening fails, on a file that is sound. */
const FAILURES: Record<string, KantaOptions<Data> & OpenOptions> = {
  "a validator": {
    validate: () => {
      throw new Error("refused");
    },
  },
  "a migration": {
    migrations: {
      v1: () => {
        throw new Error("refused");
      },
    },
  },
  "no such serializer": { serializer: new URL("file:///nowhere.ts") },
  "a signal": { signal: AbortSignal.abort() },
};

for (const [what, options] of Object.entries(FAILURES)) {
  LEFTOVERS.set(
    `an opening that fails by ${what} leaves nothing behind`,
    async () => {
      using temp = new TempFolder();
      const path = temp.file();
      await (await Kanta.open(path, seed())).close();
      const before = Deno.readTextFileSync(path);
      await nothingIsLeft(async () => {
        await assertRejects(() => Kanta.open(path, seed(), options));
        assert(!isLocked(path));
      });
      assertEquals(Deno.readTextFileSync(path), before);
      await (await Kanta.open(path, seed())).close();
    },
  );
}

LEFTOVERS.set("a file that can't be had is left as it is", async () => {
  using temp = new TempFolder();
  const [damaged, foreign] = [temp.file("damaged"), temp.file("foreign")];
  {
    await using db = await Kanta.open(damaged, seed(), { sync: "always" });
    for (let i = 0; i < 3; i++) {
      db.transaction("count", (data) => data.n++);
      await db.flush({ durable: true });
    }
  }
  const text = Deno.readTextFileSync(damaged).replace('"count"', '"xount"');
  Deno.writeTextFileSync(damaged, text);
  Deno.writeTextFileSync(foreign, "name,age\nalice,5\n");
  Deno.mkdirSync(temp.file("folder"));
  await nothingIsLeft(async () => {
    for (const name of ["damaged", "foreign", "folder", "missing"]) {
      await assertRejects(() =>
        Kanta.open(temp.file(name), seed(), { create: false })
      );
    }
    assert(!isLocked(damaged) && !isLocked(foreign));
  });
  assertEquals(Deno.readTextFileSync(damaged), text);
  assertEquals(Deno.readTextFileSync(foreign), "name,age\nalice,5\n");
  assertEquals([...Deno.readDirSync(temp.path)].length, 3);
});

LEFTOVERS.set(
  "of a new file that can't be filled nothing is left",
  async () => {
    using temp = new TempFolder();
    await nothingIsLeft(async () => {
      await assertRejects(() =>
        Kanta.open(temp.file("sub/new.kantadb"), seed(), {
          bootstrap: () => Promise.reject(new Error("no")),
        })
      );
    });
    await assertRejects(() => Deno.stat(temp.file("sub/new.kantadb")));
  },
);

LEFTOVERS.set("the net holds: what each run leaves is seen", async () => {
  if (!KNOWN) return;
  const left: Deno.FsFile[] = [];
  await assertRejects(
    () =>
      nothingIsLeft(() => {
        left.push(Deno.openSync(Deno.execPath()));
        return Promise.resolve();
      }, 3), // such files stay, however long one looks
    AssertionError,
    "after",
  );
  for (const file of left) file.close();
});

LEFTOVERS.set("the net holds: what is left open is seen", async () => {
  using temp = new TempFolder();
  const before = counts();
  const db = await Kanta.open(temp.file(), seed());
  if (KNOWN) {
    assert(counts().fds > before.fds || counts().threads > before.threads);
  }
  assert(isLocked(temp.file()));
  await db.close();
});

if (import.meta.main) {
  for (const [name, run] of LEFTOVERS) {
    const wrong = await run().then(() => null, (error) => Deno.inspect(error));
    const outcome: Outcome = [name, wrong];
    console.log(JSON.stringify(outcome));
  }
}
