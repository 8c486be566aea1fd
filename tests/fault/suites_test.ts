/**
 * The suites of the torture in their small sizes, several at a time, and proof
 * that each safety net is looked after: cut, its suite fails.
 *
 * `deno task torture` runs one of them alone, or all at their full size.
 *
 * @module
 */
import { assert } from "@std/assert";
import { runApart } from "../torture/apart.ts";
import type { Sabotage } from "../torture/sabotage.ts";
import type { Suite } from "../torture/suite.ts";
import { suiteOf, suites as all } from "../torture/suites.ts";
import type { Tally } from "../torture/tally.ts";
import { leftOut } from "../support/system.ts";

/** Hostile files and logs on servers have test files of their own. */
const suites = all.filter(({ name }) => name !== "hostile" && name !== "nats");

/** The first seed; `KANTA_SEED` tries others. */
const SEED = Number(Deno.env.get("KANTA_SEED") ?? 1);

/** Which suite is there for which net, how much of it finds the cut at most, and as what. */
const NETS: readonly [Sabotage, string, number, string][] = [
  ["skipSync", "crashes", 50, "acked lost"],
  ["ackBeforeSync", "crashes", 50, "acked lost"],
  [
    "retryFailedSync",
    "failing-calls",
    1,
    "written or synced after a failed sync",
  ],
  ["noChecksum", "flips", 2000, "wrong state"],
  ["cutInTheMiddle", "flips", 2000, "lost"],
  ["ackBeforeWrite", "kills", 100, "acked lost"],
  ["skipSync", "rotations", 2, "acked lost"],
  ["skipFolderSync", "rotations", 2, "unreadable"],
  ["skipSync", "every-cut", 1, "acked lost"],
];

let begun: ReadonlyMap<string, Promise<Tally>> | undefined;

/** Begins them all with the first that is asked for, the longest first. */
function begin(): ReadonlyMap<string, Promise<Tally>> {
  const start = (
    suite: Suite,
    size: number,
    sabotage?: Sabotage,
    until?: string,
  ) =>
    [
      nameOf(suite.name, sabotage),
      runApart(suite, { size, seed: SEED, sabotage, until }),
    ] as const;
  const long = (suite: Suite) => suite.name === "beside";
  return new Map([
    ...suites.filter(long).map((suite) => start(suite, suite.small)),
    ...suites.filter((suite) => !long(suite))
      .map((suite) => start(suite, suite.small)),
    ...NETS.map(([sabotage, name, size, harm]) =>
      start(suiteOf(name), size, sabotage, harm)
    ),
  ]);
}

function nameOf(suite: string, sabotage = ""): string {
  return `${suite} ${sabotage}`;
}

async function tallyOf(suite: string, sabotage?: Sabotage): Promise<Tally> {
  begun ??= begin();
  const tally = await begun.get(nameOf(suite, sabotage));
  assert(tally !== undefined);
  return tally;
}

for (const { name, title } of suites) {
  Deno.test(`torture, ${title}: nothing that must not be`, async () => {
    const tally = await tallyOf(name);
    tally.assertSound();
    if (tally.unavailable !== undefined) leftOut(title, tally.unavailable);
    assert(tally.unavailable !== undefined || tally.counts.size > 0);
  });
}

for (const [sabotage, name, , harm] of NETS) {
  Deno.test(`the suite "${name}" fails with ${sabotage}`, async () => {
    const tally = await tallyOf(name, sabotage);
    assert((tally.faults.get(harm) ?? 0) > 0, "nobody noticed");
    assert(!tally.faults.has("failed"), tally.told.join("\n"));
  });
}
