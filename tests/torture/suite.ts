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
  /** The harm that is looked for: once it was done, no more has to be tried. */
  readonly until?: string | undefined;
}

/** Whether a run found what it looked for. */
export function isFound(tally: Tally, { until }: Run): boolean {
  return until !== undefined && (tally.faults.get(until) ?? 0) > 0;
}

/** One row of the table. */
export interface Suite {
  /** Its name on the command line. */
  readonly name: string;
  /** What it does, for the table. */
  readonly title: string;
  /** What its size counts. */
  readonly unit: string;
  /** The size in `deno task test`: each kind of case, not many of them. */
  readonly small: number;
  /** The size of `deno task torture --quick`, which CI runs. */
  readonly quick: number;
  /** The size of `deno task torture`. */
  readonly long: number;
  /**
   * Whether its errors are made without a stack: most of its cases make some, and
   * nobody reads where.
   */
  readonly untraced?: boolean | undefined;
  /** Does it. */
  run(run: Run): Promise<Tally>;
}
