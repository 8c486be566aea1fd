/**
 * What a database does with its own history.
 *
 * @module
 */
import type { RevertTarget } from "./history/revert/planner.ts";
import type {
  RestoreOptions,
  RevertOptions,
} from "./history/revert/revert_options.ts";
import type { RevertPlan } from "./history/revert/revert_plan.ts";
import type { HistoryChange } from "./history/history_change.ts";
import { historyOf, stateOf } from "./history/live_past.ts";
import type { PointInput } from "./history/point/position.ts";
import type { HistoryQuery } from "./history/search/query.ts";
import { KantaKeep } from "./keep/kanta_keep.ts";
import type { WatchedDatabase } from "./live/kanta_live.ts";
import type { StateAt } from "./history/state_at.ts";

/** The part of a database that is about its history; {@linkcode Kanta} has the rest. */
export class KantaHistory<T extends object> extends KantaKeep {
  readonly #liveOf: (db: KantaHistory<T>) => WatchedDatabase;

  /**
   * Reads the log that a database keeps.
   *
   * @ignore
   */
  constructor(
    liveOf: (db: KantaHistory<T>) => WatchedDatabase,
  ) {
    super(() => liveOf(this));
    this.#liveOf = liveOf;
  }

  /** The changes of the log; `history` of `@kanta/core/history` says what can be asked. */
  history(query: HistoryQuery = {}): ReadableStream<HistoryChange> {
    return historyOf(() => this.#liveOf(this).past(), query);
  }

  /** The state at a point such as `r120`, `7d` or `@deploy`, as `stateAt` reads it. */
  async at(point: PointInput): Promise<StateAt<T>> {
    return await stateOf(() => this.#liveOf(this).past(), point);
  }

  /** What {@linkcode revert} would do: what changes, and what was changed since. */
  async revertPlan(what: RevertTarget): Promise<RevertPlan> {
    return await this.revert(what, { mode: "plan" });
  }

  /** Undoes records as a new one; conflicts throw a `RevertError` with the plan. */
  async revert(
    what: RevertTarget,
    options: RevertOptions = {},
  ): Promise<RevertPlan> {
    const { revertLive } = await import("./history/revert/live_revert.ts");
    return await revertLive(this.#liveOf(this), what, options);
  }

  /** Brings the state of a point back, as one new record. */
  async restore(options: RestoreOptions): Promise<RevertPlan> {
    const { restoreLive } = await import("./history/revert/live_revert.ts");
    return await restoreLive(this.#liveOf(this), options);
  }
}
