/**
 * The difference of two points of a history, as one change.
 *
 * @module
 */
import { computeDiff } from "../diff/diff.ts";
import type { Diff } from "../record.ts";
import { Copier } from "../values/copy.ts";
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
import { type PointInput, resolvePoint } from "./point/position.ts";

/** The difference of two states. */
export interface Difference {
  /** The revision of the one. */
  readonly from: number;
  /** The revision of the other. */
  readonly to: number;
  /** The diff that makes the other of the one; undefined where they are the same. */
  readonly diff: Diff | undefined;
  /** The same, place by place. */
  readonly changes: readonly Change[];
}

/**
 * Tells what is different at one point of a log from what is at another, whatever
 * happened in between; the second point may lie before the first.
 *
 * @throws {PointError} When there is no such point.
 * @throws {ReplayError} When a record can't be read.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { diffBetween } from "@kanta/core/history";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * for (let i = 0; i < 3; i++) db.transaction("visit", (data) => void data.visits++);
 * await db.flush();
 *
 * const { changes } = await diffBetween(path, "r1", "end");
 * console.log(changes); // [{ op: "set", at: "visits", old: 0, new: 3, ... }]
 * ```
 */
export async function diffBetween(
  log: LogInput,
  a: PointInput,
  b: PointInput = "end",
  options: HistoryOptions = {},
): Promise<Difference> {
  using reader = await openHistory(log, options);
  const clock = clockOf(options);
  const from = resolvePoint(reader, a, clock).rev;
  const to = resolvePoint(reader, b, clock).rev;
  const types = new TypeRegistry(reader.types);
  const playback = Playback.at(reader, Math.min(from, to));
  const earlier = new Copier(types).copyOf(playback.result.state);
  playback.playTo(Math.max(from, to));
  const later = playback.result.state;
  const [before, after] = from <= to ? [earlier, later] : [later, earlier];
  const diff = computeDiff(before, after, types);
  return { from, to, diff, changes: changesOf(before, diff, types) };
}
