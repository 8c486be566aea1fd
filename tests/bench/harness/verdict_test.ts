/** @module Tests of bench/harness/verdict.ts. */
import { assertEquals } from "@std/assert";
import {
  atLeast,
  atMost,
  formatNumber,
} from "../../../bench/harness/verdict.ts";

Deno.test("a value at the bound meets it, from either side", () => {
  assertEquals(atLeast("rate", 3, 3).met, true);
  assertEquals(atMost("cost", 3, 3).met, true);
});

Deno.test("a value beyond the bound does not meet it", () => {
  assertEquals(atLeast("rate", 3, 2.99).met, false);
  assertEquals(atMost("stall", 10, 10.01, "ms").met, false);
});

Deno.test("what was not measured is neither met nor missed", () => {
  const verdict = atLeast("rate", 3, NaN);
  assertEquals(verdict.met, undefined);
  assertEquals(verdict.found, "not measured");
});

Deno.test("bound and finding carry sign and unit", () => {
  const verdict = atMost("memory", 40, 12.345, "MB");
  assertEquals(verdict.wanted, "≤ 40 MB");
  assertEquals(verdict.found, "12.3 MB");
});

Deno.test("numbers keep three digits that count, large ones all", () => {
  assertEquals(formatNumber(0.012345), "0.0123");
  assertEquals(formatNumber(1234567.8), "1,234,568");
  assertEquals(formatNumber(12), "12");
});
