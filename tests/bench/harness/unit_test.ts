/** @module Tests of bench/harness/unit.ts. */
import { assertEquals } from "@std/assert";
import {
  formatCount,
  formatMegabytes,
  formatRate,
  formatRatio,
  formatTime,
} from "../../../bench/harness/unit.ts";

Deno.test("a time is shown in the unit that suits it", () => {
  assertEquals(formatTime(2500), "2.5 s");
  assertEquals(formatTime(12.34), "12.3 ms");
  assertEquals(formatTime(0.0015), "1.5 µs");
  assertEquals(formatTime(0.0000042), "4.2 ns");
});

Deno.test("counts are shown in thousands and millions", () => {
  assertEquals(formatCount(10), "10");
  assertEquals(formatCount(100_000), "100 k");
  assertEquals(formatCount(1_000_000), "1 M");
});

Deno.test("what was not measured is a dash", () => {
  assertEquals(formatTime(NaN), "-");
  assertEquals(formatRate(NaN), "-");
  assertEquals(formatRatio(1, NaN), "-");
  assertEquals(formatRatio(1, 0), "-");
  assertEquals(formatMegabytes(NaN), "-");
});
