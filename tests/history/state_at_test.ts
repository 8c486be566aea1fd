import { assertEquals, assertRejects } from "@std/assert";
import { Kanta } from "../../src/kanta.ts";
import { FileLockError, PointError, ReplayError } from "../../src/errors.ts";
import { openHistory } from "../../src/history/open_history.ts";
import { stateAt } from "../../src/history/mod.ts";
import { FORMATS, GOLDEN, LogBuilder } from "../maintenance/log_builder.ts";
import { TempFolder } from "../support/temp.ts";

Deno.test("the state at a point is read beside an open database, which goes on", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, { n: 0, list: [1] });
  for (let n = 1; n <= 5; n++) {
    db.transaction("count", (data) => {
      data.n = n;
      data.list.push(n);
    });
  }
  await db.flush();
  const before = await Deno.readFile(path);
  const { state, rev, version } = await stateAt<{ n: number; list: number[] }>(
    path,
    "r3",
  );
  assertEquals([state, rev, version], [{ n: 2, list: [1, 1, 2] }, 3, 0]);
  state.list.push(9);
  assertEquals((await stateAt(path, 3)).state, { n: 2, list: [1, 1, 2] });
  assertEquals((await stateAt(path)).state, db.data);
  assertEquals(await Deno.readFile(path), before);
  const error = await assertRejects(() => stateAt(path, "r99"), PointError);
  assertEquals(error.path, await Deno.realPath(path));
  await assertRejects(() => stateAt(folder.file("none")), FileLockError);
});

Deno.test("the last state of every golden log is what is known of it", async () => {
  for (const [name, { revision, version, mtime }] of Object.entries(GOLDEN)) {
    const url = new URL(`../golden/${name}`, import.meta.url);
    const found = await stateAt(url);
    assertEquals([found.rev, found.version, found.mtime ?? null], [
      revision,
      version,
      mtime,
    ], name);
    using reader = await openHistory(url);
    assertEquals(reader.rev, revision, name);
  }
});

for (const serializer of FORMATS) {
  Deno.test(`a change that does not fit is an error with its place (${serializer.name})`, async () => {
    const log = new LogBuilder(serializer).change({ list: [1] })
      .record({ diff: { list: { 5: 1 } } });
    const error = await assertRejects(
      () => stateAt(log.bytes),
      ReplayError,
      "line 2",
    );
    assertEquals([error.line, error.offset], [2, log.places[1]]);
    assertEquals((await stateAt(log.bytes, "r1")).state, { list: [1] });
  });
}
