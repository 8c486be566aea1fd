/**
 * Contestants measured in rounds in turn: A B A B, never A A B B, so that a
 * noisy minute of the machine falls on all of them.
 *
 * @module
 */
import { median } from "./statistic.ts";

/** Who takes part in a contest. */
export interface Contestant {
  readonly name: string;
  /** The setting it runs in, such as `WAL, synchronous=OFF`. */
  readonly setting: string;
  /**
   * How many runs of about a round come before those that count. Default: 3; the
   * optimiser may need more.
   */
  readonly warmRuns?: number | undefined;
  /** Does its work `count` times and says how many milliseconds that took. */
  round(count: number): Promise<number>;
  /** Keeps what is left of its last round out of those of others. */
  stop?(): Promise<void>;
}

/** How long and how often. */
export interface ContestRules {
  /** How many rounds each; the score is their median. Default: 5. */
  readonly rounds?: number | undefined;
  /** How long a round should be in milliseconds. Default: 150. */
  readonly roundMs?: number | undefined;
  /**
   * The most work of one round; 1 leaves out the search for the right count
   * and all that is not measured. Default: 1,000,000.
   */
  readonly most?: number | undefined;
}

/** What a contestant reached. */
export interface Score {
  readonly name: string;
  readonly setting: string;
  /** Median of the rounds, per second; NaN when it could not take part. */
  readonly perSecond: number;
  /** Every round's rate per second, in order. */
  readonly rounds: readonly number[];
  /** Why it could not take part. */
  readonly unable?: string | undefined;
}

/**
 * So much of a round's work is done right before it, and not measured. A process
 * that rested has its two threads on one core at first, and waits for it in a
 * tenth of a round of 100 ms. The fastest of nine rounds of Kanta's was 1.2 and
 * 1.4 times the slowest without this and 1.07 times with it; those of the others
 * differed by the same 1.1 to 1.3 either way.
 */
const LEAD = 0.5;

/** A score for who could not take part. */
export function unable(name: string, setting: string, reason: string): Score {
  return { name, setting, perSecond: NaN, rounds: [], unable: reason };
}

/**
 * Runs every contestant's rounds in turn and returns the scores in the order
 * of the contestants. How much work makes a round is found first, which also
 * warms each one up.
 */
export async function contest(
  contestants: readonly Contestant[],
  rules: ContestRules = {},
): Promise<Score[]> {
  const { rounds = 5, roundMs = 150, most = 1_000_000 } = rules;
  const counts: number[] = [];
  for (const one of contestants) {
    counts.push(most === 1 ? 1 : await findCount(one, roundMs, most));
    await one.stop?.();
  }
  const rates: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, one] of contestants.entries()) {
      const lead = Math.floor(counts[index]! * LEAD);
      if (lead > 0) await one.round(lead);
      const ms = await one.round(counts[index]!);
      rates[index]!.push(counts[index]! / ms * 1000);
      await one.stop?.();
    }
  }
  return contestants.map((one, index) => ({
    name: one.name,
    setting: one.setting,
    perSecond: median(rates[index]!),
    rounds: rates[index]!,
  }));
}

/**
 * So many runs of about a round are made in the search: the optimiser is still
 * at work in the first ones.
 */
const WARM_RUNS = 3;
/**
 * More runs of only a few pieces: what is left of the loading, such as writing
 * the state behind it, may make the first ones slow. Then three pushes onto a
 * list that took 0.04 s each were once believed, and a round was one of them.
 */
const FEW = 10;
const RUNS_OF_FEW = 8;

/**
 * The count of work that takes about `roundMs`, found by growing it. A slow run
 * is made again before it is believed: it may have been the machine, and rounds
 * of too little work would measure what each round costs besides.
 */
async function findCount(
  one: Contestant,
  roundMs: number,
  most: number,
): Promise<number> {
  let count = 1;
  let before = Infinity;
  for (let warm = 0;;) {
    const each = await one.round(count) / count;
    const least = Math.min(each, before);
    const fit = roundMs / Math.max(least, 1e-9);
    warm = count >= Math.min(most, fit / 2) ? warm + 1 : 0;
    const found = Math.min(most, Math.max(1, Math.round(fit)));
    // One piece that takes much longer than a round, twice, needs no search.
    const enough = count < FEW ? RUNS_OF_FEW : one.warmRuns ?? WARM_RUNS;
    const endless = before !== Infinity && least > 4 * roundMs;
    if (warm >= enough || endless) return found;
    before = each;
    // At most tenfold at once: the first rounds run before the optimiser.
    count = Math.min(found, count * 10);
  }
}
