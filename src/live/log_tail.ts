/**
 * The tail of a log: what a stream goes on from, and what was committed since.
 *
 * @module
 */
import type { RecordedChange } from "../history/changes/recorded_change.ts";
import { historyIn } from "../history/history.ts";
import type { HistoryChange } from "../history/history_change.ts";
import type { LiveLog } from "../history/live_past.ts";
import { openHistory } from "../history/open_history.ts";
import { parseId, recordId } from "../history/reader/record_id.ts";
import type { RecordReader } from "../history/reader/record_reader.ts";

/** A log, open for reading what was committed since. */
export class LogTail implements Disposable {
  readonly #reader: RecordReader;

  private constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  /** Opens the log of a database. */
  static async open({ source, options }: LiveLog): Promise<LogTail> {
    return new LogTail(await openHistory(source, options));
  }

  /** The id of the record that led to a revision; the revision alone where it is not kept. */
  idAt(rev: number): string {
    for (const record of this.#reader.backward(rev + 1)) {
      if (record.rev < rev) break;
      if (record.kind === "change") return record.id;
    }
    return recordId(rev);
  }

  /** Why a stream can't go on behind this id; undefined where it can. */
  refusal(id: string | number): string | undefined {
    const wanted = parseId(id);
    if (wanted === undefined) {
      return `${JSON.stringify(id)} is no id of an event`;
    }
    const { rev, checksum } = wanted;
    const { base, rev: last } = this.#reader;
    if (rev > last) {
      return `r${rev} is not there: the log ends at r${last}; it was cut, or an ` +
        `older one was put in its place`;
    }
    if (rev < base) {
      return `what follows r${rev} is not kept any more: the log begins at r${base}`;
    }
    const known = parseId(this.idAt(rev))?.checksum;
    return checksum === undefined || known === undefined || known === checksum
      ? undefined
      : `r${rev} is another record now`;
  }

  /**
   * The changes at these places behind a revision, up to another one; undefined in
   * between says that it goes on.
   */
  *changes(
    places: string | readonly string[],
    after: number,
    upTo: number,
  ): Generator<RecordedChange | undefined> {
    if (upTo <= after) return;
    const query = { places, after, range: `..r${upTo}` };
    for (const change of historyIn(this.#reader, query)) {
      yield change === undefined ? undefined : asTold(change);
    }
  }

  /** Closes the log. */
  [Symbol.dispose](): void {
    this.#reader.close();
  }
}

/** Without where it stands in the file, which nobody knows when it is committed. */
function asTold(
  { line: _line, offset: _offset, file: _file, diff: _diff, ...told }:
    HistoryChange,
): RecordedChange {
  return told;
}
