/**
 * The event of a rotation.
 *
 * @module
 */
import type { DatabaseError } from "../errors.ts";
import type { RotationReport } from "./rotation.ts";

/** The file was rotated, or could not be. */
export class RotatedEvent extends Event {
  /** The report of what was done; absent where it failed. */
  readonly report: RotationReport | undefined;
  /** Why it was not rotated; nothing else is affected. */
  readonly error: DatabaseError | undefined;

  /**
   * Tells of one rotation.
   *
   * @ignore
   */
  constructor(report: RotationReport | undefined, error?: DatabaseError) {
    super("rotated");
    this.report = report;
    this.error = error;
  }
}

/** The events about keeping the file small, by their names. */
export interface KeepEvents {
  /** The file was rotated, or could not be. */
  rotated: RotatedEvent;
}

/** The report of an opening about keeping the file small. */
export interface KeptReport {
  /** The work of the option `retention`, or the end of a rotation that had none. */
  readonly rotated?: RotationReport | undefined;
}
