/**
 * One search of a log for the changes that a query asks for.
 *
 * @module
 */
import type { TypeRegistry } from "../../values/kinds.ts";
import type { Diff } from "../../record.ts";
import { changesOf } from "../changes/changes.ts";
import { type HistoryChange, toldChange } from "../history_change.ts";
import { Playback } from "../playback.ts";
import { takeIndices } from "../point/index_span.ts";
import type { Span } from "../point/span.ts";
import { PrunedPlayback } from "./pruned_playback.ts";
import type { Ways } from "./pruned.ts";
import type { CompiledQuery, HistoryQuery } from "./query.ts";
import type { LogRecord } from "../reader/log_record.ts";
import type { RecordReader } from "../reader/record_reader.ts";
import type { PayloadFilter } from "../reader/reader_options.ts";
import { textFilter } from "./text_filter.ts";

/** A pause is offered after so many records. */
const BREATH = 1024;
/** Records that are looked at again for their changes, going backward: first few, then many. */
const FEWEST = 64;
const MOST = 1 << 14;
const MOST_BYTES = 16 << 20;

/** The state before a change, as much of it as is needed. */
interface Past {
  readonly state: unknown;
  /** Goes on to a revision. */
  playTo(rev: number): void;
  /** The part of a diff that the state can tell about. */
  prune(diff: Diff): Diff;
}

/** The whole state before each change. */
class WholePast implements Past {
  readonly #playback: Playback;

  constructor(reader: RecordReader, rev: number) {
    this.#playback = new Playback(reader, reader.anchor(rev));
  }

  get state(): unknown {
    return this.#playback.result.state;
  }

  playTo(rev: number): void {
    this.#playback.playTo(rev);
  }

  prune(diff: Diff): Diff {
    return diff;
  }
}

/** The part of the state before each change that is at some places. */
class PrunedPast implements Past {
  readonly #playback: PrunedPlayback;
  readonly #records: Generator<LogRecord>;
  #next: LogRecord | undefined;

  constructor(
    reader: RecordReader,
    rev: number,
    ways: Ways,
    filter: PayloadFilter | undefined,
  ) {
    this.#playback = new PrunedPlayback(reader.types, ways);
    this.#records = reader.from(reader.anchor(rev), filter);
  }

  get state(): unknown {
    return this.#playback.state;
  }

  playTo(rev: number): void {
    for (;;) {
      const record = this.#next ?? this.#pull();
      if (record === undefined) return;
      this.#next = record.rev > rev ? record : undefined;
      if (this.#next !== undefined) return;
      this.#playback.pass(record);
    }
  }

  prune(diff: Diff): Diff {
    return this.#playback.prune(diff);
  }

  #pull(): LogRecord | undefined {
    const { done, value } = this.#records.next();
    return done === true ? undefined : value;
  }
}

/** Looks for changes, from either end. */
export class Search {
  readonly #reader: RecordReader;
  readonly #query: HistoryQuery;
  readonly #compiled: CompiledQuery;
  readonly #span: Span;
  readonly #types: TypeRegistry;
  readonly #filter: PayloadFilter | undefined;

  /** Asks a query of a log; `span` has its ranges. */
  constructor(
    reader: RecordReader,
    query: HistoryQuery,
    compiled: CompiledQuery,
    span: Span,
    types: TypeRegistry,
  ) {
    const formats = new Set(reader.logs.map(({ format }) => format));
    this.#filter = formats.size === 1
      ? textFilter(compiled.prefixes, reader.log.format)
      : undefined;
    this.#reader = reader;
    this.#query = query;
    this.#compiled = compiled;
    this.#span = span;
    this.#types = types;
  }

