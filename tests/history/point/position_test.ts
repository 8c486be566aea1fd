import { assertEquals, assertThrows } from "@std/assert";
import { PointError } from "../../../src/errors.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { resolvePoint } from "../../../src/history/point/position.ts";
import { RecordReader } from "../../../src/history/reader/record_reader.ts";
import {
  diskWith,
  FORMATS,
  LogBuilder,
} from "../../maintenance/log_builder.ts";

const CLOCK = {
  now: Temporal.Instant.from("2026-06-12T12:00:00Z"),
  zone: "UTC",
};

for (const serializer of FORMATS) {
  const { name } = serializer;

  /** Six changes of three days, two snapshots, a new version in the fourth. */
  const builder = () =>
    new LogBuilder(serializer)
      .change({ n: 1 }, { ts: "2026-06-10T08:00:00Z", a: "bootstrap" })
      .change({ n: 2 }, { ts: "2026-06-10T14:30:10Z", a: "visit" })
      .change({ n: 3 }, { ts: "2026-06-11T00:00:00Z", a: "deploy:one" })
      .snapshot({ ts: "2026-06-11T00:00:01Z" })
      .change({ n: 4 }, { ts: "2026-06-11T09:00:00Z", a: "migrate:v1", v: 1 })
      .change({ n: 5 }, { ts: "2026-06-12T11:50:00Z", a: "visit", v: 1 })
      .snapshot({ ts: "2026-06-12T11:51:00Z", v: 1 })
      .change({ n: 6 }, { ts: "2026-06-12T11:55:00Z", a: "deploy:two", v: 1 });

  Deno.test(`points are found by revision, line, snapshot, version, action and time (${name})`, async () => {
    using reader = await RecordReader.open(diskWith(builder().bytes), "log");
    const wanted: Record<string, number> = {
      start: 0,
      end: 6,
      r0: 0,
      r4: 4,
      r6: 6,
      l1: 1,
      l4: 3,
      l5: 4,
      l8: 6,
      s0: 0,
      s1: 3,
      s2: 5,
      "s-1": 5,
      "s-2": 3,
      "s-3": 0,
      v0: 0,
      v1: 4,
      "@deploy:two": 6,
      "@deploy:*": 6,
      "@deploy:one": 3,
      "@visit": 5,
      "@visit~1": 4,
      "end~6": 0,
      "end~2~1": 3,
      "2026-06-10": 2,
      "2026-06-10T14": 2,
      "2026-06-10T14:29": 1,
      "2026-06-10T14:30:10": 2,
      "2026-06-10T14:30:09": 1,
      "2026-06-11": 4,
      "2026-06-09": 0,
      "2027-01-01": 6,
      "2026-06-11T02:00+02:00": 3,
      "20260611T0000": 3,
      "10min": 4,
      "5min": 5,
      "1d": 4,
      "2w": 0,
      today: 6,
      yesterday: 4,
    };
    for (const [point, rev] of Object.entries(wanted)) {
      assertEquals(resolvePoint(reader, point, CLOCK).rev, rev, point);
    }
    assertEquals(resolvePoint(reader, 4, CLOCK).rev, 4);
    // In Berlin the tenth ends two hours earlier.
    const berlin = { ...CLOCK, zone: "Europe/Berlin" };
    assertEquals(resolvePoint(reader, "2026-06-10", berlin).rev, 2);
    assertEquals(resolvePoint(reader, "2026-06-11T02:00", berlin).rev, 3);
    assertEquals(resolvePoint(reader, "2026-06-11T01:59", berlin).rev, 2);
  });

  Deno.test(`a point that is not there is refused, with what is there (${name})`, async () => {
    using reader = await RecordReader.open(diskWith(builder().bytes), "log");
    for (
      const point of [
        "r7",
        "l9",
        "s3",
        "s-4",
        "v2",
        "@none",
        "start~1",
        -1,
        1.5,
        "nonsense",
        "r-1",
        "2026-02-30",
        "",
        "@",
      ]
    ) {
      const error = assertThrows(
        () => resolvePoint(reader, point, CLOCK),
        PointError,
      );
      assertEquals(error.point, String(point));
    }
    assertThrows(
      () => resolvePoint(reader, "r7", CLOCK),
      PointError,
      "the log ends at r6",
    );
  });

  Deno.test(`before what is kept there is an error that names the first point kept (${name})`, async () => {
    const log = new LogBuilder(serializer);
    log.state = { n: 3 };
    log.rev = 3;
    log.snapshot({ ts: "2026-06-11T00:00:00Z" })
      .change({ n: 4 }, { ts: "2026-06-11T09:00:00Z" });
    using reader = await RecordReader.open(diskWith(log.bytes), "log");
    for (const point of ["r2", "start", "end~2", "2026-06-10"]) {
      const error = assertThrows(
        () => resolvePoint(reader, point, CLOCK),
        PointError,
        "the first point that is kept is r3, of 2026-06-11T00:00:00Z",
      );
      assertEquals(error.first, { rev: 3, ts: "2026-06-11T00:00:00Z" });
    }
    for (
      const [point, rev] of [
        ["r3", 3],
        ["s0", 3],
        ["end~1", 3],
        ["2026-06-11T00:00:00", 3],
        ["s-1", 3],
        ["v0", 3],
      ] as const
    ) {
      assertEquals(resolvePoint(reader, point, CLOCK).rev, rev, point);
    }
  });
}

Deno.test("an empty log stands at its beginning", async () => {
  using reader = await RecordReader.open(
    new MemoryFileSystem(),
    new Uint8Array(0),
  );
  for (const point of ["start", "end", "r0", "2026-06-10"]) {
    assertEquals(resolvePoint(reader, point, CLOCK).rev, 0);
  }
});
