/**
 * Why nothing was reverted.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import type { RevertPlan } from "./revert_plan.ts";

/**
 * A revert was refused, and nothing was changed: for places that were changed
 * since, which the plan names, or since a record is of another schema version.
 */
export class RevertError extends DatabaseError {
  static {
    this.prototype.name = "RevertError";
  }
  /**
   * The plan of what would have been done; absent where another schema version
   * is the reason.
   */
  readonly plan?: RevertPlan | undefined;

  /**
   * Composes the error with the plan.
   *
   * @ignore
   */
  constructor(
    message: string,
    options: ConstructorParameters<typeof DatabaseError>[1] & {
      readonly plan?: RevertPlan | undefined;
    } = {},
  ) {
    super(message, options);
    this.plan = options.plan;
  }
}
