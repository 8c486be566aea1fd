import { assertEquals, assertThrows } from "@std/assert";
import { momentText, RecordClock } from "../../src/database/record_clock.ts";

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
