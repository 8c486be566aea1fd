/**
 * The plan of what is committed again: the records that only another log has, and
 * what became of their places here.
 *
 * @module
 */
import type { Change } from "../changes/change.ts";
import type { Conflict, RecordedBy } from "../revert/revert_plan.ts";

/** A record of the other log, and whether it is committed again. */
export interface ReappliedRecord extends RecordedBy {
  /** Its note, if there is one. */
  readonly note?: string | undefined;
  /** The changes that it makes here; none where it is left alone. */
  readonly changes: readonly Change[];
  /** The places that are not as it found them: it is left alone for these. */
  readonly conflicts: readonly Conflict[];
  /** Why it is left alone, where that is no place. */
  readonly refused?: string | undefined;
  /** Whether a transaction of its key was done here: it is left alone. */
  readonly repeated?: boolean | undefined;
  /** The revision that it is now; absent in a plan, and where it was left alone. */
  readonly committed?: number | undefined;
}

/** The plan of what is committed again. */
export interface ReapplyPlan {
  /** The last revision that both logs have. */
  readonly common: number;
  /** The records that only the other log has, in their order. */
  readonly records: readonly ReappliedRecord[];
}

/** What is done with the records of another log. */
export interface ReapplyOptions {
  /** `plan` only tells what would be done. */
  readonly mode?: "plan" | undefined;
}
