/**
 * How a revert is made, and what its record says.
 *
 * @module
 */
import type { LogInput } from "../open_history.ts";
import type { PointInput } from "../point/position.ts";

/** The fields of the record of a revert. */
export interface RevertRecordOptions {
  /** The action. Default: `revert`, or `restore`. */
  readonly action?: string | undefined;
  /** The user who does it. */
  readonly user?: string | undefined;
  /** Why it is done. */
  readonly note?: string | undefined;
}

/** How a revert is made. */
export interface RevertOptions extends RevertRecordOptions {
  /**
   * The way with places that were changed since: `refuse` all (default), leave
   * them alone (`only-clean`), put them back too (`force`), or only `plan`.
   */
  readonly mode?: "refuse" | "only-clean" | "force" | "plan" | undefined;
}

/** How a state of the past is brought back. */
export interface RestoreOptions extends RevertRecordOptions {
  /** The point, such as `r120`, `7d` or `@deploy`. Default: the end of `from`. */
  readonly at?: PointInput | undefined;
  /** Another log that has the point: a backup, an archive. Default: this one. */
  readonly from?: LogInput | undefined;
  /** `plan` only tells what would change. */
  readonly mode?: "plan" | undefined;
}
