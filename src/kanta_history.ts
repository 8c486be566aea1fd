/**
 * What a database does with its own history.
 *
 * @module
 */
import { KantaEventTarget } from "./database/event_target.ts";
import type { Lifecycle } from "./database/lifecycle.ts";
import type { HistoryChange } from "./history/history_change.ts";
import { historyOf, stateOf } from "./history/live_past.ts";
import type { PointInput } from "./history/point/position.ts";
import type { HistoryQuery } from "./history/search/query.ts";
import type { StateAt } from "./history/state_at.ts";

/** The part of a database that is about its history; {@linkcode Kanta} has the rest. */
export class KantaHistory<T extends object> extends KantaEventTarget {
  readonly #lifeOf: (db: KantaHistory<T>) => Lifecycle<T>;

  /**
   * Reads the log that a database keeps.
   *
   * @ignore
   */
  constructor(lifeOf: (db: KantaHistory<T>) => Lifecycle<T>) {
    super();
    this.#lifeOf = lifeOf;
  }

  /** The changes of the log; `history` of `@kanta/core/history` says what can be asked. */
  history(query: HistoryQuery = {}): ReadableStream<HistoryChange> {
    return historyOf(() => this.#lifeOf(this).past(), query);
  }

  /** The state at a point such as `r120`, `7d` or `@deploy`, as `stateAt` reads it. */
  async at(point: PointInput): Promise<StateAt<T>> {
    return await stateOf(() => this.#lifeOf(this).past(), point);
  }
}
