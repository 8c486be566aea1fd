import { assert, assertEquals, assertRejects } from "@std/assert";
import { PointError } from "../../src/errors.ts";
import { bisect, type BisectStep } from "../../src/history/mod.ts";
import { LogBuilder } from "../maintenance/log_builder.ts";
import { forSeedsAsync } from "../support/seeds.ts";

interface State {
  n: number;
  bad?: boolean;
}

function counted(records: number, bad: number, snapshots = 0): LogBuilder {
  const log = new LogBuilder();
  for (let n = 1; n <= records; n++) {
    log.change(n < bad ? { n } : { n, bad: true });
    if (snapshots > 0 && n % snapshots === 0) log.snapshot();
  }
  return log;
}

Deno.test("the first record that breaks something is found, with few looks", async () => {
  await forSeedsAsync(4, async (random) => {
    const records = 2 + random.int(300);
    const bad = 2 + random.int(records - 1);
    const log = counted(records, bad, random.int(60));
    const told: BisectStep[] = [];
    const { change, steps } = await bisect<State>(
      log.bytes,
      (state, rev) => {
        assertEquals(state.n, rev);
        return !state.bad;
      },
      { onStep: (step) => told.push(step) },
    );
    assertEquals([change.rev, change.changes[0]?.at], [bad, "n"]);
    assertEquals(steps, told);
    assert(steps.length <= 3 + Math.ceil(Math.log2(records)));
    assertEquals([steps[0]?.rev, steps[0]?.holds], [1, true]);
    // One is the last good state, one the first bad one.
    const seen = (rev: number, holds: boolean) =>
      steps.some((step) => step.rev === rev && step.holds === holds);
    assert(seen(bad - 1, true) && seen(bad, false));
    assertEquals(steps.at(-1)?.left, 1);
  });
});

Deno.test("a large log with snapshots is bisected from the nearest ones", async () => {
  const log = new LogBuilder();
  for (let n = 1; n <= 80; n++) {
    log.change({ n, text: `${n % 10}`.repeat(20_000) });
    if (n % 9 === 0) log.snapshot();
  }
  for (const bad of [2, 9, 10, 41, 80]) {
    const { change } = await bisect<State>(log.bytes, ({ n }) => n < bad);
    assertEquals(change.rev, bad);
  }
});

Deno.test("between two points, by an asynchronous predicate", async () => {
  const { bytes } = counted(40, 25);
  const { change } = await bisect<State>(
    bytes,
    ({ bad }) => Promise.resolve(!bad),
    { good: "r20", bad: "end~3" },
  );
  assertEquals(change.rev, 25);
});

Deno.test("what can't be bisected is refused", async () => {
  const { bytes } = counted(40, 25);
  const holds = ({ bad }: State) => !bad;
  await assertRejects(
    () => bisect<State>(bytes, holds, { bad: "r20" }),
    PointError,
    "still holds there (r20)",
  );
  await assertRejects(
    () => bisect<State>(bytes, holds, { good: "r30" }),
    PointError,
    "does not hold there (r30)",
  );
  await assertRejects(
    () => bisect<State>(bytes, holds, { good: "r9", bad: "r9" }),
    PointError,
  );
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => bisect<State>(bytes, holds, { signal }),
    Error,
    "enough",
  );
});
