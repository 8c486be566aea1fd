/**
 * The changes of a log, one after the other from either end: who did what, when,
 * and what it did to each place.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import { TypeRegistry } from "../values/kinds.ts";
import type { Change } from "./changes/change.ts";
import { changesOf } from "./changes/changes.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "./open_history.ts";
import { Playback } from "./playback.ts";
import { takeIndices } from "./point/index_span.ts";
import { type Clock, systemClock } from "./point/position.ts";
import { resolveRanges, type Span } from "./point/span.ts";
import { CompiledQuery, type HistoryQuery } from "./query.ts";
import type { LogRecord } from "./reader/log_record.ts";
import type { RecordReader } from "./reader/record_reader.ts";
import { streamOf } from "./stream.ts";

/** One change of a history. */
export interface HistoryChange {
  /** Tells it from what else a stream may hold. */
  readonly type: "change";
  /** The revision that it led to. */
  readonly rev: number;
  /** Its line or record number; null in a large file that was read from its end. */
  readonly line: number | null;
  /** Byte offset in its file. */
  readonly offset: number;
  /** The file, an archive perhaps; empty for a log in memory. */
  readonly file: string;
  /** When it was made: RFC 3339, UTC, as the file has it. */
  readonly ts: string;
  /** The action; empty if none was named. */
  readonly action: string;
  /** Who did it, if that was told. */
  readonly user: string | undefined;
  /** The domain modification time that the record names. */
  readonly mtime: string | undefined;
  /** The schema version after it. */
  readonly version: number;
  /** The diff as the record has it, in the grammar of docs/format.md. */
  readonly diff: Diff;
  /** What it changed: of the places that were asked for. */
  readonly changes: readonly Change[];
}

/** How a history is read. */
export interface HistoryStreamOptions extends HistoryOptions {
  /** Ends the stream; it fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Reads the changes of a log as a stream: the first ones first, or with
 * `reverse` the last.
 *
 * A torn end is not told and is no error. The log may be written to meanwhile;
 * what was in it at the beginning is read. To read on page by page, give the
 * last revision that was seen as `after`.
 *
 * The stream fails with a `PointError` for a range that can't be read, and with
 * a `ReplayError` at a record that can't, after those before it.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { history } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "eve" }, (data) => {
 *   data.visits++;
 * });
 * await db.flush();
 *
 * for await (const change of history(path, { places: "visits", reverse: true })) {
 *   console.log(change.rev, change.user, change.changes); // 2 eve [{ op: "set", ...
 *   break;
 * }
 * ```
 */
export function history(
  log: LogInput,
  query: HistoryQuery = {},
  options: HistoryStreamOptions = {},
): ReadableStream<HistoryChange> {
  return streamOf(options.signal, async function* () {
    using reader = await openHistory(log, options);
    yield* historyIn(reader, query, clockOf(options));
  });
}

/**
 * Reads the changes of an open log; `undefined` in between says that it goes on
 * and may be paused.
 *
 * @throws {PointError} For a range that can't be read.
 * @throws {ReplayError} At a record that can't be read, after those before it.
 */
export function* historyIn(
  reader: RecordReader,
  query: HistoryQuery = {},
  clock: Clock = systemClock(),
): Generator<HistoryChange | undefined> {
  const types = new TypeRegistry(reader.types);
  const compiled = new CompiledQuery(query, types);
  const span = resolveRanges(reader, compiled.ranges, clock);
  const search = new Search(reader, query, compiled, span, types);
  const found = span.indices.length > 0
    ? search.indexed()
    : query.reverse
    ? search.backward(query.after)
    : search.forward(query.after);
  let left = query.limit ?? Infinity;
  if (left <= 0) return;
  for (const change of found) {
    yield change;
    if (change !== undefined && --left <= 0) return;
  }
}

/** A pause is offered after so many records. */
const BREATH = 1024;
/** Records that are looked at again for their changes, going backward: first few, then many. */
const FEWEST = 64;
const MOST = 1 << 14;
const MOST_BYTES = 16 << 20;

class Search {
  readonly #reader: RecordReader;
  readonly #query: HistoryQuery;
  readonly #compiled: CompiledQuery;
  readonly #span: Span;
  readonly #types: TypeRegistry;

  constructor(
    reader: RecordReader,
    query: HistoryQuery,
    compiled: CompiledQuery,
    span: Span,
    types: TypeRegistry,
  ) {
    this.#reader = reader;
    this.#query = query;
    this.#compiled = compiled;
    this.#span = span;
    this.#types = types;
  }

  *forward(after = -1): Generator<HistoryChange | undefined> {
    const from = Math.max(this.#span.from, after + 1);
    const records = this.#reader.forward(from);
    let playback: Playback | undefined;
    for (const record of this.#candidates(records, ({ to }, rev) => rev > to)) {
      if (record === undefined) {
        yield undefined;
        continue;
      }
      playback ??= Playback.at(this.#reader, record.rev - 1);
      playback.playTo(record.rev - 1);
      const change = this.#told(record, playback);
      if (change !== undefined) yield change;
    }
  }

  /**
   * The values before a change are those of a state, and a state is only had by
   * going forward: so records are collected going backward, and then told by a
   * playback from the nearest snapshot before them.
   */
  *backward(after = Infinity): Generator<HistoryChange | undefined> {
    const { limit = Infinity } = this.#query;
    const before = Math.min(this.#span.to + 1, after);
    const records = this.#reader.backward(before);
    let most = Math.min(Math.max(FEWEST, limit), MOST);
    let window: LogRecord[] = [];
    let bytes = 0;
    for (
      const record of this.#candidates(records, ({ from }, rev) => rev < from)
    ) {
      if (record === undefined) {
        yield undefined;
        continue;
      }
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

  /** What is left is counted first, then told. */
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
    isOver: (span: Span, rev: number) => boolean,
  ): Generator<LogRecord | undefined> {
    const { from, to } = this.#span;
    let seen = 0;
    for (const record of records) {
      if (++seen % BREATH === 0) yield undefined;
      const { kind, rev } = record;
      if (rev > to || rev < from) {
        if (kind === "change" && isOver(this.#span, rev)) return;
        continue;
      }
      if (kind === "snapshot" || !this.#span.includes(record)) continue;
      if (this.#compiled.mayMatch(record.change())) yield record;
    }
  }

  *#window(window: readonly LogRecord[]): Generator<HistoryChange | undefined> {
    const first = window.at(-1);
    if (first === undefined) return;
    const playback = Playback.at(this.#reader, first.rev - 1);
    const told: HistoryChange[] = [];
    for (const record of window.toReversed()) {
      playback.playTo(record.rev - 1);
      const change = this.#told(record, playback);
      if (change !== undefined) told.push(change);
      if (told.length % BREATH === BREATH - 1) yield undefined;
    }
    yield* told.reverse();
  }

  /** A change with what it did; undefined where that is not at the places asked for. */
  #told(record: LogRecord, { result }: Playback): HistoryChange | undefined {
    const { rev, line, offset, log } = record;
    const { ts, a = "", u, m, v = 0, diff } = record.change();
    const all = changesOf(result.state, diff, this.#types);
    const changes = this.#compiled.places?.of(all) ?? all;
    if (this.#compiled.places !== undefined && changes.length === 0) {
      return undefined;
    }
    return {
      type: "change",
      rev,
      line,
      offset,
      file: log.path,
      ts,
      action: a,
      user: u,
      mtime: m,
      version: v,
      diff,
      changes,
    };
  }
}
