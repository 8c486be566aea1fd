/**
 * The records that `log` shows, in the order in which it does: the last ones, by
 * their index, or with what stands around them.
 *
 * @module
 */
import { takeIndices } from "../../history/point/index_span.ts";
import type { Span } from "../../history/point/span.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import type { RecordFilter } from "../../history/search/record_filter.ts";
import { type Before, type Item, RecordScan } from "./record_scan.ts";

/** The part to be shown of what is let through. */
export interface SelectionWish {
  /** The last so many; undefined: all. */
  readonly count: number | undefined;
  /** The newest first. */
  readonly reverse: boolean;
  /** So many records before and after each one. */
  readonly context: number;
  /** The worth of the values before. */
  readonly before: Before;
  /** Is told how many bytes were passed over. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** A record to show. */
export interface Selected extends Item {
  /** Whether it is there for one beside it. */
  readonly beside: boolean;
}

/** Chooses records; what is no `Selected` says how far reading is. */
export class Selection {
  /** Whether values before were left out, because they are far back. */
  far = false;
  readonly #reader: RecordReader;
  readonly #filter: RecordFilter;
  readonly #nothing: RecordFilter;
  readonly #span: Span;
  readonly #wish: SelectionWish;

  /** `nothing` lets all records through. */
  constructor(
    reader: RecordReader,
    filter: RecordFilter,
    nothing: RecordFilter,
    span: Span,
    wish: SelectionWish,
  ) {
    this.#reader = reader;
    this.#filter = filter;
    this.#nothing = nothing;
    this.#span = span;
    this.#wish = wish;
  }

  /** The records to show. */
  *records(): Generator<Selected | LogRecord> {
    const { context, count, reverse } = this.#wish;
    if (this.#span.indices.length > 0 || context > 0) {
      yield* this.#chosen();
    } else if (count === undefined) {
      yield* this.#all(reverse ? "backward" : "forward");
    } else if (reverse) yield* this.#first(count);
    else yield* this.#last(count);
  }

  #scan(filter = this.#filter, span = this.#span): RecordScan {
    const { before, onRead } = this.#wish;
    return new RecordScan(this.#reader, filter, span, before, onRead);
  }

  *#all(way: "forward" | "backward"): Generator<Selected | LogRecord> {
    const scan = this.#scan();
    for (const one of scan[way]()) yield asSelected(one);
    this.far ||= scan.far;
  }

  *#first(count: number): Generator<Selected | LogRecord> {
    if (count === 0) return;
    const scan = this.#scan();
    let left = count;
    for (const one of scan.backward(count)) {
      yield asSelected(one);
      this.far ||= scan.far;
      if ("changes" in one && --left === 0) return;
    }
  }

  *#last(count: number): Generator<Selected | LogRecord> {
    const found: Selected[] = [];
    for (const one of this.#first(count)) {
      if ("changes" in one) found.push(one);
      else yield one;
    }
    yield* found.reverse();
  }

  /** By index, or with context: first it is found out which, then they are shown. */
  *#chosen(): Generator<Selected | LogRecord> {
    const { context, count, reverse } = this.#wish;
    let orders: number[] = [];
    for (const one of this.#scan().forward()) {
      if ("changes" in one) orders.push(this.#reader.order(one.record));
      else yield one;
    }
    orders = takeIndices(orders, this.#span.indices);
    if (count !== undefined) orders = count === 0 ? [] : orders.slice(-count);
    const chosen = new Set(orders);
    const beside = context === 0
      ? chosen
      : around([...this.#orders()], chosen, context);
    const span = this.#whole(beside);
    const scan = this.#scan(this.#nothing, span);
    // Matches as they are lit, and what stands around them as it is.
    const told = this.#scan(this.#filter, span);
    const lit = new Map<number, Item>();
    if (this.#filter.searches) {
      for (const one of told.forward()) {
        if ("changes" in one) lit.set(this.#reader.order(one.record), one);
      }
    }
    for (const one of reverse ? scan.backward() : scan.forward()) {
      if (!("changes" in one)) {
        yield one;
        continue;
      }
      const order = this.#reader.order(one.record);
      const isBeside = !chosen.has(order);
      yield { ...(isBeside ? one : lit.get(order) ?? one), beside: isBeside };
    }
    this.far ||= scan.far;
  }

  *#orders(): Generator<number> {
    for (const record of this.#reader.forward()) {
      yield this.#reader.order(record);
    }
  }

  #whole(orders: ReadonlySet<number>): Span {
    return {
      from: 0,
      to: Infinity,
      indices: [],
      includes: (record) => orders.has(this.#reader.order(record)),
    };
  }
}

function asSelected(one: Item | LogRecord): Selected | LogRecord {
  return "changes" in one ? { ...one, beside: false } : one;
}

/** The chosen ones, and so many before and after each. */
function around(
  all: readonly number[],
  chosen: ReadonlySet<number>,
  context: number,
): Set<number> {
  const found = new Set<number>();
  all.forEach((order, at) => {
    if (!chosen.has(order)) return;
    const from = Math.max(0, at - context);
    for (const near of all.slice(from, at + context + 1)) found.add(near);
  });
  return found;
}
