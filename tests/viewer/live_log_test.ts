import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { LogSource } from "../../src/viewer/log_source.ts";
import { viewer } from "../../src/viewer/mod.ts";
import type { LiveNews } from "../../src/viewer/wire.ts";
import { JSON_LINES, LogBuilder } from "../maintenance/log_builder.ts";
import { TempFolder } from "../support/temp.ts";

Deno.test("a log that grows, is cut and is replaced is read as it stands each time", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  const log = new LogBuilder(JSON_LINES);
  for (let n = 1; n <= 50; n++) log.change({ n });
  Deno.writeFileSync(path, log.bytes);
  using source = new LogSource(() => path);
  const newest = async () => {
    const { rows, total } = await source.records({ from: 0, count: 1 });
    return [total, rows[0]?.changes[0]?.new?.text];
  };
  assertEquals(await newest(), [50, "50"]);
  log.change({ n: 51 });
  Deno.writeFileSync(path, log.bytes);
  assertEquals(await newest(), [51, "51"]);
  // Half a record is none.
  const { bytes } = log.change({ n: 52 });
  Deno.writeFileSync(path, bytes.subarray(0, bytes.length - 20));
  assertEquals(await newest(), [51, "51"]);
  Deno.writeFileSync(path, bytes);
  assertEquals(await newest(), [52, "52"]);
  // What was cut is gone, and what stands in its place is another record.
  const other = new LogBuilder(JSON_LINES);
  for (let n = 1; n <= 52; n++) other.change({ n: n + 100 });
  Deno.writeFileSync(path, other.bytes);
  assertEquals(await newest(), [52, "152"]);
  const { rows } = await source.records({ from: 51, count: 1 });
  assertEquals(rows[0]?.changes[0]?.new?.text, "101");
  assertEquals(
    (await source.state({ at: "r1" })).children[0]?.value.text,
    "101",
  );
  Deno.writeFileSync(path, other.bytes.subarray(0, other.places[10]));
  assertEquals(await newest(), [10, "110"]);
});

Deno.test("windows that were begun stay as they are while the log grows", async () => {
  const log = new LogBuilder(JSON_LINES);
  for (let n = 1; n <= 300; n++) log.change({ n });
  let { bytes } = log;
  using source = new LogSource(() => bytes);
  const { now } = await source.records({ from: 0, count: 1 });
  for (let n = 301; n <= 450; n++) log.change({ n });
  bytes = log.bytes;
  const window = await source.records({ from: 100, count: 5, upTo: now });
  assertEquals(window.rows.map(({ rev }) => rev), [200, 199, 198, 197, 196]);
  assertEquals([window.total, window.now], [300, 450]);
});

Deno.test("damage is a row of its own, and what stands before it is shown", async () => {
  const log = new LogBuilder(JSON_LINES);
  for (let n = 1; n <= 20; n++) log.change({ n });
  const bytes = log.damaged(12);
  using source = new LogSource(() => bytes);
  const { rows, total } = await source.records({ from: 0, count: 5 });
  assertEquals(total, 13);
  assertEquals(rows.map(({ kind }) => kind), [
    "damaged",
    ...Array(4).fill("change"),
  ]);
  assert(rows[0]?.error?.includes("line 13"), rows[0]?.error);
  assertEquals((await source.state({})).rev, 12);
  assert((await source.info()).notes.length > 0);
});

/** The next so many news that are told; the stream is closed then. */
async function take(
  news: AsyncIterable<LiveNews>,
  count: number,
): Promise<LiveNews[]> {
  const told: LiveNews[] = [];
  for await (const one of news) {
    told.push(one);
    if (told.length === count) break;
  }
  return told;
}

Deno.test("what is committed is told, and a stream goes on behind the last that was seen", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, { n: 0 }, { sync: "never" });
  await db.flush();
  using source = new LogSource(() => path);
  const commit = async (count: number) => {
    for (let i = 0; i < count; i++) {
      db.transaction("count", (data) => void data.n++);
    }
    await db.flush();
  };
  const live = source.live({});
  const hello = (await live.next()).value;
  assert(hello?.type === "hello");
  assertEquals(hello.rev, 1);
  await commit(3);
  const told = await take(live, 3);
  assertEquals(told.map((one) => "rev" in one && one.rev), [2, 3, 4]);
  await commit(2);
  const since = told[2];
  assert(since !== undefined && "id" in since);
  const [, ...resumed] = await take(source.live({ since: since.id }), 3);
  assertEquals(resumed.map((one) => "rev" in one && one.rev), [5, 6]);
  const gone = await take(source.live({ since: "4-00000000" }), 3);
  assertEquals(gone.map(({ type }) => type), ["hello", "reset", "hello"]);
});

Deno.test("a log that is rotated while it is viewed is told as another one, and its history goes on over the archive", async () => {
  using folder = new TempFolder();
  const path = folder.file();
  await using db = await Kanta.open(path, { n: 0 }, { sync: "never" });
  const commit = async (count: number) => {
    for (let i = 0; i < count; i++) {
      db.transaction("count", (data) => void data.n++);
    }
    await db.flush();
  };
  await commit(300);
  using source = new LogSource(() => path);
  const revs = async () => {
    const found: number[] = [];
    const { records } = await source.info();
    for (let from = 0; from < records; from += 200) {
      const { rows } = await source.records({ from, count: 200 });
      for (const { kind, rev } of rows) if (kind === "change") found.push(rev);
    }
    return found;
  };
  const down = (rev: number) => Array.from({ length: rev }, (_, i) => rev - i);
  assertEquals(await revs(), down(301));
  const live = source.live({});
  assertEquals((await live.next()).value?.type, "hello");
  await db.rotate({ records: 50 });
  await commit(10);
  const told: LiveNews[] = [];
  for await (const news of live) {
    told.push(news);
    if (news.type === "change" && news.rev === 311) break;
    if (news.type === "reset" && news.rev === 311) break;
  }
  assert(told.some(({ type }) => type === "reset"), JSON.stringify(told));
  assertEquals(await revs(), down(311));
  const { files } = await source.info();
  assertEquals(files.length, 2);
  const { children } = await source.state({ at: "r7" });
  assertEquals(children[0]?.value.text, "6");
  const { file } = await source.record({ rev: 7 });
  assertEquals(file, files[0]);
  const { values } = await source.values({ path: ["n"] });
  assertEquals(values.length, 311);
  const { total } = await source.compare({ a: "r3", b: "r305" });
  assertEquals(total, 1);
});

Deno.test("a database is viewed while it is open, in a file and in memory", async () => {
  using folder = new TempFolder();
  await using filed = await Kanta.open(folder.file(), { n: 0 }, {
    sync: "never",
  });
  await using memory = await Kanta.memory({ n: 0 });
  for (const db of [filed, memory]) {
    using view = viewer(db);
    const rev = async () => {
      const response = await view(new Request("http://localhost/api/info"));
      return (await response.json()).rev;
    };
    await db.flush();
    assertEquals(await rev(), 1);
    db.transaction("count", (data) => void data.n++);
    await db.flush();
    assertEquals(await rev(), 2);
  }
});
