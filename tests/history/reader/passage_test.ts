import { assert, assertEquals } from "@std/assert";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { Playback } from "../../../src/history/playback.ts";
import { findEnd } from "../../../src/history/reader/log_end.ts";
import { between, type Passage } from "../../../src/history/reader/passage.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import {
  diskWith,
  FORMATS,
  JSON_LINES,
  LogBuilder,
} from "../../maintenance/log_builder.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

/** What is read together, each change by itself. */
function apart(one: Passage): number[] {
  return Array.from(
    { length: one.changes },
    (_, i) => one.rev - one.changes + 1 + i,
  );
}

Deno.test("a passage is cut to the revisions that are wanted", async () => {
  const log = new LogBuilder(JSON_LINES);
  for (let n = 1; n <= 9; n++) log.change({ n, text: "日本".repeat(n) });
  using reader = await RecordReader.open(diskWith(log.bytes), "log");
  const [whole] = [...reader.passages(reader.start())];
  assert(whole?.kind === "run");
  assertEquals([whole.rev, whole.changes], [9, 9]);
  for (let after = 0; after <= 10; after++) {
    for (let most = 0; most <= 10; most++) {
      const part = between(whole, after, most);
      const wanted = apart(whole).filter((rev) => rev > after && rev <= most);
      assertEquals(part === undefined ? [] : apart(part), wanted);
      if (part === undefined) continue;
      assertEquals(part.offset, log.places[after]);
      assertEquals(part.end, log.places[part.rev]);
      assertEquals(part.line, after + 1);
      assertEquals(part.bytes, log.bytes.slice(part.offset, part.end));
    }
  }
});

for (const serializer of FORMATS) {
  const { name } = serializer;

  Deno.test(`passages through archives are the records, each once (${name})`, async () => {
    await forSeedsAsync(10, async (random) => {
      const disk = new MemoryFileSystem();
      const whole = new LogBuilder(serializer);
      const cut = 1 + random.int(20);
      const overlap = random.int(4);
      const rest = new LogBuilder(serializer);
      for (let n = 1; n <= 30; n++) {
        if (n - 1 === cut) {
          rest.state = { n: n - 1 };
          rest.rev = n - 1;
          rest.snapshot();
        }
        if (n <= cut + overlap) whole.change({ n });
        if (n > cut) rest.change({ n });
        if (random.chance(0.1)) (n > cut ? rest : whole).snapshot();
      }
      disk.writeNew("log.kantadb", [rest.bytes]);
      disk.writeNew("log@20260610T000000Z.kantadb", [whole.bytes]);
      using reader = await RecordReader.open(disk, "log.kantadb");
      const revs = [...reader.passages(reader.start())].flatMap((one) =>
        one.kind === "run" ? apart(one) : one.kind === "change" ? [one.rev] : []
      );
      assertEquals(revs, Array.from({ length: 30 }, (_, i) => i + 1));
      const playback = new Playback(reader, reader.start());
      for (const rev of [cut, cut + 1, 30]) {
        playback.playTo(rev);
        assertEquals(playback.result.state, { n: rev });
      }
    });
  });

  Deno.test(`without a watermark the end is told, whatever is at it (${name})`, async () => {
    for (const snapshot of [false, true]) {
      const log = new LogBuilder(serializer, false);
      const text = "x".repeat(20_000);
      for (let n = 1; n <= 120; n++) {
        log.change({ n, text: `${text}${n}` });
        if (snapshot && n === 20) log.snapshot();
      }
      assert(log.end > 2 << 20);
      const { bytes, places } = log;
      const opened = async (bytes: Uint8Array) => {
        const reader = await RecordReader.open(diskWith(bytes), "log");
        const { rev, notes } = reader;
        reader.close();
        return [rev, notes.list.map(({ kind }) => kind).join()];
      };
      assertEquals(await opened(bytes), [120, ""]);
      assertEquals(await opened(bytes.slice(0, log.end - 9)), [119, "torn"]);
      // All from here on was never promised: what is bad may begin far back.
      const zeros = bytes.slice();
      const from = places[snapshot ? 41 : 40] ?? 0;
      zeros.fill(0, from);
      assertEquals(await opened(zeros), [40, "torn"]);
      using reader = await RecordReader.open(diskWith(zeros), "log");
      assertEquals(findEnd(reader.log).offset, from);
    }
  });
}
