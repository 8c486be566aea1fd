/**
 * A process that commits is killed at a random moment, while it opens too: what
 * it was told is written is there.
 *
 * @module
 */
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, inTurns, numbers } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { recover } from "./recovery.ts";
import { Story } from "./story.ts";
import { isFound, type Run, type Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** So many lives one file has. */
const LIVES = 10;
/** Opening takes about this time, on a machine that has other work, too. */
const OPENING_MS = 60;
/** And this is some time at work. */
const WORK_MS = 120;

/** What was said of one file in all its lives. */
export class Witness {
  acked = -1;
  attempted = 0;
  readonly #story: Story;

  constructor(story: number, readonly format: FormatName) {
    this.#story = new Story(story);
  }

  /** Takes in what a child said. */
  hear(lines: readonly string[]): void {
    this.acked = Math.max(
      this.acked,
      ...numbers(lines, "ack"),
      // What is found in a new file is only on its way there.
      ...numbers(lines, "open").filter((n) => n > 0),
    );
    this.attempted = Math.max(this.attempted, ...numbers(lines, "try"));
  }

  /** Holds what is there against what was said. */
  async judge(
    bytes: Uint8Array,
    tally: Tally,
    where: string,
  ): Promise<void> {
    const { refused, state, report } = await recover(bytes, this.format);
    if (refused !== undefined) {
      return tally.fault("refused", `${where}: ${refused.message}`);
    }
    const n = state && this.#story.place(state);
    if (n === undefined || n > this.attempted) {
      const text = JSON.stringify(state);
      return tally.fault("wrong state", `${where}: ${text}`);
    }
    // An empty file is filled anew: then nothing was said of it.
    if (n < this.acked || (report?.created && this.acked >= 0)) {
      tally.fault("acked lost", `${where}: ${n} of ${this.acked}`);
    }
    tally.count("acked", Math.max(0, this.acked));
    tally.count("recovered", n);
    if (report?.torn !== undefined) tally.count("torn tails");
  }
}

/** Kills the child at a random moment; half of the time while it opens. */
async function killed(child: Child, random: Random): Promise<void> {
  const [line, most] = random.chance(0.5)
    ? ["start", OPENING_MS]
    : ["open", WORK_MS];
  await child.hear(line);
  await wait(random.int(most));
  child.kill();
}

/** Waits. */
export function wait(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}

/** The bytes of a file; none if it is not there. */
export function readIfThere(path: string): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array(0);
    throw error;
  }
}

/** Puts behind a log what a crash might. */
export function tear(path: string, random: Random): void {
  const tail = new Uint8Array(1 + random.int(5000));
  if (random.chance(0.5)) tail.forEach((_, i) => tail[i] = random.int(256));
  Deno.writeFileSync(path, tail, { append: true });
}

async function lives(
  path: string,
  number: number,
  count: number,
  tally: Tally,
  run: Run,
): Promise<void> {
  const { sabotage } = run;
  const seed = run.seed + number;
  const random = new Random(seed);
  const format: FormatName = random.pick(["json", "msgpack"]);
  const witness = new Witness(seed, format);
  // What is cut is not found by every kill.
  for (let life = 0; life < count && !isFound(tally, run); life++) {
    // Something to mend, so that recovery is killed in the middle, too.
    if (witness.acked >= 0 && random.chance(0.3)) tear(path, random);
    const options: CommitterOptions = {
      path,
      story: seed,
      seed: seed * 100 + life,
      format,
      sync: random.pick(["always", "never", 5, 1000] as const),
      // A snapshot of a file that lags behind would be damage of another kind.
      minBytes: sabotage ? 1e9 : random.pick([1000, 20_000]),
      durable: random.chance(0.3),
      commits: 0,
      pause: 0,
      sabotage,
    };
    const child = new Child({
      program: "./children/committer.ts",
      args: [JSON.stringify(options)],
    });
    await killed(child, random);
    const { lines, signal, complaints } = await child.ended;
    const where = `seed ${seed}, life ${life}, ${format}`;
    if (signal !== "SIGKILL") {
      tally.fault("died by itself", `${where}: ${complaints}`);
    }
    tally.count("kills");
    const opened = lines.some((line) => line.startsWith("open"));
    if (!opened && lines.includes("start")) tally.count("while opening");
    witness.hear(lines);
    await witness.judge(readIfThere(path), tally, where);
  }
}

/** Kills committers. */
export const kills: Suite = {
  name: "kills",
  title: "SIGKILL at random, while opening too",
  unit: "kills",
  small: 8,
  quick: 20,
  long: 1000,
  async run(run: Run): Promise<Tally> {
    const { size } = run;
    const tally = new Tally(
      "acked lost",
      "wrong state",
      "refused",
      "died by itself",
    );
    using folder = new TempFolder();
    // Two files at least: one of each format, if the seed has it so.
    const most = Math.min(LIVES, Math.ceil(size / 2));
    await inTurns(Math.ceil(size / most), 2, async (number) => {
      const path = folder.file(`${number}.kantadb`);
      const count = Math.min(most, size - number * most);
      if (!isFound(tally, run)) await lives(path, number, count, tally, run);
    });
    return tally;
  },
};
