/**
 * Ages and sizes as people write them.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import {
  momentBefore,
  readAge,
  readCount,
  readSize,
} from "../../src/keep/amounts.ts";

const NOW = Temporal.Instant.from("2026-06-10T12:00:00Z");

Deno.test("ages are days, texts with a unit, or durations", () => {
  const before = (age: Parameters<typeof readAge>[1]) =>
    momentBefore(NOW, readAge("age", age));
  assertEquals(before(1), "2026-06-09T12:00:00Z");
  assertEquals(before(0.5), "2026-06-10T00:00:00Z");
  assertEquals(before(0), "2026-06-10T12:00:00Z");
  assertEquals(before("90s"), "2026-06-10T11:58:30Z");
  assertEquals(before("30min"), "2026-06-10T11:30:00Z");
  assertEquals(before("12h"), "2026-06-10T00:00:00Z");
  assertEquals(before("2w"), "2026-05-27T12:00:00Z");
  assertEquals(
    before(Temporal.Duration.from({ months: 1 })),
    "2026-05-10T12:00:00Z",
  );
  for (
    const none of [-1, NaN, Infinity, "", "90", "d", "-1d", "1y", true, {}]
  ) {
    assertThrows(() => readAge("age", none as number), TypeError, "for age");
  }
});

Deno.test("sizes are bytes, or texts with a unit", () => {
  const sizes = { "1": 1, "1kB": 1000, "1.5 MB": 1.5e6, "2GiB": 2 ** 31 };
  for (const [text, bytes] of Object.entries(sizes)) {
    assertEquals(readSize("size", text), bytes);
  }
  assertEquals(readSize("size", 10.9), 10);
  for (const none of [-1, NaN, Infinity, "", "MB", "1 parsec", "-1", null]) {
    assertThrows(() => readSize("size", none as number), TypeError, "for size");
  }
});

Deno.test("counts are whole numbers from 0 on", () => {
  assertEquals([0, 7].map((count) => readCount("records", count)), [0, 7]);
  for (const none of [-1, 0.5, NaN, Infinity, "1"]) {
    assertThrows(() => readCount("records", none as number), TypeError);
  }
});
