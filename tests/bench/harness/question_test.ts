/** @module Tests of bench/harness/question.ts. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Terms } from "../../../bench/harness/question.ts";

Deno.test("what several questions look at is measured once", async () => {
  const terms = new Terms(true);
  let runs = 0;
  const measure = () => Promise.resolve(++runs);
  assertEquals(await terms.once("commits", measure), 1);
  assertEquals(await terms.once("commits", measure), 1);
  assertEquals(await terms.once("other", measure), 2);
});

Deno.test("what questions leave in the folder of the terms goes with them", () => {
  let path: string;
  {
    using terms = new Terms(true);
    path = terms.folder.file("x");
    Deno.writeTextFileSync(path, "x");
    assertEquals(terms.folder.file("x"), path);
  }
  assertThrows(() => Deno.statSync(path), Deno.errors.NotFound);
});

Deno.test("a quick run is small and short, a full one has five rounds", () => {
  using quick = new Terms(true);
  using full = new Terms(false);
  assertEquals(quick.pick(1_000_000, 100), 100);
  assertEquals(full.pick(1_000_000, 100), 1_000_000);
  assert(quick.roundMs < full.roundMs);
  assert(quick.rounds < full.rounds);
  // As many as a median needs.
  assert(quick.rounds >= 3);
  assert(full.rounds >= 5);
});

Deno.test("all questions are asked unless some are named", () => {
  using all = new Terms(true);
  using some = new Terms(true, ["open", "read"]);
  assert(all.asks("memory"));
  assert(some.asks("memory", "open"));
  assert(!some.asks("memory"));
});
