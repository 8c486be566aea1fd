import { assert, assertEquals } from "@std/assert";
import { LogSource } from "../../../src/viewer/log_source.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import { runCommand } from "../../support/command_run.ts";
import { TempFolder } from "../../support/temp.ts";

/** Records of which each has something to be found by. */
function largeLog(serializer = FORMATS[0]!, records = 5000): LogBuilder {
  const log = new LogBuilder(serializer);
  for (let i = 1; i <= records; i++) {
    const ts = new Date(Date.UTC(2026, 5, 1) + i * 60_000).toISOString();
    const u = i % 3 === 0 ? "mara" : "bob";
    if (i % 1000 === 500) log.record({ diff: { $delete: ["word"] }, ts, u });
    else {log.record({
        diff: { n: i, word: `w${i % 10}` },
        ts,
        u,
        a: `a${i % 7}`,
      });}
    if (i === records / 2) log.snapshot({ ts });
  }
  return log;
}

for (const serializer of FORMATS) {
  Deno.test(`a search finds what the command finds, the newest first (${serializer.name})`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    // More than a window of 200 of most hits.
    const { bytes } = largeLog(serializer, 2500);
    Deno.writeFileSync(path, bytes);
    using source = new LogSource(() => path);
    const searches = [
      ["user:mara", "--user", "mara"],
      ["word=w3", "-g", "word=w3"],
      [
        "user:mara word=w3 r1000..r2000",
        "--user",
        "mara",
        "-g",
        "word=w3",
        "-r",
        "r1000..r2000",
      ],
      ["action:a1 path:word", "--action", "a1", "--path", "word"],
      ["n>2490", "-g", "n>2490"],
      ["nothing-has-this", "-g", "nothing-has-this"],
    ] as const;
    for (const [q, ...options] of searches) {
      const events = await Array.fromAsync(source.search({ q }));
      const indices = events.flatMap((event) =>
        event.type === "hits" ? event.indices : []
      );
      const { total, rows } = await source.records({ from: 0, count: 200, q });
      assertEquals(total, indices.length, q);
      assertEquals(rows.map(({ index }) => index), indices.slice(0, 200), q);
      const { stdout } = await runCommand([
        "log",
        path,
        ...options,
        "--json",
        "--reverse",
      ]);
      const revs = stdout.split("\n").filter((line) => line !== "")
        .map((line) => JSON.parse(line)).filter(({ type }) => type === "change")
        .map(({ rev }) => rev);
      assertEquals(rows.map(({ rev }) => rev), revs.slice(0, 200), q);
      assertEquals(total, revs.length, q);
      assert(events.at(-1)?.type === "done", q);
    }
  });
}

Deno.test("a search that is stopped goes on from there, and tells first what it found", async () => {
  const { bytes } = largeLog();
  using source = new LogSource(() => bytes);
  const q = "user:mara";
  const stopped = new AbortController();
  let first = 0;
  for await (const event of source.search({ q }, { signal: stopped.signal })) {
    if (event.type !== "hits" || event.indices.length === 0) continue;
    first = event.total;
    stopped.abort();
  }
  assert(first > 0 && first < 1000, String(first));
  const again = await Array.fromAsync(source.search({ q }));
  const [known] = again;
  assert(known?.type === "hits" && known.indices.length === first);
  const last = again.at(-1);
  assertEquals(last?.type === "done" && last.total, 1666);
});

Deno.test("the strip counts each record once, and each hit", async () => {
  const { bytes } = largeLog();
  using source = new LogSource(() => bytes);
  const q = "user:mara";
  await Array.fromAsync(source.search({ q }));
  const { bars, total } = await source.density({ bars: 180, q });
  assertEquals(total, 5001);
  assertEquals(bars.reduce((sum, { count }) => sum + count, 0), 5001);
  assertEquals(bars.reduce((sum, { hits }) => sum + hits, 0), 1666);
  assert(bars.length <= 180);
  assertEquals(
    bars.map(({ from }) => from),
    bars.map((_, i) => i * bars[0]!.count),
  );
});
