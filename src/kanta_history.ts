/**
 * What a database does with its own history.
 *
 * @module
 */
import { KantaEventTarget } from "./database/notifier.ts";
import type { HistoryChange } from "./history/history_change.ts";
import { historyOf, type LiveDatabase, stateOf } from "./history/live_past.ts";
import type { PointInput } from "./history/point/position.ts";
import type { HistoryQuery } from "./history/search/query.ts";
import type { StateAt } from "./history/state_at.ts";

/** The part of a database that is about its history; {@linkcode Kanta} has the rest. */
export class KantaHistory<T extends object> extends KantaEventTarget {
  readonly #liveOf: (db: KantaHistory<T>) => LiveDatabase;

  /**
   * Reads the log that a database keeps.
   *
   * @ignore
   */
  constructor(liveOf: (db: KantaHistory<T>) => LiveDatabase) {
    super();
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
}