  /** The changes behind a revision, the first ones first. */
  *forward(after = -1): Generator<HistoryChange | undefined> {
    const from = Math.max(this.#span.from, after + 1);
    if (this.#compiled.prefixes.length > 0) return yield* this.#pruned(from);
    const records = this.#reader.forward(from, this.#filter);
    const isOver = (rev: number) => rev > this.#span.to;
    let past: Past | undefined;
    for (const record of this.#candidates(records, isOver)) {
      if (record === undefined) {
        yield undefined;
        continue;
      }
      past ??= this.#pastOf(record.rev - 1);
      past.playTo(record.rev - 1);
      const change = this.#told(record, past);
      if (change !== undefined) yield change;
    }
  }

  /**
   * The changes of places whose states are had by the very records that are looked
   * through: one pass, where the whole state needs another.
   */
  *#pruned(from: number): Generator<HistoryChange | undefined> {
    const reader = this.#reader;
    const before = Math.max(from - 1, reader.base);
    const past = new PrunedPlayback(reader.types, this.#compiled.prefixes);
    let seen = 0;
    for (const record of reader.from(reader.anchor(before), this.#filter)) {
      if (++seen % BREATH === 0) yield undefined;
      const isChange = record.kind === "change";
      if (isChange && record.rev > this.#span.to) return;
      if (isChange && record.rev >= from && this.#mayMatch(record)) {
        const change = this.#told(record, past);
        if (change !== undefined) yield change;
      }
      past.pass(record);
    }
  }

  #mayMatch(record: LogRecord): boolean {
    return this.#span.includes(record) &&
      this.#compiled.mayMatch(record.change());
  }

  /**
   * The values before a change are those of a state, and a state is only had by
   * going forward: so records are collected going backward, and then told by a
   * playback from the nearest snapshot before them.
   */
  *backward(after = Infinity): Generator<HistoryChange | undefined> {
    const { limit = Infinity } = this.#query;
    const before = Math.min(this.#span.to + 1, after);
    const records = this.#reader.backward(before, this.#filter);
    const isOver = (rev: number) => rev < this.#span.from;
    let most = Math.min(Math.max(FEWEST, limit), MOST);
    let window: LogRecord[] = [];
    let bytes = 0;
    for (const record of this.#candidates(records, isOver)) {
      if (record === undefined) {
        yield undefined;
        continue;
      }
      void record.id; // its bytes last until the next one is read
      window.push(record);
      bytes += record.end - record.offset;
      if (window.length < most && bytes < MOST_BYTES) continue;
      yield* this.#window(window);
      window = [];
      bytes = 0;
      most = Math.min(4 * most, MOST);
    }
    yield* this.#window(window);
  }

  /** The records that are left are counted first, then told. */
  *indexed(): Generator<HistoryChange | undefined> {
    const { reverse = false, after } = this.#query;
    const revs: number[] = [];
    for (const change of this.forward()) {
      if (change === undefined) yield undefined;
      else revs.push(change.rev);
    }
    const kept = new Set(takeIndices(revs, this.#span.indices));
    const beyond = (rev: number) =>
      after !== undefined && (reverse ? rev >= after : rev <= after);
    for (const change of reverse ? this.backward() : this.forward()) {
      if (change === undefined) yield undefined;
      else if (kept.has(change.rev) && !beyond(change.rev)) yield change;
    }
  }

  /** Changes that may be asked for, told by the records alone. */
  *#candidates(
    records: Iterable<LogRecord>,
    isOver: (rev: number) => boolean,
  ): Generator<LogRecord | undefined> {
    const { from, to } = this.#span;
    let seen = 0;
    for (const record of records) {
      if (++seen % BREATH === 0) yield undefined;
      const { kind, rev } = record;
      if (rev > to || rev < from) {
        if (kind === "change" && isOver(rev)) return;
        continue;
      }
      if (kind === "change" && this.#mayMatch(record)) yield record;
    }
  }

  *#window(window: readonly LogRecord[]): Generator<HistoryChange | undefined> {
    const first = window.at(-1);
    if (first === undefined) return;
    const past = this.#pastOf(first.rev - 1);
    const told: HistoryChange[] = [];
    for (const record of window.toReversed()) {
      past.playTo(record.rev - 1);
      const change = this.#told(record, past);
      if (change !== undefined) told.push(change);
      if (told.length % BREATH === BREATH - 1) yield undefined;
    }
    yield* told.reverse();
  }

  /** The states before changes, or what of them is at the places asked for. */
  #pastOf(rev: number): Past {
    const { prefixes } = this.#compiled;
    return prefixes.length > 0
      ? new PrunedPast(this.#reader, rev, prefixes, this.#filter)
      : new WholePast(this.#reader, rev);
  }

  /** A change with what it did; undefined where that is not at the places asked for. */
  #told(
    record: LogRecord,
    past: Pick<Past, "state" | "prune">,
  ): HistoryChange | undefined {
    const { diff } = record.change();
    const all = changesOf(past.state, past.prune(diff), this.#types);
    const { places } = this.#compiled;
    if (places === undefined) return toldChange(record, all);
    const changes = places.of(all);
    return changes.length === 0 ? undefined : toldChange(record, changes);
  }
}
