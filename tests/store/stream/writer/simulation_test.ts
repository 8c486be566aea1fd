import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../support/random.ts";
import { forSeedsAsync } from "../../../support/seeds.ts";
import { believing, pipelined } from "../../../support/stream/cut_nets.ts";
import type { Net } from "../../../support/stream/stored_log.ts";
import { type RunFigures, runOnce, type RunOptions } from "./simulation.ts";
import { runShortened } from "./shortened_run.ts";

Deno.test("whatever the network, naps and takeovers do, the log has what was acknowledged, once and in order", async () => {
  const all: RunFigures[] = [];
  await forSeedsAsync(150, async (random) => {
    all.push(await runOnce(random));
  });
  const sum = (name: keyof RunFigures) =>
    all.reduce((sum, { [name]: count }) => sum + count, 0);
  if (all.length < 100) return; // one is repeated
  assert(sum("takenOver") > all.length / 2, `${sum("takenOver")}`);
  assert(sum("snapshots") > all.length, `${sum("snapshots")}`);
});

Deno.test("a stream that lacks what was acknowledged is not written on, and that is told", async () => {
  await forSeedsAsync(40, async (random) => {
    assertEquals(await runShortened(random), "told");
  });
});

/** How many of these runs fail. */
async function failures(options: RunOptions, runs: number): Promise<number> {
  let count = 0;
  for (let seed = 1; seed <= runs; seed++) {
    await runOnce(new Random(seed), options).catch(() => count++);
  }
  return count;
}

const without = (...nets: readonly Net[]): RunOptions => ({
  servers: ({ cut }) => nets.forEach((net) => cut.add(net)),
});

Deno.test("control: without conditions, runs fail", async () => {
  assert(await failures(without("conditions"), 20) > 10);
});

Deno.test("control: without the condition on the number, runs fail", async () => {
  assert(await failures(without("number"), 20) > 5);
});

Deno.test("control: without the condition on the epoch and with several in flight, runs fail; with it none does", async () => {
  const several = { connection: pipelined, orderAlone: true, busy: true };
  assertEquals(await failures(several, 20), 0);
  assert(await failures({ ...several, ...without("epoch") }, 20) > 3);
});

Deno.test("control: where a shorter log is believed, a hole comes to be that nobody notices", async () => {
  let holes = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const found = await runShortened(new Random(seed), believing);
    if (found === "a hole") holes++;
  }
  assert(holes > 3, `${holes}`);
});
