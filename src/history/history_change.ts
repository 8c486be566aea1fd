/**
 * One change of a history, as it is told.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import type { Change } from "./changes/change.ts";
import {
  type RecordedChange,
  recordedChange,
} from "./changes/recorded_change.ts";
import type { LogRecord } from "./reader/log_record.ts";

/** One change of a history. */
export interface HistoryChange extends RecordedChange {
  /** The line or record number; null in a large file that was read from its end. */
  readonly line: number | null;
  /** Byte offset in its file. */
  readonly offset: number;
  /** The file, an archive perhaps; empty for a log in memory. */
  readonly file: string;
  /** The diff as the record has it, in the grammar of docs/format.md. */
  readonly diff: Diff;
}

/** A change as it is told, with what it changed. */
export function toldChange(
  record: LogRecord,
  changes: readonly Change[],
): HistoryChange {
  const { line, offset, log } = record;
  const change = record.change();
  return {
    ...recordedChange(change, record, changes),
    line,
    offset,
    file: log.path,
    diff: change.diff,
  };
}
