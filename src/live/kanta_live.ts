/**
 * What a database tells of while it is open.
 *
 * @module
 */
import { KantaFollower } from "../database/follow/kanta_follower.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { Feed } from "./feed.ts";
import type { LiveEvent, WatchOptions } from "./live_event.ts";
import type { WatchedDatabase } from "./watched_database.ts";
import type { Watcher } from "./watcher.ts";

/** Is told each event as it happens. */
export type WatchListener = (event: LiveEvent) => void;

/** The modules that watching takes, once they are loaded. */
interface Loaded {
  readonly feed: Feed;
  readonly Watcher: typeof Watcher;
}

/** The part of a database that is about what happens in it; it has the rest. */
export class KantaLive extends KantaFollower {
  readonly #live: () => WatchedDatabase;
  #loaded: Loaded | undefined;

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
   *
   * It ends when the database is closed. A reader who is too slow gets a `reset`
   * with the state, and holds nobody up.
   */
  watch(
    place: string | readonly string[],
    options?: WatchOptions,
  ): ReadableStream<LiveEvent>;
  /**
   * Calls a listener with the same events: with each change as soon as it is
   * committed. Returns what ends that.
   */
  watch(
    place: string | readonly string[],
    listener: WatchListener,
    options?: WatchOptions,
  ): () => void;
  watch(
    place: string | readonly string[],
    how: WatchOptions | WatchListener = {},
    more: WatchOptions = {},
  ): ReadableStream<LiveEvent> | (() => void) {
    const listener = typeof how === "function" ? how : undefined;
    const options = typeof how === "function" ? more : how;
    const watcher = this.#watcher(place, options);
    watcher.catch(() => {}); // told to whoever reads
    const leave = async () => await (await watcher).leave();
    const { signal } = options;
    if (listener !== undefined) {
      let over = false;
      const stop = () => {
        over = true;
        void leave().catch(() => {});
      };
      const tell = (event: LiveEvent) => {
        if (!over) listener(event);
      };
      signal?.addEventListener("abort", stop);
      void watcher.then((one) => one.follow(tell)).catch((error) => {
        if (!over) reportError(error);
      });
      return stop;
    }
    return new ReadableStream<LiveEvent>({
      start(controller) {
        signal?.addEventListener("abort", () => {
          controller.error(signal.reason);
          void leave().catch(() => {});
        });
      },
      async pull(controller) {
        const event = await (await watcher).next();
        if (event === undefined) controller.close();
        else controller.enqueue(event);
      },
      cancel: leave,
    }, { highWaterMark: 0 });
  }

  /** The application's own types, as the options name them. */
  get types(): readonly TypeCodec[] {
    return this.#live().types;
  }

  /** A watcher, at once where the modules are loaded. */
  #watcher(
    place: string | readonly string[],
    options: WatchOptions,
  ): Promise<Watcher> {
    const live = this.#live();
    const { rev } = live.position;
    const { signal } = options;
    const make = ({ feed, Watcher }: Loaded) => {
      signal?.throwIfAborted();
      return new Watcher(feed, place, options, rev);
    };
    const loaded = this.#loaded;
    return loaded === undefined || loaded.feed.over
      ? this.#load(live).then(make)
      : Promise.try(make, loaded);
  }

  async #load(live: WatchedDatabase): Promise<Loaded> {
    const [{ Feed }, { Watcher }] = await Promise.all([
      import("./feed.ts"),
      import("./watcher.ts"),
    ]);
    const known = this.#loaded;
    return known !== undefined && !known.feed.over
      ? known
      : this.#loaded = { feed: new Feed(live), Watcher };
  }
}
