import { assertEquals } from "@std/assert";
import {
  ageOf,
  ago,
  amountOf,
  between,
  bytes,
  Clock,
  count,
  many,
} from "../../../src/viewer/page/text.ts";

const NOW = Date.parse("2026-06-11T12:00:00Z");
const before = (seconds: number) =>
  new Date(NOW - 1000 * seconds).toISOString();

Deno.test("numbers and sizes are written as people read them", () => {
  assertEquals([count(48225), count(-1)], ["48,225", "−1"]);
  assertEquals([many(1, "day"), many(2, "day")], ["1 day", "2 days"]);
  assertEquals([bytes(612), bytes(999_600), bytes(18_400_000)], [
    "612 B",
    "1.0 MB",
    "18.4 MB",
  ]);
  assertEquals(amountOf(2_100_000), ["2.1", "MB"]);
});

Deno.test("an age is told in the unit that fits", () => {
  assertEquals(
    [0, 5, 1260, 7200, 3 * 86400, 70 * 86400, 800 * 86400].map((seconds) =>
      ago(before(seconds), NOW)
    ),
    [
      "now",
      "5 s ago",
      "21 min ago",
      "2 h ago",
      "3 d ago",
      "2 mo ago",
      "2 y ago",
    ],
  );
  assertEquals(
    [60, 86400, 9 * 86400, 30 * 86400, 400 * 86400].map((seconds) =>
      ageOf(before(seconds), NOW)
    ),
    [1, 2, 3, 4, 5],
  );
  assertEquals(between(before(72000), before(0)), "20 hours");
});

Deno.test("times are written in UTC when that is asked for", () => {
  const clock = new Clock(true);
  const ts = "2026-06-11T07:41:07.123Z";
  assertEquals(
    [clock.short(ts), clock.day(ts), clock.time(ts), clock.full(ts)],
    ["11 Jun", "Thu 11 Jun", "07:41:07", "Thu 11 Jun 2026 07:41:07 +00:00"],
  );
  assertEquals(clock.time("no time"), "no time");
});
