/**
 * Records that were appended to a log on servers and are not known to be in it.
 *
 * @module
 */
import type { Payload } from "../../../log/serializer.ts";
import { decodeUtf8 } from "../../../log/utf8.ts";
import type { RecordBatch } from "../../hosted_log.ts";

/** So many batches that are written may be held: to look each time would be slow. */
const LAZY = 64;

/** Keeps batches until they are written. Nothing is copied before it is asked for. */
export class UnwrittenRecords {
  #batches: RecordBatch[] = [];
  /** The number of the last record before them. */
  #before = 0;

  /** Keeps a batch; all up to the number `written` is in the log. */
  add(batch: RecordBatch, written: number): void {
    this.#batches.push(batch);
    if (this.#batches.length > LAZY) this.#drop(written);
  }

  #drop(written: number): void {
    const kept = this.#batches.findIndex(({ seq }) => seq > written);
    const gone = this.#batches.splice(0, kept < 0 ? Infinity : kept);
    this.#before = gone.at(-1)?.seq ?? this.#before;
  }

  /** The records after this number, each as a line. */
  after(written: number): string[] {
    this.#drop(written);
    const lines = this.#batches.flatMap(({ payloads }) =>
      payloads.flatMap((payload) => textOf(payload).split("\n"))
    );
    return lines.slice(Math.max(0, written - this.#before));
  }
}

function textOf(payload: Payload): string {
  return typeof payload === "string" ? payload : decodeUtf8(payload);
}
