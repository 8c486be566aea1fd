/**
 * The state that a log was in at a point.
 *
 * @module
 */
import { Playback } from "./playback.ts";
import {
  clockOf,
  type HistoryOptions,
  type LogInput,
  openHistory,
} from "./open_history.ts";
import { type PointInput, resolvePoint } from "./point/position.ts";
import type { RecordReader } from "./reader/record_reader.ts";

/** A state of the past. The caller owns it. */
export interface StateAt<T = unknown> {
  /** The state: plain objects, as in `db.data`. */
  readonly state: T;
  /** The revision that led to it. */
  readonly rev: number;
  /** The schema version; nothing is migrated. */
  readonly version: number;
  /** The domain modification time in force, if there was one. */
  readonly mtime: string | undefined;
}

/**
 * Reads the state that a log was in at a point: a revision, a time, an action
 * (`r120`, `2026-06-10T14:30`, `7d`, `@deploy`; `docs/history.md` lists them).
 *
 * It costs the nearest snapshot before the point and what follows it up to there.
 * Without a point the state at the end is read.
 *
 * @throws {PointError} When there is no such point, or it lies before what is
 * kept: the error names the first revision kept.
 * @throws {ReplayError} When a record on the way can't be read.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { stateAt } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * db.transaction("visit", (data) => {
 *   data.visits++;
 * });
 * await db.flush();
 *
 * const { state } = await stateAt(path, "end~1");
 * console.log(state); // { visits: 0 }
 * ```
 */
export async function stateAt<T = unknown>(
  log: LogInput,
  point: PointInput = "end",
  options: HistoryOptions = {},
): Promise<StateAt<T>> {
  using reader = await openHistory(log, options);
  const { rev } = resolvePoint(reader, point, clockOf(options));
  // The caller names the type of what is in the log.
  return stateIn(reader, rev) as StateAt<T>;
}

/** The state of a log at a revision that is kept. */
export function stateIn(reader: RecordReader, rev: number): StateAt {
  return Playback.at(reader, rev).result;
}
