import { assertEquals, assertThrows } from "@std/assert";
import {
  demandMoment,
  momentOf,
  momentText,
  RecordClock,
} from "../../src/database/record_clock.ts";
import { DataIntegrityError } from "../../src/errors.ts";
import { MemoryDatabase } from "../support/memory_database.ts";

Deno.test("moments are RFC 3339 in UTC, with all their digits", () => {
  assertEquals(momentText(new Date(0)), "1970-01-01T00:00:00.000Z");
  assertEquals(
    momentText(Temporal.Instant.from("2026-06-10T05:55:00.123456789+03:00")),
    "2026-06-10T02:55:00.123456789Z",
  );
  assertEquals(
    momentText(Temporal.Instant.from("2026-06-10T02:55:00Z")),
    "2026-06-10T02:55:00Z",
  );
});

Deno.test("what is no moment is refused", () => {
  for (const value of [5, "2026-01-01", null, undefined, {}]) {
    assertThrows(() => momentText(value as never), TypeError, "is wanted");
  }
  assertThrows(() => momentText(new Date(NaN)), RangeError);
});

/** Runs with a system clock that goes as told. */
function withSystemTime(times: number[], run: () => void): void {
  const { now } = Date;
  Date.now = () => times.shift() ?? 0;
  try {
    run();
  } finally {
    Date.now = now;
  }
}

Deno.test("the system's clock set back does not set records back", () => {
  withSystemTime([1000, 2000, 500, 2000, 2001], () => {
    const clock = new RecordClock();
    const seconds = [1, 2, 3, 4, 5].map(() => clock.now().slice(17, -1));
    assertEquals(seconds, ["01.000", "02.000", "02.000", "02.000", "02.001"]);
  });
});

Deno.test("an own clock is taken as it is, and read each time", () => {
  const times = [new Date(2000), new Date(1000)];
  const clock = new RecordClock(() => times.shift() as Date);
  assertEquals(clock.now(), "1970-01-01T00:00:02.000Z");
  assertEquals(clock.now(), "1970-01-01T00:00:01.000Z");
  assertThrows(() => new RecordClock(() => 5 as never).now(), TypeError);
});

Deno.test("a year that has not four digits is refused, whoever says it", () => {
  const [low, high] = [-62_167_219_200_000, 253_402_300_799_999];
  assertEquals(momentText(new Date(low)), "0000-01-01T00:00:00.000Z");
  assertEquals(momentText(new Date(high)), "9999-12-31T23:59:59.999Z");
  for (const millis of [low - 1, high + 1]) {
    const instant = Temporal.Instant.fromEpochMilliseconds(millis);
    for (const moment of [new Date(millis), instant]) {
      assertThrows(() => momentText(moment), RangeError, "0000 to 9999");
      assertThrows(() => new RecordClock(() => moment).now(), RangeError);
    }
    withSystemTime([millis], () => {
      assertThrows(() => new RecordClock().now(), RangeError, "the clock");
    });
  }
});

Deno.test("a commit with such a clock is rolled back, and nothing is written", async () => {
  const memory = new MemoryDatabase();
  let now = new Date(0);
  await using db = await memory.open({ n: 0 }, { clock: () => now });
  now = new Date(8.64e15);
  assertThrows(() => db.transaction("a", (data) => data.n = 1), RangeError);
  const mtime = new Date(-8.64e15);
  now = new Date(1);
  assertThrows(
    () => db.transaction("a", { mtime }, (data) => data.n = 1),
    RangeError,
  );
  await db.flush();
  assertEquals([db.data.n, memory.records.length], [0, 1]);
});

Deno.test("times go on from the last record of the log", () => {
  withSystemTime([2000, 2000, 2999, 2999, 3001, 3001], () => {
    const clock = new RecordClock();
    clock.continueFrom("1970-01-01T00:00:03.000123Z");
    assertEquals(clock.now(), "1970-01-01T00:00:03.000123Z");
    assertEquals(clock.now(), "1970-01-01T00:00:03.000123Z");
    clock.continueFrom("1970-01-01T00:00:01Z"); // an older one changes nothing
    assertEquals(clock.now(), "1970-01-01T00:00:03.001Z");
  });
});

Deno.test("a text that is no time holds up no opening", () => {
  for (const text of [undefined, "", "yesterday", "+010000-01-01T00:00:00Z"]) {
    withSystemTime([5, 5, 5], () => {
      const clock = new RecordClock();
      clock.continueFrom(text);
      assertEquals(clock.now(), "1970-01-01T00:00:00.005Z");
    });
  }
});

Deno.test("a record more than a day ahead is told of once, at once or later", () => {
  const day = 86_400_000;
  const told = (times: number[], last: number) => {
    const heard: string[] = [];
    withSystemTime(times, () => {
      const clock = new RecordClock();
      clock.continueFrom(
        new Date(last).toISOString(),
        (moment) => heard.push(moment.toString()),
      );
      while (times.length > 0) clock.now();
    });
    return heard;
  };
  assertEquals(told([0, 0, 0], day), []);
  assertEquals(told([0, 0, 0], day + 1), ["1970-01-02T00:00:00.001Z"]);
  assertEquals(told([day, day, 2 * day + 1, day, 0], 5), [
    "1970-01-03T00:00:00.001Z",
  ]);
});

Deno.test("a time without an offset is UTC, as the Python package means it", () => {
  const noon = Temporal.Instant.from("2026-01-01T12:00:00Z");
  for (
    const text of [
      "2026-01-01T12:00:00",
      "2026-01-01 12:00:00",
      "2026-01-01T14:00:00+02:00",
      "2026-01-01T12:00:00.000000Z",
    ]
  ) assertEquals(momentOf(text), noon);
  assertEquals(momentOf("soon"), undefined);
  assertEquals(demandMoment(undefined, "x"), null);
  assertThrows(
    () => demandMoment("soon", "a.kantadb"),
    DataIntegrityError,
    '"soon" in a.kantadb',
  );
});

Deno.test("over restarts times never go back, and a wrong clock is told of", async () => {
  const memory = new MemoryDatabase();
  const ahead = "2099-01-01T00:00:00.000Z";
  memory.write(`{"ts":"${ahead}","m":"2026-01-01T12:00:00","diff":{"n":1}}\n`);
  const db = memory.describe({ n: 0 });
  const heard: string[] = [];
  db.addEventListener("clock", ({ last, now }) => {
    heard.push(last.toString());
    assertEquals(Temporal.Instant.compare(last, now), 1);
  });
  await db.open();
  assertEquals(db.mtime, Temporal.Instant.from("2026-01-01T12:00:00Z"));
  db.transaction("a", (data) => data.n++);
  await db.snapshot();
  await db.close();
  await db.open(); // from a snapshot, with nothing after it
  db.transaction("b", (data) => data.n++);
  await db.close();
  const times = memory.records.map(({ ts }) => ts);
  assertEquals(times.filter((ts) => String(ts) < ahead), []);
  assertEquals(heard, ["2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z"]);
});
