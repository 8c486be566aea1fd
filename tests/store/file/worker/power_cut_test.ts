import { assert, assertRejects } from "@std/assert";
import { CrashOracle } from "../../../support/crash_oracle.ts";
import { Random } from "../../../support/random.ts";
import { type Sabotage, sabotaged } from "../../../support/sabotage.ts";
import { SimulatedDisk } from "../../../support/simulated_disk.ts";

const FIRST = Number(Deno.env.get("KANTA_SEED") ?? 1);
const RUNS = Number(Deno.env.get("KANTA_RUNS") ?? 150);

/** Lives through some crashes, one after the other, of one disk. */
async function life(seed: number, sabotage?: Sabotage): Promise<void> {
  const random = new Random(seed);
  const format = random.pick(["json", "msgpack"]);
  let disk = new SimulatedDisk({
    seed,
    shortWrites: random.chance(0.3),
  });
  let [recovered, durable] = [0, 0];
  for (let round = 0; round < 4; round++) {
    const oracle = new CrashOracle(random, format, recovered, durable);
    const seen = sabotage === undefined ? disk : sabotaged(disk, sabotage);
    const channel = await oracle.open(seen);
    const found = oracle.check(channel);
    if (found !== recovered) throw new Error(`${found} is not ${recovered}`);
    await oracle.work(channel, recovered, random.int(60));
    const how = random.chance(0.7) ? "power" : "process";
    const left = how === "power" ? disk.crash() : disk.kill();
    channel.close().catch(() => {}); // on a disk that is gone
    disk = await interrupt(left, oracle, random);
    const power = how === "power" || disk !== left;
    recovered = await oracle.recover(disk, power ? "power" : "process");
    durable = power ? recovered : oracle.promised.durable;
    disk = disk.kill();
  }
}

/** Sometimes the power goes while what is left is being opened. */
async function interrupt(
  disk: SimulatedDisk,
  oracle: CrashOracle,
  random: Random,
): Promise<SimulatedDisk> {
  if (random.chance(0.7)) return disk;
  disk.options.fault = { call: 1 + random.int(12), forever: true };
  await oracle.open(disk).catch(() => {});
  return disk.crash();
}

async function lives(count: number, sabotage?: Sabotage): Promise<void> {
  for (let seed = FIRST; seed < FIRST + count; seed++) {
    try {
      await life(seed, sabotage);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`KANTA_SEED=${seed} KANTA_RUNS=1: ${reason}`, { cause });
    }
  }
}

Deno.test("no power cut loses what was promised, or leaves what can't be opened", () =>
  lives(RUNS));

for (const sabotage of ["skipSync", "ackBeforeSync"] as const) {
  Deno.test(`the suite fails with ${sabotage}`, async () => {
    const error = await assertRejects(() => lives(200, sabotage));
    assert(error instanceof Error);
  });
}
