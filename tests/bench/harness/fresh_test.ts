/** @module Tests of bench/harness/fresh.ts. */
import { assertEquals } from "@std/assert";
import type { OpenStage } from "../../../bench/harness/child.ts";
import { freshly } from "../../../bench/harness/fresh.ts";

let runs = 0;

/** Says which run of its process this is. */
export const firstStage: OpenStage<null> = () =>
  Promise.resolve({ run: () => Promise.resolve({ ms: ++runs }) });

Deno.test("each round is the first of a new process", async () => {
  const one = freshly("first", import.meta.url, "firstStage", null);
  assertEquals([await one.round(1), await one.round(1)], [1, 1]);
  assertEquals(runs, 0);
});
