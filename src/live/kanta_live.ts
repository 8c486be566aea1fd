/**
 * What a database tells of while it is open.
 *
 * @module
 */
import {
  type FollowingDatabase,
  KantaFollower,
} from "../database/follow/kanta_follower.ts";
import type { LiveDatabase } from "../history/live_past.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { LiveEvent, WatchOptions } from "./live_event.ts";

/** A database that is open, as what is told of it knows it. */
export type WatchedDatabase = LiveDatabase & FollowingDatabase;

/** The part of a database that is about what happens in it; it has the rest. */
export class KantaLive extends KantaFollower {
  readonly #live: () => WatchedDatabase;

  /**
   * Watches a database.
   *
   * @ignore
   */
  constructor(live: () => WatchedDatabase) {
    super(live);
    this.#live = live;
  }

  /**
   * A stream of what is committed at a place or pattern, such as `users.*.email`:
   * whole transactions in their order, each with who did it and what became of
   * what. `docs/live.md` has the events.
   */
  watch(
    place: string | readonly string[],
    options: WatchOptions = {},
  ): ReadableStream<LiveEvent> {
    const live = this.#live();
    const { rev } = live.position;
    return ReadableStream.from(this.#events(place, options, rev));
  }

  /** The application's own types, as the options name them. */
  get types(): readonly TypeCodec[] {
    return this.#live().types;
  }

  async *#events(
    place: string | readonly string[],
    options: WatchOptions,
    from: number,
  ): AsyncGenerator<LiveEvent> {
    const { eventsOf } = await import("./watcher.ts");
    yield* eventsOf(this, this.#live(), place, options, from);
  }
}
