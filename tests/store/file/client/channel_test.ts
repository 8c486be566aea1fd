/** The channel on the real worker and the real disk. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FileLockError, WriterDiedError } from "../../../../src/errors.ts";
import {
  connectWorker,
  SharedWriter,
} from "../../../../src/store/file/client/shared_writer.ts";
import { LITTLE } from "../../../../src/store/file/checkpoint/maker.ts";
import {
  openChannel as open,
  record,
  recorded,
} from "../../../support/local_writer.ts";
import { pathToFileURL } from "node:url";
import { hasModes, linked } from "../../../support/system.ts";

async function inFolder(
  check: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await check(`${folder}/log.kantadb`, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what is flushed is in the file, with and without a sync", () =>
  inFolder(async (path) => {
    const channel = await open(path, { snapshot: false });
    for (let n = 1; n <= 10; n++) channel.post(record(n));
    await channel.flush();
    assertEquals(recorded(await Deno.readFile(path)).length, 10);
    channel.post(record(11));
    await channel.flush(true);
    assertEquals([channel.written, channel.durable], [11, 11]);
    for (let n = 12; n <= 5000; n++) channel.post(record(n));
    channel.flushSync();
    assertEquals(recorded(await Deno.readFile(path)).at(-1), 5000);
    await channel.close();
    if (hasModes()) assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  }));

Deno.test("the writer goes on while main is blocked", () =>
  inFolder(async (path) => {
    const channel = await open(path);
    channel.post(record(1));
    await Promise.resolve(); // the batch is on its way
    const words = new Int32Array(new SharedArrayBuffer(4));
    while (channel.written < 1) Atomics.wait(words, 0, 0, 1);
    assertEquals(recorded(Deno.readFileSync(path)), [1]);
    await channel.close();
  }));

for (
  const [who, count] of [["the worker", 100], ["a worker of it", 5000]] as const
) {
  Deno.test(`snapshots are made by ${who}, and open again`, () =>
    inFolder(async (path) => {
      const channel = await open(path, { snapshot: { minBytes: 2 ** 20 } });
      for (let n = 1; n <= count; n++) channel.post(record(n));
      await channel.flush();
      assertEquals(Deno.statSync(path).size > LITTLE, count > 100);
      const info = await channel.snapshot({ v: 2 });
      assert(info.r >= count && info.bytes > 50);
      channel.post(record(count + 1));
      await channel.close();
      const again = await open(path);
      assert(again.layout.snapshot !== undefined);
      assertEquals(again.layout.tail.length, 1);
      await again.close();
    }));
}

Deno.test("a second opener is told who has it: this process", () =>
  inFolder(async (path, folder) => {
    const channel = await open(path);
    const link = `${folder}/link`;
    for (const name of linked(path, link) ? [path, link] : [path]) {
      const error = await assertRejects(() => open(name), FileLockError);
      assertStringIncludes(error.message, `this process (pid ${Deno.pid}`);
    }
    const reading = await open(path, { readonly: true });
    await reading.close();
    await assertRejects(() => open(path), FileLockError, "this process");
    await channel.close();
    await (await open(path)).close();
  }));

Deno.test("a second opener waits as long as it was told to", () =>
  inFolder(async (path) => {
    const channel = await open(path);
    const waiting = open(path, { lockTimeout: 30_000 });
    await channel.close();
    await (await waiting).close();
    const holding = await open(path);
    const error = await assertRejects(
      () => open(path, { lockTimeout: 20 }),
      FileLockError,
    );
    assertStringIncludes(error.message, "also after 20 ms");
    await holding.close();
  }));

Deno.test("a signal ends the wait for a lock, with its reason", () =>
  inFolder(async (path) => {
    const channel = await open(path);
    const aborting = new AbortController();
    const { signal } = aborting;
    const waiting = open(path, { lockTimeout: 30_000, signal });
    setTimeout(() => aborting.abort("enough"), 20);
    assertEquals(await waiting.catch((reason) => reason), "enough");
    assertEquals(
      await open(path, { signal }).catch((reason) => reason),
      "enough",
    );
    await channel.close();
  }));

Deno.test("a signal at any moment leaves a file open or not made at all", () =>
  inFolder(async (path) => {
    const writer = new SharedWriter();
    for (let ms = 0; ms < 48; ms += 6) {
      const signal = AbortSignal.timeout(ms);
      const opened = await open(path, { writer, signal }).catch(() => {});
      if (opened === undefined) {
        await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
      }
      await opened?.close({ discard: true });
    }
    assertEquals(writer.databases, 0);
  }));

Deno.test("one worker serves many files", () =>
  inFolder(async (_, folder) => {
    let workers = 0;
    const writer = new SharedWriter((...given) => {
      workers++;
      return connectWorker(...given);
    });
    const channels = await Promise.all(
      Array.from({ length: 50 }, (_, i) => open(`${folder}/${i}`, { writer })),
    );
    assertEquals([writer.databases, workers], [50, 1]);
    channels.forEach((channel, i) => channel.post(record(i)));
    await Promise.all(channels.map((channel) => channel.flush(true)));
    await Promise.all(channels.map((channel) => channel.close()));
    assertEquals(recorded(await Deno.readFile(`${folder}/49`)), [49]);
    assertEquals(writer.databases, 0);
    await (await open(`${folder}/0`, { writer })).close();
    assertEquals(workers, 2);
  }));

Deno.test("closing and opening again, many times, finds the lock free", () =>
  inFolder(async (path) => {
    const writer = new SharedWriter();
    const keep = await open(`${path}.other`, { writer });
    for (let n = 1; n <= 60; n++) {
      const channel = await open(path, { writer });
      channel.post(record(n));
      await channel.close();
    }
    for (let n = 61; n <= 63; n++) {
      const channel = await open(path);
      channel.post(record(n));
      await channel.close();
    }
    await keep.close();
    assertEquals(recorded(await Deno.readFile(path)).length, 63);
  }));

Deno.test("when the worker dies all who wait are told, and nothing hangs", () =>
  inFolder(async (path) => {
    // A serializer that ends the worker: there is no other way in.
    const module = `${path}.ts`;
    await Deno.writeTextFile(
      module,
      "self.close();\nawait new Promise(() => {});",
    );
    const { connectTo } = await import(
      "../../../../src/store/file/client/shared_writer.ts"
    );
    const worker = new URL(
      "../../../../src/store/file/worker/worker.ts",
      import.meta.url,
    );
    const writer = new SharedWriter(connectTo(worker, 20));
    let told: Error | undefined;
    const channel = await open(path, {
      writer,
      on: { fatal: (cause) => told = cause },
    });
    channel.post(record(1));
    const dying = open(`${path}.2`, {
      writer,
      serializer: pathToFileURL(module).href,
    });
    const error = await assertRejects(() => dying, WriterDiedError);
    // A database that lost commits to it says how many.
    assertEquals(told?.message.replace(/; 1 commits .*/, ""), error.message);
    assertEquals(channel.failure, told);
    assertEquals(await channel.flush().catch((cause) => cause), told);
    assertEquals(await channel.close().catch((cause) => cause), told);
  }));

Deno.test("a writer that is gone says how many commits went with it", async () => {
  let die: (cause: WriterDiedError) => void = () => {};
  const writer = new SharedWriter((receive, died) => {
    die = died;
    return {
      post(request) {
        if (request.kind !== "open") return;
        const opened = {
          path: "gone.kantadb",
          created: true,
          format: "json",
          identity: { dev: 0, ino: 0 },
          layout: { tail: [], revision: 0 },
        };
        queueMicrotask(() =>
          receive({ kind: "opened", db: request.db, opened })
        );
      },
      watch() {},
      end() {},
    };
  });
  const channel = await open("gone.kantadb", { writer });
  for (const n of [1, 2, 3]) channel.post(record(n));
  const waiting = channel.flush();
  const cause = new WriterDiedError("It ended");
  die(cause);
  const error = await assertRejects(
    () => waiting,
    WriterDiedError,
    'It ended; 3 commits are not written to "gone.kantadb"',
  );
  assertEquals(error.cause, cause);
  assertEquals(await channel.close().catch((again) => again), error);
});
