import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CorruptionError,
  DataIntegrityError,
  FileLockError,
  PointError,
  ReplayError,
} from "../../../src/errors.ts";
import { Kanta, SharedWriter } from "../../../mod.ts";
import { historyIn } from "../../../src/history/history.ts";
import { openHistory } from "../../../src/history/open_history.ts";
import { fork, stateAt } from "../../../src/history/mod.ts";
import { FORMATS, LogBuilder } from "../log_builder.ts";
import { TempFolder } from "../../support/temp.ts";

async function changesIn(path: string): Promise<unknown[]> {
  using reader = await openHistory(path);
  return [...historyIn(reader)].map((
    change,
  ) => [change?.rev, change?.ts, change?.action, change?.changes]);
}

for (const serializer of FORMATS) {
  const other = serializer.name === "json" ? "msgpack" : "json";

  Deno.test(`a fork has the history up to a point, and opens (${serializer.name})`, async () => {
    using folder = new TempFolder();
    const log = new LogBuilder(serializer);
    for (let n = 1; n <= 20; n++) {
      log.change(
        { n, list: Array.from({ length: n }, (_, i) => i) },
        { a: `a${n}`, x: "kept" } as object,
      );
      if (n % 6 === 0) log.snapshot();
    }
    const path = folder.file();
    await Deno.writeFile(path, log.bytes);
    const whole = await changesIn(path);
    const writer = new SharedWriter();
    for (const into of [undefined, other]) {
      for (const rev of [1, 6, 13, 20]) {
        const target = folder.file(`${into}-${rev}`);
        const report = await fork(
          path,
          rev,
          target,
          into === undefined ? {} : { into },
        );
        assertEquals([report.rev, report.base, report.changes], [rev, 0, rev]);
        assertEquals(report.bytes, (await Deno.stat(target)).size);
        assertEquals(await changesIn(target), whole.slice(0, rev));
        const { problemCount, unchecked } = await Kanta.verify(target);
        assertEquals([problemCount, unchecked], [0, 0]);
        await using db = await Kanta.open(target, {}, { writer });
        assertEquals([db.rev, db.data], [
          rev,
          (await stateAt(path, rev)).state as object,
        ]);
      }
    }
    assertEquals(await Deno.readFile(path), log.bytes);
    using reader = await openHistory(folder.file("undefined-13"));
    const record = [...reader.forward()][0]?.change() as { x?: string };
    assertEquals(record.x, "kept");
  });

  Deno.test(`archives become a part of the fork (${serializer.name})`, async () => {
    using folder = new TempFolder();
    const bin = serializer.name === "json" ? "" : "-bin";
    for (
      const name of [
        `rotated${bin}.kantadb`,
        `rotated${bin}@20260601T000000Z.kantadb`,
      ]
    ) {
      await Deno.copyFile(
        new URL(`../../golden/${name}`, import.meta.url),
        folder.file(name),
      );
    }
    const path = folder.file(`rotated${bin}.kantadb`);
    const report = await fork(path, "r40", folder.file("fork"));
    assertEquals([report.base, report.changes, report.rev], [0, 40, 40]);
    const alone = await fork(path, "r40", folder.file("alone"), {
      archives: false,
    });
    assertEquals([alone.base, alone.changes, alone.rev], [31, 9, 40]);
    assertEquals(
      (await stateAt(folder.file("fork"))).state,
      (await stateAt(folder.file("alone"))).state,
    );
  });
}

Deno.test("a fork that fails leaves nothing", async () => {
  using folder = new TempFolder();
  const log = new LogBuilder().change({ n: 1 }).change({ n: 2 }).change({
    n: 3,
  });
  const path = folder.file();
  const into = folder.file("fork");
  const names = () =>
    Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
  await Deno.writeFile(path, log.bytes);
  await assertRejects(() => fork(path, "r9", into), PointError);
  await assertRejects(
    () => fork(path, "r2", path),
    FileLockError,
    "there is a file already",
  );
  await assertRejects(() => fork(path, "start", into), PointError, "no record");
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => fork(path, "r2", into, { signal }),
    Error,
    "enough",
  );
  await Deno.writeFile(path, log.damaged(1));
  await assertRejects(() => fork(path, "end", into), CorruptionError);
  // A snapshot that says something else than the records before it.
  await Deno.writeFile(
    path,
    new LogBuilder().change({ n: 1 }).snapshot({ state: { n: 7 } }).bytes,
  );
  await assertRejects(
    () => fork(path, "r1", into),
    DataIntegrityError,
    "its state is not",
  );
  const old = new LogBuilder().change({ n: 1 });
  const rest = new LogBuilder();
  rest.rev = 5;
  rest.snapshot().change({ n: 6 });
  await Deno.writeFile(path, rest.bytes);
  await Deno.writeFile(folder.file("data@20260610T000000Z.kantadb"), old.bytes);
  await assertRejects(
    () => fork(path, "end", into),
    ReplayError,
    "are missing",
  );
  assert(!names().some((name) => name.startsWith("fork")));
});
