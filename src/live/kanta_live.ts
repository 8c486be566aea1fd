/**
 * The news of a database while it is open.
 *
 * @module
 */
import { KantaFollower } from "../database/follow/kanta_follower.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { Feed } from "./feed.ts";
import type { IndexKey } from "./index/index_entry.ts";
import type { Indexes } from "./index/indexes.ts";
import type {
  Index,
  IndexBy,
  IndexOptions,
  KeyBy,
  ManyIndex,
  PlacedValue,
  UniqueIndex,
} from "./index/typed_index.ts";
import type { KeyMaker } from "./index/place_index.ts";
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
  #indexes: Indexes | undefined;

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

  /**
   * Keeps the entries of a place, such as `users.*`, by a key: a property of them,
   * or what a function makes of each. It follows each commit at the cost of what
   * that touched, is built anew on opening, and nothing of it is stored.
   *
   * With `unique` a commit after which two entries had one key is refused, with
   * both places named. Throws a `DataIntegrityError` where the data has two already.
   */
  index<D, P extends string, By extends IndexBy<PlacedValue<D, P>>>(
    this: KantaLive & { readonly data: D },
    place: P,
    key: By,
    options: IndexOptions & { readonly unique: true },
  ): Promise<UniqueIndex<KeyBy<PlacedValue<D, P>, By>, PlacedValue<D, P>>>;
  /** Keeps entries by a key of which there may be several. */
  index<D, P extends string, By extends IndexBy<PlacedValue<D, P>>>(
    this: KantaLive & { readonly data: D },
    place: P,
    key: By,
    options?: IndexOptions,
  ): Promise<ManyIndex<KeyBy<PlacedValue<D, P>, By>, PlacedValue<D, P>>>;
  async index(
    place: string,
    key: KeyMaker,
    { unique = false }: IndexOptions = {},
  ): Promise<Index<IndexKey, unknown>> {
    const live = this.#live();
    void live.position; // throws unless it is open
    const { Indexes } = await import("./index/indexes.ts");
    this.#indexes ??= new Indexes(live);
    return this.#indexes.add({ place, key, unique });
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
