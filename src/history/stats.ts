/**
 * The statistics of a log: growth by place, action, user and day.
 *
 * @module
 */

import type { ChangeRecord } from "../record.ts";
import { isPlain, listOf } from "./changes/changes.ts";
import { placeText } from "./changes/place_text.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "./open_history.ts";
import { type Clock, systemClock } from "./point/position.ts";
import { type RangeInput, rangeList, resolveRanges } from "./point/span.ts";
import type { RecordReader } from "./reader/record_reader.ts";
import { streamOf } from "./stream.ts";
import { ADD, DELETE, INSERT, REPLACE, unescapeKey } from "../diff/grammar.ts";

/** The part of a log that is counted, and how. */
export interface StatsQuery {
  /** Ranges such as `7d`; they restrict one another. Default: all. */
  readonly range?: RangeInput | readonly RangeInput[] | undefined;
  /** How many keys of a place are told apart. Default: 1. */
  readonly depth?: number | undefined;
}

/** How often a place, action, user or day came, and how much of the log it takes. */
export interface Growth {
  /** The place, action, user or day (UTC, `2026-06-10`). */
  readonly name: string;
  /** How many changes. */
  readonly changes: number;
  /** Bytes of their records; a record of several places counts in parts. */
  readonly bytes: number;
}

/** The statistics of a log. */
export interface Stats {
  /** The first revision among the changes; undefined where there are none. */
  readonly from: number | undefined;
  /** The last revision among them. */
  readonly to: number | undefined;
  /** When the first of them was made. */
  readonly since: string | undefined;
  /** When the last of them was made. */
  readonly until: string | undefined;
  /** How many changes. */
  readonly changes: number;
  /** Bytes of changes. */
  readonly bytes: number;
  /** How many snapshots. */
  readonly snapshots: number;
  /** Bytes of snapshots. */
  readonly snapshotBytes: number;
  /** Places, those first that take most. */
  readonly places: readonly Growth[];
  /** Actions, those first that take most. */
  readonly actions: readonly Growth[];
  /** Users, those first that take most; the empty name is that of nobody. */
  readonly users: readonly Growth[];
  /** Days, in order. */
  readonly days: readonly Growth[];
}

/** How counting is ended. */
export interface StatsOptions extends HistoryOptions {
  /** Ends it; it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Counts what a log is made of, in one pass.
 *
 * @throws {PointError} For a range that can't be read.
 * @throws {ReplayError} When a record can't be read.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { stats } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", { user: "eve" }, (data) => void data.visits++);
 * await db.flush();
 *
 * const { users } = await stats(path);
 * console.log(users.map(({ name, changes }) => [name, changes]));
 * // the bootstrap is nobody's: [["", 1], ["eve", 1]]
 * ```
 */
export async function stats(
  log: LogInput,
  query: StatsQuery = {},
  options: StatsOptions = {},
): Promise<Stats> {
  const stream = streamOf(options.signal, async function* () {
    using reader = await openHistory(log, options);
    yield* statsIn(reader, query, clockOf(options));
  });
  const [found] = await Array.fromAsync(stream);
  if (found === undefined) throw new TypeError("Nothing was counted");
  return found;
}

/** A pause is offered after so many records. */
const BREATH = 1024;

/** Counts what an open log is made of; `undefined` before the answer offers a pause. */
export function* statsIn(
  reader: RecordReader,
  { range = [], depth = 1 }: StatsQuery = {},
  clock: Clock = systemClock(),
): Generator<Stats | undefined> {
  const span = resolveRanges(reader, rangeList(range), clock);
  const tally = new Tally(depth);
  let seen = 0;
  for (const record of reader.forward(span.from)) {
    if (record.rev > span.to) break;
    if (++seen % BREATH === 0) yield undefined;
    if (!span.includes(record)) continue;
    const bytes = record.end - record.offset;
    if (record.kind === "snapshot") tally.snapshot(bytes);
    else tally.change(record.rev, record.change(), bytes);
  }
  yield tally.sums;
}

class Counter {
  readonly #counts = new Map<string, { changes: number; bytes: number }>();

  add(name: string, bytes: number): void {
    const count = this.#counts.get(name);
    if (count === undefined) this.#counts.set(name, { changes: 1, bytes });
    else {
      count.changes++;
      count.bytes += bytes;
    }
  }

  get largest(): Growth[] {
    return this.all.sort((a, b) => b.bytes - a.bytes);
  }

  get all(): Growth[] {
    return Array.from(
      this.#counts,
      ([name, { changes, bytes }]) => ({
        name,
        changes,
        bytes: Math.round(bytes),
      }),
    );
  }
}

class Tally {
  readonly #depth: number;
  readonly #places = new Counter();
  readonly #actions = new Counter();
  readonly #users = new Counter();
  readonly #days = new Counter();
  #changes = 0;
  #bytes = 0;
  #snapshots = 0;
  #snapshotBytes = 0;
  #first: { readonly rev: number; readonly ts: string } | undefined;
  #last: { readonly rev: number; readonly ts: string } | undefined;

  constructor(depth: number) {
    this.#depth = depth;
  }

  snapshot(bytes: number): void {
    this.#snapshots++;
    this.#snapshotBytes += bytes;
  }

  change(
    rev: number,
    { ts, a = "", u = "", diff }: ChangeRecord,
    bytes: number,
  ): void {
    this.#changes++;
    this.#bytes += bytes;
    this.#last = { rev, ts };
    this.#first ??= this.#last;
    this.#actions.add(a, bytes);
    this.#users.add(u, bytes);
    this.#days.add(ts.slice(0, 10), bytes);
    const places = new Set<string>();
    placesIn(diff, [], this.#depth, places);
    for (const place of places) this.#places.add(place, bytes / places.size);
  }

  get sums(): Stats {
    return {
      from: this.#first?.rev,
      to: this.#last?.rev,
      since: this.#first?.ts,
      until: this.#last?.ts,
      changes: this.#changes,
      bytes: this.#bytes,
      snapshots: this.#snapshots,
      snapshotBytes: this.#snapshotBytes,
      places: this.#places.largest,
      actions: this.#actions.largest,
      users: this.#users.largest,
      days: this.#days.all.sort((a, b) => a.name < b.name ? -1 : 1),
    };
  }
}

/** The places that a diff names, as far down as they are told apart. */
function placesIn(
  diff: unknown,
  path: readonly unknown[],
  depth: number,
  places: Set<string>,
): void {
  if (path.length > 0 && (path.length >= depth || !isNode(diff))) {
    places.add(placeText(path));
    return;
  }
  if (!isNode(diff)) return;
  const entries = diff instanceof Map ? [...diff] : Object.entries(diff);
  for (const [name, inner] of entries) {
    if (name === DELETE) {
      for (const key of listOf(inner)) {
        places.add(placeText([...path, bare(key)]));
      }
    } else if (name === REPLACE) {
      if (path.length > 0) places.add(placeText(path));
      else placesIn(inner, path, depth, places);
    } else if (name === INSERT || name === ADD) {
      places.add(placeText(path));
    } else placesIn(inner, [...path, bare(name)], depth, places);
  }
}

function isNode(diff: unknown): diff is object {
  return isPlain(diff) || diff instanceof Map;
}

function bare(name: unknown): unknown {
  return typeof name === "string" ? unescapeKey(name) : name;
}
