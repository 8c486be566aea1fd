import { assert, assertEquals } from "@std/assert";
import { stolenMs } from "../../../bench/harness/stolen.ts";

Deno.test("what the host keeps is counted in whole ticks, and never comes back", () => {
  const before = stolenMs();
  assert(before >= 0);
  assertEquals(before % 10, 0);
  assert(stolenMs() >= before);
});

Deno.test("what is stolen stands behind what the cores did, in the line of all", () => {
  const all = "cpu  1 2 3 4 5 6 7 42 9 10\ncpu0 1 2 3 4 5 6 7 21 9 10\n";
  assertEquals(stolenMs(all), 420);
  assertEquals(stolenMs("cpu  1 2 3 4\n"), 0); // an old kernel
  assertEquals(stolenMs(""), 0); // another system
});
