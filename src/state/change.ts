/**
 * From the notes of a transaction to its diff: the record's reading of the note.
 *
 * The result is what `computeDiff` of the states before and after gives, at a
 * cost that follows the notes.
 *
 * @module
 */
import type { Diff } from "../records.ts";
import { adopt } from "./adopt.ts";
import { KeyCounts } from "./key_counts.ts";
import { NoteDiffer } from "./note_diff.ts";
import type { Recorder } from "./recorder.ts";

export { KeyCounts };

/** The net change of one transaction. */
export interface Change {
  /** What changed, in the grammar of records. */
  readonly diff: Diff;
  /** Whether the diff holds JSON's own types only. */
  readonly plain: boolean;
}

/**
 * The net change that was recorded, or undefined when there is none.
 *
 * Every newly assigned value is replaced by the database's own copy on the way.
 * Throws a typed error when one can't be stored; then roll back.
 */
export function takeChange(
  recorder: Recorder,
  counts: KeyCounts,
): Change | undefined {
  recorder.collectLoans();
  if (recorder.noted.length === 0) return undefined;
  adopt(recorder.root);
  recorder.release();
  const diff = new NoteDiffer(recorder, counts).diff(recorder.root);
  return diff === undefined
    ? undefined
    : { diff, plain: !recorder.copier.rich };
}
