import { assertEquals, assertThrows } from "@std/assert";
import {
  formatTimestamp,
  parseExact,
  parseTimestamp,
} from "../../src/log/rfc3339.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("a timestamp is the moment that Temporal says", () => {
  for (
    const text of [
      "1970-01-01T00:00:00Z",
      "1969-12-31T23:59:59.999999999Z",
      "2026-06-10T02:55:04.000001Z",
      "2024-02-29T23:59:59.5Z",
      "0000-01-01T00:00:00Z",
      "0099-12-31T00:00:00Z",
      "9999-12-31T23:59:59Z",
    ]
  ) {
    const found = parseTimestamp(text);
    const wanted = Temporal.Instant.from(text).epochNanoseconds;
    assertEquals(
      found && BigInt(found.seconds) * 10n ** 9n + BigInt(found.nanoseconds),
      wanted,
      text,
    );
  }
});

Deno.test("what is not RFC 3339 in UTC is no timestamp", () => {
  for (
    const text of [
      "",
      "Z",
      "2026-06-10",
      "2026-06-10T02:55:04",
      "2026-06-10T02:55:04z",
      "2026-06-10t02:55:04Z",
      "2026-06-10 02:55:04Z",
      "2026-06-10T02:55:04+02:00",
      "2026-06-10T02:55:04.Z",
      "2026-06-10T02:55:04.0000000001Z",
      "2026-06-10T02:55:60Z",
      "2026-06-10T24:00:00Z",
      "2026-06-10T02:60:00Z",
      "2026-02-30T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "20x6-01-01T00:00:00Z",
      "+02026-01-01T00:00:00Z",
      "2026-01-01T00:00:00,5Z",
    ]
  ) assertEquals(parseTimestamp(text), undefined, text);
});

Deno.test("a moment is written with no fraction, six digits or nine", () => {
  assertEquals(formatTimestamp(0), "1970-01-01T00:00:00Z");
  assertEquals(formatTimestamp(0, 1000), "1970-01-01T00:00:00.000001Z");
  assertEquals(formatTimestamp(0, 120_000_000), "1970-01-01T00:00:00.120000Z");
  assertEquals(formatTimestamp(-1, 1), "1969-12-31T23:59:59.000000001Z");
});

Deno.test("a moment whose year has not four digits is refused", () => {
  assertThrows(() => formatTimestamp(253_402_300_800), RangeError);
  assertThrows(() => formatTimestamp(-62_167_219_201), RangeError);
  assertThrows(() => formatTimestamp(NaN), RangeError);
});

Deno.test("a text is taken for exact if and only if it comes back", () => {
  forSeeds(2000, (random) => {
    const seconds = Math.floor((random.next() - 0.2) * 2e11);
    const nanoseconds = random.int(random.pick([1, 10, 1e9])) *
        random.pick([1, 1000, 1_000_000]) % 1e9;
    const date = new Date(seconds * 1000).toISOString().slice(0, 19);
    const all = String(nanoseconds).padStart(9, "0");
    const digits = random.pick([0, 3, 6, 9, 1, 8]);
    const fraction = digits > 0 ? `.${all.slice(0, digits)}` : "";
    const text = `${date}${fraction}Z`;
    const exact = parseExact(text);
    const moment = parseTimestamp(text);
    const again = moment &&
      formatTimestamp(moment.seconds, moment.nanoseconds);
    assertEquals(exact, again === text ? moment : undefined, text);
  });
});
