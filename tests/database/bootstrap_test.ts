import { assert, assertEquals, assertRejects } from "@std/assert";
import { bootstrap } from "../../src/database/bootstrap.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { KantaOptions } from "../../src/database/options.ts";
import { resolveOptions } from "../../src/database/resolved_options.ts";
import { MemoryDatabase } from "../support/memory_database.ts";

interface Data {
  n: number;
  list: number[];
  at?: unknown;
}

const NOW = "2026-06-10T02:55:00Z";

const clock = () => Temporal.Instant.from(NOW);

function describe(options: KantaOptions<Data> = {}, root?: Data) {
  return resolveOptions<Data>(
    "x.kantadb",
    root ?? { n: 1, list: [2] },
    options,
  );
}

Deno.test("the first record makes the state, which is the caller's as a copy", async () => {
  const settings = describe({ clock });
  const { live, state, record, payload } = await bootstrap(
    settings,
    new JsonSerializer(),
  );
  assertEquals(state, { n: 1, list: [2] });
  assert(state["list"] !== settings.root.list);
  assertEquals(record, {
    ts: NOW,
    a: "bootstrap",
    m: NOW,
    diff: { n: 1, list: [2] },
  });
  assertEquals(JSON.parse(payload as string), { ...record });
  assertEquals(live.position, { version: 0, rev: 1, mtime: NOW });
});

Deno.test("functions fill a copy, and the root is left as it was", async () => {
  const settings = describe({
    bootstrap: { run: [(data) => void data.list.push(3)], action: "fill" },
    migrations: { v2: () => {} },
  });
  const { state, record } = await bootstrap(settings, new JsonSerializer());
  assertEquals(state, { n: 1, list: [2, 3] });
  assertEquals(settings.root, { n: 1, list: [2] });
  assertEquals([record.a, record.v], ["fill", 2]);
});

Deno.test("what a validator refuses, or no record can hold, is not begun", async () => {
  const refusing = describe({
    validate: (data) => {
      throw new RangeError(`n is ${data.n}`);
    },
  });
  const serializer = new JsonSerializer();
  await assertRejects(
    () => bootstrap(refusing, serializer),
    RangeError,
    "n is 1",
  );
  const holding = describe({}, { n: 1, list: [], at: () => {} });
  await assertRejects(() => bootstrap(holding, serializer), Error, "at");
});

Deno.test("what would begin a file leaves no trace where one is there", async () => {
  const memory = new MemoryDatabase();
  await (await memory.open({ n: 1, list: [2] })).close();
  const before = memory.text;
  const list = [5];
  await using db = await memory.open({ n: 7, list });
  assertEquals([db.rev, db.data], [1, { n: 1, list: [2] }]);
  assertEquals([memory.text, list], [before, [5]]);
});
