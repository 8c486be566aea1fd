/**
 * One record of a log, whole.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import type { Change } from "../../history/changes/change.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import { redactionsOf } from "../../log/redaction.ts";
import { changesAt, recordsFrom, snapshotLabel } from "../log/record_rows.ts";
import type { Reading } from "../log/viewed_log.ts";
import type { Lights } from "../log/lights.ts";
import type { RecordAnswer, RecordQuery } from "../wire/timeline.ts";
import type { Context } from "./context.ts";
import { headOf } from "./record_heads.ts";

/** So many changes of one record. */
const MOST_CHANGES = 2000;
/** So many characters of a text in a record. */
const LONG = 20_000;
/** So many bytes of a line. */
const LINE = 64 << 10;

/** Answers about single records. */
export class RecordAnswers {
  readonly #context: Context;

  /** Answers with the parts of a context. */
  constructor(context: Context) {
    this.#context = context;
  }

  /** One record. */
  record(
    { rev, index: asked, lit }: RecordQuery,
  ): Promise<RecordAnswer> {
    return this.#context.log.read(async (reading) => {
      const { index } = reading;
      const at = asked ?? (rev === undefined ? undefined : index.changeOf(rev));
      if (at === undefined || !(at >= 0 && at < index.count)) {
        throw new DatabaseError(
          rev === undefined
            ? `There is no record ${asked}`
            : `There is no record of r${rev}`,
        );
      }
      await approached(reading, at);
      for (const record of recordsFrom(reading, Math.floor(at), 1)) {
        return record.kind === "snapshot"
          ? this.#snapshot(reading, record, at)
          : this.#change(reading, record, at, this.#context.lightsOf(lit));
      }
      throw new DatabaseError(`Cannot read record ${at}: the log was cut`);
    });
  }

  #snapshot(reading: Reading, record: LogRecord, at: number): RecordAnswer {
    const { ts, v: version = 0 } = record.snapshotHead();
    return {
      ...placeOf(record),
      label: snapshotLabel(reading, at),
      index: at,
      kind: "snapshot",
      rev: record.rev,
      ts,
      action: "snapshot",
      version,
      changes: [],
      count: 0,
      text: `The state at r${record.rev}, ${record.end - record.offset} bytes`,
      cut: true,
    };
  }

  #change(
    reading: Reading,
    record: LogRecord,
    at: number,
    lights: Lights | undefined,
  ): RecordAnswer {
    const { shown, quotedPath } = this.#context;
    const change = record.change();
    const { n: note, w: undone, o: once, m: mtime, v: version = 0 } = change;
    const { id } = record;
    const bytes = record.payload.slice(); // they last until the next one is read
    const changes = changesAt(reading, record);
    const head = headOf(record);
    return {
      ...head,
      ...lights?.head(head.action, head.user),
      ...placeOf(record),
      label: `r${record.rev}`,
      index: at,
      kind: "change",
      id,
      // Another program may give these fields another meaning.
      ...(typeof note === "string" && { note }),
      ...(Array.isArray(undone) && { undone }),
      ...(typeof once === "string" && { once }),
      ...(redactionsOf(change).length > 0 && { redacted: true }),
      ...(mtime !== undefined && { mtime }),
      version,
      changes: changes.slice(0, MOST_CHANGES)
        .map((one) => {
          const told = shown.change(one, LONG);
          return lights?.change(told, one) ?? told;
        }),
      count: changes.length,
      ...this.#text(bytes, record, changes),
      ...(record.rev > 1 &&
        { revert: `kanta revert r${record.rev} ${quotedPath}` }),
    };
  }

  /** The line as it stands in the file, or what it says where anything in it is secret. */
  #text(
    payload: Uint8Array,
    record: LogRecord,
    changes: readonly Change[],
  ): Pick<RecordAnswer, "text" | "cut"> {
    const { log } = record;
    const masked: string[] = [];
    const told = this.#context.shown.changes(changes, masked);
    if (log.format === "json" && masked.length === 0) {
      const text = new TextDecoder().decode(payload.subarray(0, LINE));
      return { text, ...(payload.length > LINE && { cut: true }) };
    }
    const { diff: _diff, ...head } = record.change();
    const text = JSON.stringify({ ...head, changes: told, masked });
    return text.length > LINE
      ? { text: text.slice(0, LINE), cut: true }
      : { text };
  }
}

/** Goes to the state before a record, which is had soon then. */
export async function approached(
  { index, states }: Reading,
  at: number,
): Promise<void> {
  try {
    await states.approach(index.revOf(at) - 1);
  } catch {
    return; // the record is told without the values before
  }
}

function placeOf(
  record: LogRecord,
): Pick<RecordAnswer, "file" | "line" | "offset" | "bytes"> {
  const { log, line, offset, end } = record;
  const file = log.path.replace(/^.*[/\\]/, "");
  return { file, line, offset, bytes: end - offset };
}
