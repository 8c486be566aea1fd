import { assert, assertEquals } from "@std/assert";
import { stolenMs } from "../../../bench/harness/stolen.ts";

Deno.test("what the host keeps is counted in whole ticks, and never comes back", () => {
  const before = stolenMs();
  assert(before >= 0);
  assertEquals(before % 10, 0);
  assert(stolenMs() >= before);
});
