/**
 * `deno task torture`: every suite at its full size, and the table of what came
 * of it.
 *
 *     --only NAME    this suite alone; may be given several times
 *     --scale X      X times as much of everything
 *     --seed N       the first seed; 1 if it is not said
 *     --write        put the table into docs/reliability.md
 *
 * @module
 */
import { parseArgs } from "node:util";
import { runApart } from "./apart.ts";
import { suiteOf, suites } from "./suites.ts";
import { type Ran, tableOf, withTable } from "./table.ts";
import type { Suite } from "./suite.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    scale: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
  },
});
const scale = Number(values.scale);
const seed = Number(values.seed);

async function run(suite: Suite): Promise<Ran> {
  const size = Math.max(1, Math.round(suite.long * scale));
  console.log(`${suite.title}: ${size} ${suite.unit}, from seed ${seed}`);
  const start = performance.now();
  const tally = await runApart(suite, { size, seed });
  const ran = { suite, tally, seconds: (performance.now() - start) / 1000 };
  console.log(tableOf([ran]).split("\n")[2]);
  for (const line of tally.told) console.log(`  ${line}`);
  return ran;
}

const chosen = values.only?.map(suiteOf) ?? suites;
// One after the other: each has the machine to itself, and its time means so.
const ran: Ran[] = [];
for (const suite of chosen) ran.push(await run(suite));
console.log(`\n${tableOf(ran)}`);
if (values.write) {
  const path = new URL("../../docs/reliability.md", import.meta.url);
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, withTable(text, tableOf(ran)));
}
Deno.exit(ran.some(({ tally }) => tally.failures > 0) ? 1 : 0);
