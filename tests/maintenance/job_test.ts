import { assert, assertEquals, assertRejects } from "@std/assert";
import { CorruptionError, FileLockError } from "../../src/errors.ts";
import { runJob } from "../../src/maintenance/job.ts";
import { LogBuilder } from "./log_builder.ts";
import { TempFolder } from "../support/temp.ts";

/** A log of some megabytes. */
function large(): Uint8Array {
  const log = new LogBuilder();
  for (let n = 0; n < 4; n++) log.change({ n, x: `${n}`.repeat(1 << 20) });
  return log.bytes;
}

Deno.test("a job is done in a worker, and reports", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  Deno.writeFileSync(path, new LogBuilder().change({ n: 1 }).bytes);
  const report = await runJob({ kind: "verify", path });
  assertEquals([report.records, report.problems], [1, []]);
  assertEquals(report.path, Deno.realPathSync(path));
});

Deno.test("a job tells how far it is", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const bytes = large();
  Deno.writeFileSync(path, bytes);
  const told: number[] = [];
  await runJob({ kind: "verify", path }, {
    onProgress: ({ read, size }) => {
      assertEquals(size, bytes.length);
      told.push(read);
    },
  });
  assert(told.length > 2);
  assertEquals(told, told.toSorted((one, other) => one - other));
  assertEquals(told.at(-1), bytes.length);
});

Deno.test("the errors of a job are those of the library, with their fields", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const into = folder.file("new.kantadb");
  await assertRejects(() => runJob({ kind: "verify", path }), FileLockError);
  const log = new LogBuilder().change({ n: 1 }).change({ n: 2 })
    .change({ n: 3 });
  Deno.writeFileSync(path, log.damaged(1));
  const error = await assertRejects(
    () => runJob({ kind: "convert", path, into, to: "json" }),
    CorruptionError,
  );
  assertEquals([error.line, error.offset], [2, log.places[1]]);
});

/** A serializer that takes its time, so that a job can be ended meanwhile. */
const SLOW = `data:text/javascript,${
  encodeURIComponent(`
    import { JsonSerializer } from "${new URL(
    "../../src/format/json/serializer.ts",
    import.meta.url,
  )}";
    const word = new Int32Array(new SharedArrayBuffer(4));
    export default class extends JsonSerializer {
      decodeChange(payload) {
        Atomics.wait(word, 0, 0, 100);
        return super.decodeChange(payload);
      }
    }`)
}`;

Deno.test("a job that is given up leaves nothing and throws the reason", async () => {
  using folder = new TempFolder();
  const [path, into] = [folder.file(), folder.file("new.kantadb")];
  Deno.writeFileSync(path, large());
  const aborting = new AbortController();
  const reason = new Error("enough");
  const error = await assertRejects(() =>
    runJob({ kind: "salvage", path, into, format: SLOW }, {
      signal: aborting.signal,
      onProgress: () => aborting.abort(reason),
    })
  );
  assertEquals(error, reason);
  assertEquals(names(folder), ["data.kantadb"]);
  const again = await assertRejects(() =>
    runJob({ kind: "verify", path }, { signal: aborting.signal })
  );
  assertEquals(again, reason);
});

Deno.test("what onProgress throws ends the job, which leaves nothing", async () => {
  using folder = new TempFolder();
  const [path, into] = [folder.file(), folder.file("new.kantadb")];
  Deno.writeFileSync(path, large());
  const reason = new Error("enough");
  const error = await assertRejects(() =>
    runJob({ kind: "salvage", path, into, format: SLOW }, {
      onProgress: () => {
        throw reason;
      },
    })
  );
  assertEquals(error, reason);
  assertEquals(names(folder), ["data.kantadb"]);
});

function names({ path }: TempFolder): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name);
}

Deno.test("a worker that can't load its serializer says so", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  Deno.writeFileSync(path, new LogBuilder().change({ n: 1 }).bytes);
  const format = new URL("./none.ts", import.meta.url).href;
  const error = await assertRejects(() =>
    runJob({ kind: "verify", path, format })
  );
  assert(error instanceof Error && error.message.includes("none.ts"));
});
