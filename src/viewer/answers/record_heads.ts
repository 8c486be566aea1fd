/**
 * Who made a revision, and when, as the page is told.
 *
 * @module
 */
import type { LogRecord } from "../../history/reader/log_record.ts";
import { recordsFrom } from "../log/record_rows.ts";
import type { Reading } from "../log/viewed_log.ts";
import type { RecordHead } from "../wire/shown.ts";

/** The change that led to a revision; undefined where it is not kept. */
export function changeAt(reading: Reading, rev: number): LogRecord | undefined {
  const index = reading.index.changeOf(rev);
  if (index === undefined) return undefined;
  for (const record of recordsFrom(reading, index, 1)) return record;
  return undefined;
}

/** Who made a revision, and when; undefined where its record is not kept. */
export function headAt(reading: Reading, rev: number): RecordHead | undefined {
  const record = changeAt(reading, rev);
  return record && headOf(record);
}

/** The head of a record. */
export function headOf(record: LogRecord): RecordHead {
  const { rev } = record;
  if (record.kind === "snapshot") {
    return { rev, ts: record.snapshotHead().ts, action: "snapshot" };
  }
  const { ts, a: action = "", u: user } = record.change();
  return { rev, ts, action, ...(user !== undefined && { user }) };
}
