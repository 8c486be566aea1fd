/**
 * The numbers of snapshots: `s3` from the beginning where these can be counted,
 * `s-2` from the end in a file that is too large for that.
 *
 * @module
 */
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";

/** In a larger file snapshots are not counted from its beginning. */
const COUNTED = 64 << 20;

/** Names the snapshots of a log. */
export class SnapshotLabels {
  readonly #reader: RecordReader;
  #numbers: Map<number, number> | undefined;

  /** Takes the log. */
  constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  /** The label of a snapshot. */
  of(record: LogRecord): string {
    const order = this.#reader.order(record);
    const size = this.#reader.logs.reduce((sum, log) => sum + log.size, 0);
    if (size <= COUNTED) {
      this.#numbers ??= this.#counted();
      return `s${this.#numbers.get(order) ?? ""}`;
    }
    let back = 0;
    for (const snapshot of this.#reader.snapshots()) {
      back++;
      const at = this.#reader.order(snapshot);
      if (at === order) return `s-${back}`;
      if (at < order) break;
    }
    return "s";
  }

  /** All snapshots by their place; what a log begins with is the first one. */
  #counted(): Map<number, number> {
    const numbers = new Map<number, number>();
    let next = -1;
    try {
      for (const record of this.#reader.forward()) {
        if (record.kind === "change") next = Math.max(next, 0);
        else numbers.set(this.#reader.order(record), ++next);
      }
    } catch { // damaged further on: those before it have their numbers
      return numbers;
    }
    return numbers;
  }
}
