/**
 * The tail of a log: what a stream goes on from, and what was committed since.
 *
 * @module
 */
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

  /** The changes at these places behind a revision, up to another one. */
  changes(
    places: string | readonly string[],
    after: number,
    upTo: number,
  ): Generator<HistoryChange | undefined> {
    return upTo <= after
      ? nothing()
      : historyIn(this.#reader, { places, after, range: `..r${upTo}` });
  }

  /** Closes the log. */
  [Symbol.dispose](): void {
    this.#reader.close();
  }
}

function* nothing(): Generator<never> {}
