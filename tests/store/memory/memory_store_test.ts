import {
  assert,
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  CorruptionError,
  DatabaseError,
  FileLockError,
} from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { replay } from "../../../src/replay/replay_bytes.ts";
import { MemoryStore } from "../../../src/store/memory/memory_store.ts";
import type { FoundLog, StoreOptions } from "../../../src/store/store.ts";
import { openLocal, record, recorded } from "../../support/local_writer.ts";

async function open(
  store: MemoryStore,
  options: Partial<StoreOptions> = {},
): Promise<FoundLog> {
  const opening = store.open({
    path: "memory:test",
    create: true,
    readonly: false,
    ...options,
  });
  assertEquals(await opening.snapshot, undefined);
  return await opening.done;
}

const bytesOf = ({ log }: FoundLog) => log.source as Uint8Array;

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

Deno.test("a new log is empty, and what is posted is written and durable", async () => {
  const found = await open(new MemoryStore());
  const { log } = found;
  assertEquals([found.created, found.format], [true, "json"]);
  assertEquals(found.content, { tail: [], revision: 0 });
  assertEquals(log.path, "memory:test");
  assertEquals([log.post(record(1)), log.post(record(2))], [1, 2]);
  assertEquals([log.posted, log.written, log.durable], [2, 2, 2]);
  await log.flush(true);
  log.flushSync();
  assertEquals(recorded(bytesOf(found)), [1, 2]);
  await log.close();
});

Deno.test("a closed log refuses all, and closing twice is nothing", async () => {
  const { log } = await open(new MemoryStore());
  await log.close();
  await log.close();
  assertThrows(() => log.post(record(1)), DatabaseError, "is closed");
  assertThrows(() => log.flushSync(), DatabaseError, "is closed");
  await assertRejects(() => log.flush(), DatabaseError, "is closed");
  await assertRejects(() => log.snapshot(), DatabaseError, "is closed");
});

for (const format of ["json", "msgpack"] as const) {
  Deno.test(`opened again it hands over what is in it (${format})`, async () => {
    const store = new MemoryStore();
    const first = await open(store, { serializer: format });
    const { log } = first;
    const { loadSerializer } = await import("../../../src/format/load.ts");
    const serializer = await loadSerializer(format);
    const post = (n: number) =>
      log.post(
        serializer.encodeChange({ ts: "2026-06-10T02:55:00Z", diff: { n } }),
      );
    for (let n = 1; n <= 3; n++) post(n);
    const info = await log.snapshot({ v: 2 });
    assertEquals(info.r, 3);
    post(4);
    await log.close();
    const again = await open(store);
    assertEquals([again.created, again.format], [false, format]);
    const { snapshot, revision, tail } = again.content;
    assertEquals([snapshot?.offset, revision], [info.offset, 3]);
    assertEquals(tail.map(({ offset }) => offset), [info.offset + info.bytes]);
    const replayed = await replay(bytesOf(again));
    assertEquals([replayed.state, replayed.rev], [{ n: 4 }, 4]);
    assertEquals(await again.log.countLines(tail[0]?.offset ?? 0), 5);
  });
}

Deno.test("a snapshot holds what was posted before, and its event tells of it", async () => {
  const told: unknown[] = [];
  const found = await open(new MemoryStore(), {
    on: {
      snapshot: (info) => told.push(info),
      snapshotFailed: (cause) => told.push(cause),
    },
  });
  found.log.post(record(1));
  const info = await found.log.snapshot({ v: 3, m: "2026-01-01T00:00:00Z" });
  assertEquals(told, [info]);
  const line = text(bytesOf(found).subarray(info.offset));
  assertEquals(line.length, info.bytes);
  const { state, v, m, r, k } = JSON.parse(line.replace("SNAPSHOT ", ""));
  assertEquals(
    [state, v, m, r, k],
    [{ n: 1 }, 3, "2026-01-01T00:00:00Z", 1, 1],
  );
  found.log.post(
    '{"ts":"2026-06-10T02:55:00Z","diff":{broken}}',
  );
  const error = await assertRejects(() => found.log.snapshot(), DatabaseError);
  assertStrictEquals(told[1], error);
  assert(error.message.startsWith('Cannot make a snapshot of "memory:test"'));
});

Deno.test("a log of records of any size is the same as in a file", async () => {
  const found = await open(new MemoryStore());
  const long = (n: number) =>
    JSON.stringify({
      ts: "2026-06-10T02:55:00Z",
      diff: { n, text: "x".repeat(n * 7919 % 90_000) },
    });
  for (let n = 1; n <= 40; n++) found.log.post(long(n));
  assertEquals(recorded(bytesOf(found)).length, 40);
  const { state, rev } = await replay(bytesOf(found));
  assertEquals([rev, (state as { n: number }).n], [40, 40]);
});

Deno.test("it begins with bytes that are given: a torn tail stays until the data is accepted", async () => {
  const first = await open(new MemoryStore());
  first.log.post(record(1));
  const whole = bytesOf(first);
  const torn = new Uint8Array([...whole, 123, 34]);
  const store = new MemoryStore(torn);
  const found = await open(store);
  assertEquals(found.created, false);
  assertEquals(found.content.torn?.bytes, 2);
  assertEquals(bytesOf(found), torn);
  const tail = await found.log.accept();
  assertEquals([tail?.offset, text(tail?.content)], [whole.length, '{"']);
  found.log.post(record(2));
  assertEquals(recorded(bytesOf(found)), [1, 2]);
  // Read-only nothing is cut.
  const reading = await open(new MemoryStore(torn), { readonly: true });
  assertEquals((await reading.log.accept())?.content, undefined);
  assertEquals(bytesOf(reading), torn);
});

Deno.test("what is no log is refused, and damage is told", async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  await assertRejects(
    () => open(new MemoryStore(bytes("my shopping list\n"))),
    FileLockError,
    "it is not a database",
  );
  // A file's log says what of it was synced, so that this is no torn tail.
  const disk = new MemoryFileSystem();
  const channel = await openLocal({ disk });
  for (let n = 1; n <= 3; n++) {
    channel.post(record(n));
    await channel.flush(true);
  }
  await channel.close();
  const damaged = disk.readFile(channel.path) ?? new Uint8Array(0);
  damaged[10] = 120;
  await assertRejects(() => open(new MemoryStore(damaged)), CorruptionError);
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  assertStrictEquals(
    await assertRejects(() => open(new MemoryStore(), { signal })),
    reason,
  );
});

Deno.test("two stores share nothing", async () => {
  const [one, other] = [
    await open(new MemoryStore()),
    await open(new MemoryStore()),
  ];
  one.log.post(record(1));
  assertEquals(recorded(bytesOf(other)), []);
});
