/**
 * What every suite of the torture is: something done many times over, and what
 * must never come of it.
 *
 * @module
 */
import type { Sabotage } from "./sabotage.ts";
import type { Tally } from "./tally.ts";

/** How to run a suite. */
export interface Run {
  /** How much: see {@linkcode Suite.unit}. */
  readonly size: number;
  /** The first seed. */
  readonly seed: number;
  /** A safety net to cut: the suite must fail then. */
  readonly sabotage?: Sabotage | undefined;
}

/** One row of the table. */
export interface Suite {
  /** Its name on the command line. */
  readonly name: string;
  /** What it does, for the table. */
  readonly title: string;
  /** What its size counts. */
  readonly unit: string;
  /** The size in CI. */
  readonly small: number;
  /** The size of `deno task torture`. */
  readonly long: number;
  /** Does it. */
  run(run: Run): Promise<Tally>;
}
