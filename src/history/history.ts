/**
 * The changes of a log, one after the other from either end: who did what, when,
 * and what it did to each place.
 *
 * @module
 */
import { TypeRegistry } from "../values/kinds.ts";
import type { HistoryChange } from "./history_change.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "./open_history.ts";
import { type Clock, systemClock } from "./point/position.ts";
import { resolveRanges } from "./point/span.ts";
import { CompiledQuery, type HistoryQuery } from "./search/query.ts";
import { RotatedError } from "./reader/file_error.ts";
import type { RecordReader } from "./reader/record_reader.ts";
import { Search } from "./search/search.ts";
import { streamOf } from "./stream.ts";

/** How a history is read. */
export interface HistoryStreamOptions extends HistoryOptions {
  /** Ends the stream; it fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
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
    let rest = query;
    for (let done = false; !done;) {
      using reader = await openHistory(log, options);
      try {
        for (const change of historyIn(reader, rest, clockOf(options))) {
          yield change;
          if (change === undefined) continue;
          const { limit } = rest;
          rest = {
            ...rest,
            after: change.rev,
            ...(limit !== undefined && { limit: limit - 1 }),
          };
        }
        done = true;
      } catch (error) {
        // What was cut off by a rotation is in the file that has the name now.
        if (!(error instanceof RotatedError)) throw error;
      }
    }
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
