import { assertEquals } from "@std/assert";
import { RecordHeads } from "../../../src/history/blame/record_heads.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import {
  diskWith,
  FORMATS,
  LogBuilder,
} from "../../maintenance/log_builder.ts";

for (const serializer of FORMATS) {
  Deno.test(`who made a revision is told, of few and of many, of long records too (${serializer.name})`, async () => {
    const log = new LogBuilder(serializer);
    for (let n = 1; n <= 400; n++) {
      const text = "x".repeat(n % 7 === 0 ? 9000 : n === 400 ? 70_000 : n % 50);
      log.change({ n, text }, { u: `u${n}`, a: "set" });
    }
    using reader = await RecordReader.open(diskWith(log.bytes), "log");
    const heads = new RecordHeads(reader);
    for (const { rev, log, offset } of reader.forward()) {
      heads.note(rev, log, offset);
    }
    for (const revs of [[7], [400], [1, 399, 400], [...Array(401).keys()]]) {
      const found = heads.find(new Set(revs));
      assertEquals(
        [...found].map(([rev, { user, action }]) => [rev, user, action]),
        revs.filter((rev) => rev > 0).map((rev) => [rev, `u${rev}`, "set"]),
      );
    }
  });
}
