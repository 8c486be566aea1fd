/**
 * Readers and a follower of a database that is rotated again and again.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { history } from "@kanta/core/history";
import { verify } from "@kanta/core/maintenance";
import { TempFolder } from "../support/temp.ts";

const COMMITS = 5;

interface Data {
  n: number;
  last: Record<string, number>;
}

const data = (): Data => ({ n: 0, last: {} });

/** A clock by which each change is made in a second of its own. */
function seconds(): () => Temporal.Instant {
  let now = Temporal.Instant.from("2026-03-01T00:00:00Z");
  return () => now = now.add({ seconds: 1 });
}

/** Reads the whole history; each revision has to be there once, with its change. */
async function readAll(path: string, least: number): Promise<void> {
  let rev = 0;
  for await (const change of history(path)) {
    assertEquals(change.rev, ++rev);
    if (rev === 1) continue; // the beginning
    const n = change.changes.find(({ path }) => path[0] === "n");
    assertEquals(n?.new, rev - 1);
  }
  assert(rev >= least, `${rev} of ${least} revisions`);
}

for (
  const [serializer, most] of [["json", 30], ["msgpack", 20]] as const
) {
  Deno.test(`${serializer}: over ${most} rotations readers and a follower get each change once`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    await using db = await Kanta.open<Data>(path, data, {
      serializer,
      sync: "never",
      snapshot: false,
      clock: seconds(),
    });
    await db.flush();
    await using copy = await Kanta.follow(path, data());
    const heard: number[] = [];
    const told: string[] = [];
    copy.addEventListener("change", () => heard.push(copy.data.n));
    for (const type of ["reset", "away", "fatal"] as const) {
      copy.addEventListener(type, () => told.push(type));
    }
    const commit = () =>
      db.transaction("step", (data) => {
        data.n++;
        data.last[`k${data.n % 7}`] = data.n;
      });
    const readings: Promise<void>[] = [];
    for (let rotations = 0; rotations < most;) {
      for (let i = 0; i < COMMITS; i++) commit();
      await db.flush();
      const rotating = db.rotate({ records: 3 });
      commit();
      // While that one is made, and maybe the next ones.
      if (rotations % 10 === 0) readings.push(readAll(path, db.rev - 1));
      if ((await rotating).rotated) rotations++;
    }
    await db.flush();
    await Promise.all(readings);
    await copy.waitFor(db.rev);
    const count = most * (COMMITS + 1);
    assertEquals(told, []);
    assertEquals(heard, Array.from({ length: count }, (_, i) => i + 1));
    assertEquals(copy.data, db.data);
    await copy.verify();
    await readAll(path, count + 1);
    assertEquals((await verify(path)).problems, []);
    const files = [...Deno.readDirSync(folder.path)];
    assertEquals(files.length, most + 1);
  });
}
