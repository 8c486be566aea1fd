/**
 * Properties that hold for every seed.
 *
 * @module
 */
import { Random } from "./random.ts";

/** The first seed; `KANTA_SEED` repeats one that failed. */
const FIRST = Number(Deno.env.get("KANTA_SEED") ?? 1);

/**
 * Runs a check for `count` seeds in a row (`KANTA_RUNS` overrides it); what it
 * throws names the seed that repeats it.
 */
export function forSeeds(count: number, check: (random: Random) => void): void {
  const runs = Number(Deno.env.get("KANTA_RUNS") ?? count);
  for (let seed = FIRST; seed < FIRST + runs; seed++) {
    try {
      check(new Random(seed));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`KANTA_SEED=${seed} KANTA_RUNS=1: ${reason}`, { cause });
    }
  }
}

/** The same for checks that take time: one after the other. */
export async function forSeedsAsync(
  count: number,
  check: (random: Random) => Promise<void>,
): Promise<void> {
  const runs = Number(Deno.env.get("KANTA_RUNS") ?? count);
  for (let seed = FIRST; seed < FIRST + runs; seed++) {
    try {
      await check(new Random(seed));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`KANTA_SEED=${seed} KANTA_RUNS=1: ${reason}`, { cause });
    }
  }
}
