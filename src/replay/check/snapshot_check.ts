/**
 * Whether a snapshot holds what the records before it lead to.
 *
 * @module
 */
import type { Snapshot } from "../../record.ts";
import type { Replayed } from "../replayer.ts";
import { firstDifference } from "./first_difference.ts";
import { sameContent } from "./same_content.ts";

/** How a snapshot differs from the replay. */
export interface Mismatch {
  /** The differences, and where first. */
  readonly reason: string;
  /** The first difference of the state, as a log would have it. */
  readonly diff?: string | undefined;
}

/**
 * Compares a snapshot with what was replayed; undefined when they agree, the
 * order of keys aside.
 */
export function checkSnapshot(
  replayed: Replayed,
  { state, v = 0, m }: Snapshot,
): Mismatch | undefined {
  const reasons: string[] = [];
  let diff: string | undefined;
  if (!sameContent(replayed.state, state)) {
    const first = firstDifference(replayed.state, state);
    diff = first.diff;
    reasons.push(
      `its state is not what the changes before it lead to, first at ` +
        `${first.path}: ${diff}`,
    );
  }
  // Higher it may be: a migration that changes nothing needs no record.
  if (v < replayed.version) {
    reasons.push(
      `its schema version is ${v} after records of version ${replayed.version}`,
    );
  }
  if (m !== undefined && replayed.mtime !== undefined && m !== replayed.mtime) {
    reasons.push(
      `its modification time is ${m}, and ${replayed.mtime} was in force`,
    );
  }
  if (reasons.length === 0) return undefined;
  const reason = reasons.join("; ");
  return diff === undefined ? { reason } : { reason, diff };
}

/** The fault of a snapshot's revision, after so many changes. */
export function checkRevision(
  counted: number,
  { r, k }: Snapshot,
): string | undefined {
  return k !== 1 || r === undefined || r === counted
    ? undefined
    : `its revision is ${r} after ${counted} changes`;
}
