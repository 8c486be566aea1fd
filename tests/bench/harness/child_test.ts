/** @module Tests of bench/harness/child.ts and its entry. */
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import {
  Child,
  type OpenStage,
  type Stage,
} from "../../../bench/harness/child.ts";
import { hasProc } from "../../support/system.ts";

/** What the children of these tests run. */
export const countingStage: OpenStage<{ start: number }> = ({ start }) => {
  let total = start;
  const stage: Stage = {
    run(count) {
      console.log("said by a peer");
      if (count < 0) throw new RangeError(`No such count: ${count}`);
      total += count;
      return Promise.resolve({ ms: 1, total, pid: Deno.pid });
    },
  };
  return Promise.resolve(stage);
};

Deno.test("a child keeps its stage from one run to the next", async () => {
  await using child = await Child.stage(
    import.meta.url,
    "countingStage",
    { start: 5 },
  );
  assertEquals((await child.run(2))["total"], 7);
  const { total, pid } = await child.run(3);
  assertEquals(total, 10);
  assertNotEquals(pid, Deno.pid);
});

Deno.test("what a child throws reaches who asked", async () => {
  await using child = await Child.stage(
    import.meta.url,
    "countingStage",
    { start: 0 },
  );
  await assertRejects(() => child.run(-1), Error, "No such count: -1");
});

/** Whether the system says so. */
function isStopped(pid: number): boolean {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The state follows the name, which is in brackets and may hold any sign.
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}

Deno.test("a child that is stopped does nothing until it is asked again", async () => {
  await using child = await Child.stage(import.meta.url, "countingStage", {
    start: 0,
  });
  const { pid } = await child.run(1);
  await child.stop();
  const proc = hasProc("that a child is stopped");
  if (proc) assert(isStopped(pid!));
  assertEquals((await child.run(2))["total"], 3);
  if (proc) assert(!isStopped(pid!));
});

Deno.test("a child that is stopped can be ended", async () => {
  const child = await Child.stage(import.meta.url, "countingStage", {
    start: 0,
  });
  await child.stop();
  await child[Symbol.asyncDispose]();
});
