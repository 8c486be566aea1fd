/** @module Tests of bench/harness/statistic.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { median, percentile } from "../../../bench/harness/statistic.ts";

Deno.test("the median of an odd number of values is the middle one", () => {
  assertEquals(median([9, 1, 5]), 5);
});

Deno.test("the median of an even number is the mean of the middle two", () => {
  assertEquals(median([10, 2, 4, 100]), 7);
});

Deno.test("one wild round does not move the median", () => {
  assertEquals(median([10, 10, 10, 10, 9999]), 10);
});

Deno.test("a percentile is the value that so many lie at or below", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  assertEquals(percentile(values, 0.5), 50);
  assertEquals(percentile(values, 0.99), 99);
  assertEquals(percentile(values, 1), 100);
  assertEquals(percentile(values, 0), 1);
});

Deno.test("the order of the values is left as it was", () => {
  const values = [3, 1, 2];
  median(values);
  percentile(values, 0.5);
  assertEquals(values, [3, 1, 2]);
});

Deno.test("no values and impossible shares are refused", () => {
  assertThrows(() => median([]), RangeError, "No values");
  assertThrows(() => percentile([], 0.5), RangeError, "No values");
  assertThrows(() => percentile([1], 1.5), RangeError, "0..1");
});
