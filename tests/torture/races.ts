/**
 * Two processes open one file at the same time: one of them gets it.
 *
 * @module
 */
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, PATIENCE_MS } from "./child.ts";
import { wait } from "./kills.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

async function race(
  children: readonly Child[],
  round: number,
  path: string,
  random: Random,
  tally: Tally,
): Promise<void> {
  const answers = children.map((child) => child.hear(`${round} `));
  await children[0]!.tell(`open ${round} ${path}`);
  if (random.chance(0.5)) await wait(random.int(8));
  await children[1]!.tell(`open ${round} ${path}`);
  const said = await Promise.all(answers);
  const winners = said.filter((line) => line.endsWith(" won")).length;
  const losers = said.filter((line) => line.endsWith(" lost")).length;
  const where = `round ${round}: ${said.join(", ")}`;
  if (winners > 1) tally.fault("two winners", where);
  if (winners === 0) tally.fault("no winner", where);
  if (winners + losers < 2) tally.fault("another error", where);
  const closed = children.map((child) => child.hear(`${round} closed`));
  for (const child of children) await child.tell(`close ${round}`);
  await Promise.all(closed);
  tally.count("races");
}

/** Lets two openers race. */
export const races: Suite = {
  name: "races",
  title: "two openers racing",
  unit: "races",
  small: 8,
  quick: 20,
  long: 1000,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally("two winners", "no winner", "another error");
    const random = new Random(seed);
    using folder = new TempFolder();
    const children = [0, 1].map(() =>
      new Child({
        program: "./children/opener.ts",
        args: [],
        patience: PATIENCE_MS + size * 2000, // both live through all races
      })
    );
    await Promise.all(children.map((child) => child.hear("ready")));
    for (let round = 0; round < size; round++) {
      // A file that is not there yet half of the time.
      const path = folder.file(`${round >> 1}.kantadb`);
      await race(children, round, path, random, tally);
    }
    for (const child of children) await child.tell("end");
    await Promise.all(children.map((child) => child.ended));
    return tally;
  },
};
