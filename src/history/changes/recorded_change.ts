/**
 * One committed transaction as it is told to those who ask or watch: who did
 * what, when and why, and what became of each place.
 *
 * @module
 */
import { type Redaction, redactionsOf } from "../../log/redaction.ts";
import type { ChangeRecord } from "../../record.ts";
import type { Change } from "./change.ts";

/** One committed transaction: who did what, when, and what it changed. */
export interface RecordedChange {
  /** Tells it from what else a stream may hold. */
  readonly type: "change";
  /** The revision that it led to. */
  readonly rev: number;
  /**
   * The revision and a checksum of the record, such as `4982-688e920c`: after a
   * power cut a revision can come again.
   */
  readonly id: string;
  /** When it was made: RFC 3339, UTC, as the file has it. */
  readonly ts: string;
  /** The action; empty if none was named. */
  readonly action: string;
  /** The user who did it, if that was told. */
  readonly user: string | undefined;
  /** Why it was done, if that was told. */
  readonly note?: string | undefined;
  /** The revisions that it undid, if it is a revert. */
  readonly undone?: readonly number[] | undefined;
  /** The key of a transaction that is done once. */
  readonly once?: string | undefined;
  /** The redactions that took something of it; of a file's first record: of the file. */
  readonly redacted?: readonly Redaction[] | undefined;
  /** The domain modification time that the record names. */
  readonly mtime: string | undefined;
  /** The schema version after it. */
  readonly version: number;
  /** The changes that it made: of the places that were asked for. */
  readonly changes: readonly Change[];
}

/** A record as it is told, with what it changed. */
export function recordedChange(
  record: ChangeRecord,
  { rev, id }: { readonly rev: number; readonly id: string },
  changes: readonly Change[],
): RecordedChange {
  const { ts, a = "", u, m, v = 0, n, w, o } = record;
  const redacted = redactionsOf(record);
  return {
    type: "change",
    rev,
    id,
    ts,
    action: a,
    user: u,
    // Another program may give these fields another meaning.
    ...(typeof n === "string" && { note: n }),
    ...(Array.isArray(w) && { undone: w }),
    ...(typeof o === "string" && { once: o }),
    ...(redacted.length > 0 && { redacted }),
    mtime: m,
    version: v,
    changes,
  };
}
