/**
 * A database's life with files as Windows has them: the lock beside the log, no
 * append mode.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { FileLockError, Kanta } from "@kanta/core";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { localWriter } from "../support/local_writer.ts";
import { TempFolder } from "../support/temp.ts";

interface Data {
  n: number;
}

const options = () => ({
  writer: localWriter({ disk: new DenoFileSystem("windows") }),
  watchUnload: false,
});

Deno.test("with the ways of Windows a log is made, read beside its writer, snapshotted, mended and opened again", async () => {
  using temp = new TempFolder();
  const path = temp.file();
  {
    await using db = await Kanta.open<Data>(path, { n: 0 }, options());
    for (let n = 1; n <= 3; n++) {
      db.transaction("count", (data) => {
        data.n = n;
      });
    }
    await db.flush({ durable: true });
    await assertRejects(
      () => Kanta.open<Data>(path, { n: 0 }, options()),
      FileLockError,
      "it is locked by",
    );
    await using reader = await Kanta.open<Data>(path, { n: 0 }, {
      ...options(),
      readonly: true,
    });
    assertEquals(reader.data.n, 3);
    await db.snapshot();
    db.transaction("count", (data) => {
      data.n = 4;
    });
  }
  Deno.writeTextFileSync(path, '{"ts":"20', { append: true }); // torn
  {
    await using db = await Kanta.open<Data>(path, { n: 0 }, options());
    assertEquals(db.data.n, 4);
    db.transaction("count", (data) => {
      data.n = 5;
    });
  }
  const { changes, snapshots, rev } = await Kanta.verify(path);
  assertEquals([changes, snapshots, rev], [6, 1, 6]);
  await using db = await Kanta.open<Data>(path, { n: 0 }, options());
  assertEquals(db.data.n, 5);
});
