import { assert, assertRejects } from "@std/assert";
import { CrashOracle } from "../../../support/crash_oracle.ts";
import { Random } from "../../../support/random.ts";
import { type Sabotage, sabotaged } from "../../../support/sabotage.ts";
import {
  EIO,
  ENOSPC,
  type Fault,
  SimulatedDisk,
} from "../../../support/simulated_disk.ts";

// Each life has errors that go from isolate to isolate with their stacks, and making
// those took a fifth of all the time; what repeats a failure is in its message.
Error.stackTraceLimit = 0;

/** One of each format; `KANTA_RUNS` tries more. */
const SEEDS = Number(Deno.env.get("KANTA_RUNS") ?? 2);

/** How one life ended. */
interface Outcome {
  /** How many calls the disk got. */
  readonly calls: number;
  /** The calls after the one that failed for good. */
  readonly after: readonly string[];
}

/**
 * The same life every time, but that one call fails. Whatever happens, every
 * promise is kept or broken aloud, and the file opens again.
 */
async function life(
  seed: number,
  fault: Fault | undefined,
  lost: "power" | "process",
  sabotage?: Sabotage,
): Promise<Outcome> {
  const random = new Random(seed);
  const oracle = new CrashOracle(random, random.pick(["json", "msgpack"]));
  const disk = new SimulatedDisk({ seed, fault });
  const seen = sabotage === undefined ? disk : sabotaged(disk, sabotage);
  let failedAt = Infinity;
  try {
    const channel = await oracle.open(seen);
    await oracle.work(channel, 0, 60);
    if (channel.failure !== undefined) failedAt = disk.trace.length;
    await oracle.settle(Promise.allSettled([channel.flush(true)]));
    disk.options.fault = fault?.forever ? fault : undefined;
    await oracle.settle(Promise.allSettled([channel.close()]));
  } catch (error) {
    if (fault === undefined) throw error;
  }
  const { calls } = disk;
  const after = disk.trace.slice(failedAt);
  const next = lost === "power" ? disk.crash() : disk.kill();
  if (next.readFile("log.kantadb") === undefined) {
    assert(oracle.promised.durable === 0, "the file is gone");
    return { calls, after };
  }
  // After a sync that failed nobody can say what is there of what was written
  // since the last one: it is taken back.
  const { promised } = oracle;
  const unsynced = fault !== undefined && disk.trace[fault.call - 1] === "sync";
  if (unsynced) promised.written = promised.durable;
  await oracle.recover(next, lost);
  return { calls, after };
}

async function everyCall(
  seeds: number,
  message: string,
  sabotage?: Sabotage,
): Promise<number> {
  let faults = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { calls } = await life(seed, undefined, "process", sabotage);
    for (let call = 1; call <= calls; call++) {
      for (const forever of [false, true]) {
        for (const lost of ["power", "process"] as const) {
          const fault = { call, forever, message };
          try {
            const { after } = await life(seed, fault, lost, sabotage);
            const again = after.filter((name) => /^(append|sync)/.test(name));
            assert(again.length === 0, `after the failure: ${again}`);
          } catch (cause) {
            const what = JSON.stringify({ seed, lost, ...fault });
            throw new Error(`With ${what}: ${cause}`, { cause });
          }
          faults++;
        }
      }
    }
  }
  return faults;
}

Deno.test("whichever call fails, once or for ever, no promise is broken in silence", async () => {
  assert(await everyCall(SEEDS, EIO) > 500);
});

Deno.test("whichever call finds no room, no promise is broken in silence", async () => {
  assert(await everyCall(SEEDS, ENOSPC) > 300);
});

for (const sabotage of ["retryFailedSync", "cutInTheMiddle"] as const) {
  Deno.test(`the suite fails with ${sabotage}`, async () => {
    await assertRejects(() => everyCall(10, EIO, sabotage));
  });
}
