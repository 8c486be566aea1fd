/**
 * A value of the state as a snapshot in the making holds it: as text, or live.
 *
 * @module
 */
import type { ScalarChange } from "../../format/json/record/scalar_change.ts";
import type { Payload } from "../../log/serializer.ts";

/** A value that follows its changes. */
export interface SnapshotValue {
  /**
   * Changes it by the diff of the place to which `path` has the keys from `from`
   * on; returns what holds the value that stands there now.
   *
   * @throws {ReplayError} When the diff does not fit.
   */
  change(path: readonly string[], from: number, diff: unknown): SnapshotValue;
  /**
   * Does a change in text, of which it is `level` keys down the way; false when
   * it can't. What it did by then may be done again.
   */
  edit(change: ScalarChange, level: number): boolean;
  /** The keys of an object; none of any other value. */
  keys(): readonly string[];
  /** Encodes what is not encoded, ahead of the time when it is wanted. */
  update(): void;
  /** How many characters or bytes the pieces have, or a few more. */
  readonly length: number;
  /** The pieces of its encoding; they hold until something changes. */
  pieces(): Iterable<Payload>;
}
