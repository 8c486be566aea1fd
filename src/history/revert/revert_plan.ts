/**
 * The plan of a revert: what would change, and what was changed since.
 *
 * @module
 */
import type { Redaction } from "../../log/redaction.ts";
import type { Change } from "../changes/change.ts";

/** A record that is to be undone, or that changed a place since. */
export interface RecordedBy {
  /** The revision. */
  readonly rev: number;
  /** When it was made: RFC 3339, UTC. */
  readonly ts: string;
  /** The action; empty if none was named. */
  readonly action: string;
  /** The user who did it, if that was told. */
  readonly user: string | undefined;
}

/** A place that is not as a record to be undone left it. */
export interface Conflict {
  /** Keys and list indices from the root. */
  readonly path: readonly unknown[];
  /** The place as text, such as `users.bob.name`. */
  readonly at: string;
  /** The value that stands there now; absent where none does. */
  readonly old?: unknown;
  /** The value that would stand there; absent where none would. */
  readonly new?: unknown;
  /** The last record that changed it since, where there is one. */
  readonly by: RecordedBy | undefined;
}

/** The plan of a revert: what it does, or would do. */
export interface RevertPlan {
  /** The revision that it begins at. */
  readonly rev: number;
  /** The records that it undoes, the first one first. */
  readonly undoes: readonly RecordedBy[];
  /** The changes that it makes, conflicts aside; with `force` they are among them. */
  readonly changes: readonly Change[];
  /** The places that were changed since. */
  readonly conflicts: readonly Conflict[];
  /**
   * The redactions of the records that it undoes, or of the history that a
   * state is brought back from: that can't be put back. Absent where nothing
   * was.
   */
  readonly redacted?: readonly Redaction[] | undefined;
  /** The revision that did it; absent in a plan, and where there was nothing to do. */
  readonly committed?: number | undefined;
}
