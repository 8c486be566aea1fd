/**
 * A process dies in the middle of a write, after any number of its bytes; and
 * one whose writes are all cut short goes on as if nothing were.
 *
 * @module
 */
import { Random } from "../support/random.ts";
import { TempFolder } from "../support/temp.ts";
import { Child, inTurns } from "./child.ts";
import type { CommitterOptions } from "./children/committer.ts";
import type { FormatName } from "./history.ts";
import { readIfThere, Witness } from "./kills.ts";
import { buildShim, shimmed, type ShimOrder } from "./shim.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** So many lives one file has. */
const LIVES = 5;

/** Runs a committer behind the shim, and judges what is left. */
async function live(
  shim: string,
  order: ShimOrder,
  witness: Witness,
  options: CommitterOptions,
  tally: Tally,
): Promise<void> {
  const { call, nth, how, bytes } = order;
  const where = `seed ${options.seed}, ${options.format}, ${call} ${nth}: ` +
    `${how} at ${bytes}`;
  const child = new Child({
    program: "./children/committer.ts",
    args: [JSON.stringify(options)],
    env: shimmed(shim, order),
  });
  const { lines, signal, complaints } = await child.ended;
  witness.hear(lines);
  if (signal === "SIGKILL") tally.count("killed in a write");
  else if (lines.includes("end")) tally.count("ran to the end");
  else tally.fault("failed", `${where}: ${complaints}`);
  await witness.judge(readIfThere(options.path), tally, where);
}

async function lives(
  shim: string,
  path: string,
  seed: number,
  count: number,
  tally: Tally,
): Promise<void> {
  const random = new Random(seed);
  const format: FormatName = random.pick(["json", "msgpack"]);
  const witness = new Witness(seed, format);
  for (let life = 0; life < count; life++) {
    const short = life === count - 1;
    const order: ShimOrder = {
      path,
      call: "write",
      nth: short ? 0 : 1 + random.int(12),
      how: short ? "short" : "tear",
      bytes: random.int(random.chance(0.5) ? 400 : 4000),
    };
    await live(shim, order, witness, {
      path,
      story: seed,
      seed: seed * 100 + life,
      format,
      sync: random.pick(["always", "never", 5] as const),
      minBytes: 1000,
      durable: random.chance(0.3),
      pause: 0,
      commits: 60,
    }, tally);
  }
}

/** Tears writes. */
export const tornWrites: Suite = {
  name: "torn-writes",
  title: "torn write, then kill; short writes (LD_PRELOAD)",
  unit: "runs",
  small: 6,
  quick: 10,
  long: 300,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally("acked lost", "wrong state", "refused", "failed");
    using folder = new TempFolder();
    const shim = await buildShim(folder.path);
    if (shim === undefined) {
      tally.unavailable = "it takes Linux and gcc";
      return tally;
    }
    // Two files at least: one of each format, if the seed has it so.
    const count = Math.min(LIVES, Math.ceil(size / 2));
    await inTurns(
      Math.ceil(size / count),
      2,
      (number) =>
        lives(
          shim,
          folder.file(`${number}.kantadb`),
          seed + number,
          count,
          tally,
        ),
    );
    return tally;
  },
};
