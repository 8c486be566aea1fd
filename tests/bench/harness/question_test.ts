/** @module Tests of bench/harness/question.ts. */
import { assert, assertEquals } from "@std/assert";
import { Terms } from "../../../bench/harness/question.ts";

Deno.test("what several questions look at is measured once", async () => {
  const terms = new Terms(true);
  let runs = 0;
  const measure = () => Promise.resolve(++runs);
  assertEquals(await terms.once("commits", measure), 1);
  assertEquals(await terms.once("commits", measure), 1);
  assertEquals(await terms.once("other", measure), 2);
});

Deno.test("a quick run is small and short, with as many rounds", () => {
  const quick = new Terms(true);
  const full = new Terms(false);
  assertEquals(quick.pick(1_000_000, 100), 100);
  assertEquals(full.pick(1_000_000, 100), 1_000_000);
  assert(quick.roundMs < full.roundMs);
  assertEquals(quick.rounds, full.rounds);
  assert(full.rounds >= 5);
});
