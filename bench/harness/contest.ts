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
  /** Does its work `count` times and says how many milliseconds that took. */
  round(count: number): Promise<number>;
  /** Waits until nothing of its last round is still going on. Default: at once. */
  settle?(): Promise<void>;
}

/** How long and how often. */
export interface ContestRules {
  /** How many rounds each; the score is their median. Default: 5. */
  readonly rounds?: number;
  /** How long a round should be in milliseconds. Default: 150. */
  readonly roundMs?: number;
  /**
   * The most work of one round; 1 leaves out the search for the right count,
   * and with it the warming up. Default: 1,000,000.
   */
  readonly most?: number;
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
  readonly unable?: string;
}

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
    await one.settle?.();
  }
  const rates: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, one] of contestants.entries()) {
      const ms = await one.round(counts[index]);
      rates[index].push(counts[index] / ms * 1000);
      // What it left behind must not fall into the next one's round.
      await one.settle?.();
    }
  }
  return contestants.map((one, index) => ({
    name: one.name,
    setting: one.setting,
    perSecond: median(rates[index]),
    rounds: rates[index],
  }));
}

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
  for (;;) {
    let ms = await one.round(count);
    if (count < most && ms >= roundMs / 2 && ms <= 4 * roundMs) {
      ms = Math.min(ms, await one.round(count));
    }
    if (ms >= roundMs / 2 || count >= most) {
      const fit = Math.round(count * roundMs / Math.max(ms, 1e-3));
      return Math.min(most, Math.max(1, fit));
    }
    // At most tenfold at once: the first rounds run before the optimiser.
    const factor = Math.min(10, Math.max(2, roundMs / Math.max(ms, 0.01)));
    count = Math.min(most, Math.ceil(count * factor));
  }
}
