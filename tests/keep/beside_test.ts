/**
 * A rotation beside those who read, wait for the lock, and go on committing.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { history } from "@kanta/core/history";
import type { RotatedEvent } from "@kanta/core/maintenance";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { localWriter } from "../support/local_writer.ts";
import { TempFolder } from "../support/temp.ts";
import { TurnedClock } from "../support/turned_clock.ts";

interface Data {
  n: number;
  text: string;
}

const data = (): Data => ({ n: 0, text: "" });

function commit(db: Kanta<Data>, count: number): void {
  for (let i = 0; i < count; i++) {
    db.transaction("step", (data) => {
      data.n++;
      data.text = `${data.n}`.repeat(50);
    });
  }
}

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`${serializer}: who reads over 15 rotations sees each revision once, in order`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    await using db = await Kanta.open(path, data, {
      serializer,
      sync: "never",
    });
    commit(db, 100);
    await db.flush();
    let over = false;
    let readings = 0;
    const read = async () => {
      while (!over) {
        const least = db.written;
        let last = 0;
        for await (const { rev } of history(path)) {
          assertEquals(rev, ++last);
        }
        assert(last >= least, `read up to ${last}, wanted ${least}`);
        const back: number[] = [];
        for await (const { rev } of history(path, { reverse: true })) {
          back.push(rev);
        }
        assertEquals(back, Array.from(back, (_, i) => back.length - i));
        readings++;
      }
    };
    const reading = read();
    for (let i = 0; i < 15; i++) {
      commit(db, 20);
      await db.rotate({ records: 30 });
      await db.flush();
    }
    over = true;
    await reading;
    assert(readings > 1, `${readings} readings`);
    assertEquals(db.rev, 401);
  });
}

Deno.test("who waits for the lock meanwhile opens the new file", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await Kanta.open(path, data, { sync: "never" });
  commit(db, 100);
  await db.flush();
  const waiting = Kanta.open(path, data, { lockTimeout: 60_000 });
  for (let i = 0; i < 5; i++) {
    await db.rotate({ records: 10 });
    commit(db, 20);
  }
  await db.close();
  await using next = await waiting;
  assertEquals([next.rev, next.data.n], [201, 200]);
  commit(next, 1);
  await next.flush();
  const revs = (await Array.fromAsync(history(path))).map(({ rev }) => rev);
  assertEquals(revs, Array.from({ length: 202 }, (_, i) => i + 1));
});

Deno.test("while it runs a log is rotated once an hour, when half of it could go", async () => {
  const disk = new MemoryFileSystem();
  const clock = new TurnedClock();
  const writer = localWriter({ disk, clock });
  const path = "/data.kantadb";
  const options = {
    writer,
    snapshot: false,
    retention: { records: 50 },
  } as const;
  await (await Kanta.open(path, data, options)).close();
  await using db = await Kanta.open(path, data, options);
  const heard: RotatedEvent[] = [];
  let tell = () => {};
  const next = () => new Promise<void>((resolve) => tell = resolve);
  db.addEventListener("rotated", (event) => {
    heard.push(event);
    tell();
  });
  const HOUR = 3_600_000;
  commit(db, 200);
  await db.flush();
  assertEquals(disk.names(), [path]); // not before an hour has passed
  clock.turn(HOUR);
  const rotated = next();
  commit(db, 1);
  await rotated;
  assertEquals(heard[0]?.report?.kept, 50);
  assertEquals(disk.names().length, 2);
  clock.turn(HOUR);
  commit(db, 20); // too little to go
  await db.flush();
  await db.rotate({ records: 1_000_000 }); // whatever was asked before is done
  assertEquals(heard.length, 1);
  commit(db, 200);
  clock.turn(HOUR);
  const again = next();
  commit(db, 1);
  await again;
  assertEquals(heard[1]?.report?.kept, 50);
  assertEquals(disk.names().length, 3);
});

Deno.test("closing ends a rotation that is under way, and nothing of it is left", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const db = await Kanta.open(path, data, { sync: "never" });
  commit(db, 4000);
  await db.flush();
  const rotating = db.rotate({ records: 10 }).catch((error) => error);
  commit(db, 10);
  await db.close();
  await rotating;
  await using again = await Kanta.open(path, data);
  assertEquals(again.rev, 4011);
  for (const { name } of Deno.readDirSync(folder.path)) {
    assert(!name.includes("rotating"), name);
  }
  const revs = await Array.fromAsync(history(path));
  assertEquals(revs.length, 4011);
});
