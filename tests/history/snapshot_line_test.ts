import { assertEquals } from "@std/assert";
import { sizeText, snapshotLine } from "../../src/history/snapshot_line.ts";

Deno.test("a snapshot tells number, version, modification time and size", () => {
  const place = { line: 12, ts: "2026-06-10T02:55:05.25Z", index: 0, size: 42 };
  assertEquals(
    snapshotLine(place).toString(),
    "l 12 2026-06-10 02:55:05 snapshot s0 v0 42 B",
  );
  assertEquals(
    snapshotLine({ ...place, version: 3, mtime: "2026-06-09T01:02:03Z" })
      .toString(),
    "l 12 2026-06-10 02:55:05 snapshot s0 v3 modified 2026-06-09 01:02:03 42 B",
  );
});

Deno.test("sizes are in B, kB or MB", () => {
  assertEquals(
    [0, 999, 1000, 15_300, 999_949, 999_950, 12_345_678].map(sizeText),
    [
      "0 B",
      "999 B",
      "1.0 kB",
      "15.3 kB",
      "999.9 kB",
      "1.0 MB",
      "12.3 MB",
    ],
  );
});
