import { assert, assertEquals } from "@std/assert";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import { RecordIndex } from "../../../src/viewer/log/record_index.ts";
import { FORMATS, LogBuilder } from "../../maintenance/log_builder.ts";
import { forSeedsAsync } from "../../support/seeds.ts";

/** What an index says of all its records. */
function told(index: RecordIndex) {
  const { count, rev, snapshots } = index;
  return {
    count,
    rev,
    snapshots,
    records: Array.from(
      { length: count },
      (_, at) =>
        `${index.order(at)} r${index.revOf(at)} ${index.isSnapshot(at)} ` +
        `s${index.snapshotsBefore(at)}`,
    ),
    changes: Array.from({ length: rev + 1 }, (_, rev) => index.changeOf(rev)),
  };
}

for (const serializer of FORMATS) {
  Deno.test(`an index made of what is read together is that of each record (${serializer.name})`, async () => {
    let together = 0;
    await forSeedsAsync(20, async (random) => {
      const disk = new MemoryFileSystem();
      const older = new LogBuilder(serializer);
      const newer = new LogBuilder(serializer);
      const [cut, overlap] = [1 + random.int(500), random.int(4)];
      // A gap: what lies between the archive and the log is kept nowhere.
      const gap = random.chance(0.3) ? 1 + random.int(5) : 0;
      newer.state = { n: cut + gap };
      newer.rev = cut + gap;
      newer.snapshot();
      for (let n = 1; n <= 900; n++) {
        const text = "日".repeat(random.int(3));
        if (n <= cut + (gap > 0 ? 0 : overlap)) older.change({ n, text });
        if (n > cut + gap) newer.change({ n, text });
        if (random.chance(0.01)) (n > cut ? newer : older).snapshot();
      }
      disk.writeNew("log.kantadb", [newer.bytes]);
      disk.writeNew("log@20260610T000000Z.kantadb", [older.bytes]);
      using reader = await RecordReader.open(disk, "log.kantadb");
      const one = new RecordIndex(reader.base);
      for (const record of reader.from(reader.start())) {
        one.add(record, reader.logs.indexOf(record.log));
      }
      const all = new RecordIndex(reader.base);
      for (const part of reader.passages(reader.start())) {
        const file = reader.logs.indexOf(part.log);
        if (part.kind !== "run") all.add(part, file);
        else {
          together += part.changes;
          all.addAll(part, file);
        }
      }
      assertEquals(told(all), told(one));
      const at = random.int(all.count);
      assertEquals(all.recordAt(reader, at)?.rev, one.revOf(at));
    });
    assert(serializer.name !== "json" || together > 10_000);
  });
}
