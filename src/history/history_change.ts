/**
 * One change of a history, as it is told.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import type { Change } from "./changes/change.ts";
import type { LogRecord } from "./reader/log_record.ts";

/** One change of a history. */
export interface HistoryChange {
  /** Tells it from what else a stream may hold. */
  readonly type: "change";
  /** The revision that it led to. */
  readonly rev: number;
  /** Its line or record number; null in a large file that was read from its end. */
  readonly line: number | null;
  /** Byte offset in its file. */
  readonly offset: number;
  /** The file, an archive perhaps; empty for a log in memory. */
  readonly file: string;
  /** When it was made: RFC 3339, UTC, as the file has it. */
  readonly ts: string;
  /** The action; empty if none was named. */
  readonly action: string;
  /** Who did it, if that was told. */
  readonly user: string | undefined;
  /** Why it was done, if that was told. */
  readonly note?: string | undefined;
  /** The revisions that it undid, if it is a revert. */
  readonly undone?: readonly number[] | undefined;
  /** The domain modification time that the record names. */
  readonly mtime: string | undefined;
  /** The schema version after it. */
  readonly version: number;
  /** The diff as the record has it, in the grammar of docs/format.md. */
  readonly diff: Diff;
  /** What it changed: of the places that were asked for. */
  readonly changes: readonly Change[];
}

/** A change as it is told, with what it changed. */
export function toldChange(
  record: LogRecord,
  changes: readonly Change[],
): HistoryChange {
  const { rev, line, offset, log } = record;
  const { ts, a = "", u, m, v = 0, n, w, diff } = record.change();
  return {
    type: "change",
    rev,
    line,
    offset,
    file: log.path,
    ts,
    action: a,
    user: u,
    // Another program may give these fields another meaning.
    ...(typeof n === "string" && { note: n }),
    ...(Array.isArray(w) && { undone: w }),
    mtime: m,
    version: v,
    diff,
    changes,
  };
}
