/**
 * One search through all of a log, the newest records first: it goes on as long as
 * somebody reads it, and what it found is kept for the windows of the timeline.
 *
 * @module
 */
import { resolveRanges, type Span } from "../../history/point/span.ts";
import type { Clock } from "../../history/point/position.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { PayloadFilter } from "../../history/reader/reader_options.ts";
import { RecordFilter } from "../../history/search/record_filter.ts";
import type { Mask } from "../../history/shown/mask.ts";
import { TypeRegistry } from "../../values/kinds.ts";
import { changesAt } from "../log/record_rows.ts";
import type { Reading } from "../log/viewed_log.ts";
import type { Terms } from "./terms.ts";

/** So many records are looked through at once, which takes some milliseconds. */
const STEP = 2048;

/** A search, and what it found so far. */
export class Hunt {
  readonly #terms: Terms;
  readonly #mask: Mask;
  readonly #clock: Clock;
  /** Hits among the records below `#to`, the newest first. */
  #older: number[] = [];
  /** Hits among those that came since it began, the oldest first. */
  readonly #newer: number[] = [];
  /** Records from this one on and before `#to` were looked through. */
  #from: number;
  #to: number;
  readonly #begun: number;

  /** Begins at the end of a log. */
  constructor(terms: Terms, mask: Mask, clock: Clock, { index }: Reading) {
    this.#terms = terms;
    this.#mask = mask;
    this.#clock = clock;
    this.#from = this.#to = this.#begun = index.count;
  }

  /** Whether all of a log was looked through. */
  isDone({ index }: Reading): boolean {
    return this.#from === 0 && this.#to >= index.count;
  }

  /** The part that was read so far, in percent. */
  get percent(): number {
    const all = this.#begun;
    return all === 0 ? 100 : Math.floor(100 * (1 - this.#from / all));
  }

  /** All hits before a record, the newest first. */
  hits(upTo: number): readonly number[] {
    const all = this.#newer.length === 0
      ? this.#older
      : [...this.#newer.toReversed(), ...this.#older];
    const first = all.findIndex((index) => index < upTo);
    return first < 0 ? [] : first === 0 ? all : all.slice(first);
  }

  /**
   * Looks through some more records, first those that came since; what was found.
   *
   * @throws {PointError} For a range that is not there.
   */
  async step(reading: Reading): Promise<readonly number[]> {
    const { count } = reading.index;
    if (this.#to < count) {
      const to = Math.min(count, this.#to + STEP);
      const found = await this.#found(reading, this.#to, to);
      this.#newer.push(...found);
      this.#to = to;
      return found.reverse();
    }
    const from = Math.max(0, this.#from - STEP);
    const found = (await this.#found(reading, from, this.#from)).reverse();
    this.#older.push(...found);
    this.#from = from;
    return found;
  }

  /** The hits among some records, the oldest first. */
  async #found(
    reading: Reading,
    from: number,
    to: number,
  ): Promise<number[]> {
    if (to <= from) return [];
    const { reader, index } = reading;
    const filter = this.#filterOf(reading);
    const span = this.#spanOf(reading);
    if (index.revOf(to - 1) < span.from || index.revOf(from) > span.to) {
      return [];
    }
    const last = to - 1;
    const lastOrder = index.order(last);
    let left = to - from;
    const payloads = filter.payloads(reader);
    const wanted: PayloadFilter = (bytes, start, end) =>
      // A record after the last one is let through, so that this ends.
      --left < 0 || payloads === undefined || payloads(bytes, start, end);
    const found: number[] = [];
    /** Records of which the state before has to be asked. */
    const open: (readonly [at: number, record: LogRecord])[] = [];
    let at = from;
    for (const record of reader.from(index.anchor(reader, from), wanted)) {
      const order = reader.order(record);
      if (order > lastOrder) break;
      // A record stands at its own number or, what was left out, behind it.
      at = placeOf(reading, record, at, to);
      const matches = this.#matches(filter, record, span);
      if (matches) found.push(at);
      else if (matches === undefined) {
        void record.id; // its bytes last until the next one is read
        open.push([at, record]);
      }
      if (order === lastOrder) break;
    }
    const first = open[0]?.[1];
    if (first === undefined) return found;
    await reading.states.approach(first.rev - 1);
    for (const [at, record] of open) {
      const changes = changesAt(reading, record);
      if (filter.changes(record, changes) !== undefined) found.push(at);
    }
    return found.sort((a, b) => a - b);
  }

  /** Undefined where the state before has to be asked. */
  #matches(
    filter: RecordFilter,
    record: LogRecord,
    span: Span,
  ): boolean | undefined {
    const { rev } = record;
    if (rev < span.from || rev > span.to) return false;
    if (!filter.mayShow(record, span)) return false;
    if (record.kind === "snapshot") {
      // Its state was searched change by change; a range may name it.
      return !filter.any && this.#terms.ranges.length > 0;
    }
    return filter.found(record);
  }

  #filter: RecordFilter | undefined;
  #filterOf({ reader }: Reading): RecordFilter {
    return this.#filter ??= new RecordFilter(
      { ...this.#terms, nots: [] },
      new TypeRegistry(reader.types),
      {
        mask: this.#mask,
        empty: true,
        text: () => undefined,
        user: (user) => user,
      },
    );
  }

  #span: { readonly count: number; readonly span: Span } | undefined;
  /** The ranges, looked for again where the log became longer. */
  #spanOf({ reader, index }: Reading): Span {
    if (this.#span?.count !== index.count) {
      const span = resolveRanges(reader, this.#terms.ranges, this.#clock);
      this.#span = { count: index.count, span };
    }
    return this.#span.span;
  }
}

/** The number of a record among `[from, to)`. */
function placeOf(
  { reader, index }: Reading,
  record: LogRecord,
  from: number,
  to: number,
): number {
  const order = reader.order(record);
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = index.order(middle);
    if (there < order) low = middle + 1;
    else high = middle;
  }
  return low;
}
