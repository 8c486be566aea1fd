/**
 * `deno task torture`: every suite at its full size, a few at a time, and the
 * table of what came of it. It fails when a suite does.
 *
 *     --quick          a few minutes of everything, as CI does it
 *     --only NAME      this suite alone; may be given several times
 *     --scale X        X times as much of everything
 *     --size NAME=N    so much of this suite; may be given several times
 *     --seed N         the first seed; 1 if it is not said
 *     --write          put the table into docs/reliability.md
 *
 * @module
 */
import { parseArgs } from "node:util";
import { runApart } from "./apart.ts";
import type { Suite } from "./suite.ts";
import { suiteOf, suites } from "./suites.ts";
import { type Ran, tableOf, withTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    scale: { type: "string", default: "1" },
    size: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const sizes = new Map(
  values.size.map((given) => {
    const [name, size] = given.split("=");
    return [suiteOf(name!).name, Number(size)];
  }),
);

async function run(suite: Suite): Promise<Ran> {
  const usual = values.quick ? suite.quick : suite.long;
  const size = sizes.get(suite.name) ??
    Math.max(1, Math.round(usual * Number(values.scale)));
  let start = 0;
  const tally = await runApart(suite, { size, seed }, () => {
    start = performance.now();
    console.log(`${suite.title}: ${size} ${suite.unit}, from seed ${seed}`);
  });
  const ran = { suite, tally, seconds: (performance.now() - start) / 1000 };
  console.log(tableOf([ran]).split("\n")[2]);
  for (const line of tally.told) console.log(`  ${line}`);
  return ran;
}

const chosen = values.only?.map(suiteOf) ?? suites;
// The one that takes longest begins first: the others are done meanwhile.
const inOrder = chosen.toSorted((a, b) =>
  Number(b.name === "nats") - Number(a.name === "nats")
);
const ends = new Map(inOrder.map((suite) => [suite, run(suite)]));
const ran = await Promise.all(
  chosen.flatMap((suite) => ends.get(suite) ?? []),
);
console.log(`\n${tableOf(ran)}`);
if (values.write) {
  const path = new URL("../../docs/reliability.md", import.meta.url);
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, withTable(text, tableOf(ran)));
}
Deno.exit(ran.some(({ tally }) => tally.failures > 0) ? 1 : 0);
