/**
 * The work of a database with its own history, and of a program with a whole
 * log.
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
import type { LogInput } from "./history/open_history.ts";
import type {
  ReapplyOptions,
  ReapplyPlan,
} from "./history/reapply/reapply_plan.ts";
import type { PointInput } from "./history/point/position.ts";
import type { HistoryQuery } from "./history/search/query.ts";
import { toolsAt } from "./maintenance/late_tools.ts";
import type * as tools from "./maintenance/log_tools.ts";
import { KantaKeep } from "./keep/kanta_keep.ts";
import type { WatchedDatabase } from "./live/watched_database.ts";
import type { StateAt } from "./history/state_at.ts";

/** The part of a database that is about its history; {@linkcode Kanta} has the rest. */
export class KantaHistory<T extends object> extends KantaKeep {
  readonly #liveOf: (db: KantaHistory<T>) => WatchedDatabase;

  /**
   * Reads the log that a database keeps.
   *
   * @ignore
   */
  constructor(liveOf: (db: KantaHistory<T>) => WatchedDatabase) {
    super(() => liveOf(this));
    this.#liveOf = liveOf;
  }

  /**
   * Checks a whole file, open or not: each record and checksum, each snapshot
   * against the replay. Damage is reported, not thrown.
   */
  static readonly verify: typeof tools.verify = (path, options) =>
    toolsAt((tools, log) => tools.verify(log, options), path);

  /**
   * Writes what can be saved of a damaged file to a new one, and reports what
   * could not. The file itself is not touched.
   */
  static readonly salvage: typeof tools.salvage = (path, into, options) =>
    toolsAt((tools, log, to) => tools.salvage(log, to, options), path, into);

  /**
   * Copies a log with its history between files and servers, to where there is none.
   */
  static readonly copy: typeof tools.copy = (from, to, options) =>
    toolsAt((tools, log, into) => tools.copy(log, into, options), from, to);

  /** The changes of the log; `history` of `@kanta/core/history` says what can be asked. */
  history(query: HistoryQuery = {}): ReadableStream<HistoryChange> {
    return historyOf(() => this.#liveOf(this).past(), query);
  }

  /** The state at a point such as `r120`, `7d` or `@deploy`, as `stateAt` reads it. */
  async at(point: PointInput): Promise<StateAt<T>> {
    return await stateOf(() => this.#liveOf(this).past(), point);
  }

  /** The plan of a {@linkcode revert}: what changes, and what was changed since. */
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

  /**
   * Commits again what only another log has that was one with this, such as the file
   * of a `TakenOverError`: each record whose places are as it found them.
   */
  async reapply(
    from: LogInput,
    options: ReapplyOptions = {},
  ): Promise<ReapplyPlan> {
    const { reapplyLive } = await import("./history/reapply/live_reapply.ts");
    return await reapplyLive(this.#liveOf(this), from, options);
  }

  /** Brings the state of a point back, as one new record. */
  async restore(options: RestoreOptions): Promise<RevertPlan> {
    const { restoreLive } = await import("./history/revert/live_revert.ts");
    return await restoreLive(this.#liveOf(this), options);
  }
}
