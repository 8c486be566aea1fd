/**
 * A follower: keeps a replica at the end of a log for as long as it is asked to,
 * and tells what became of it.
 *
 * @module
 */
import { pause } from "../file/file_watch.ts";
import { DatabaseError, DataIntegrityError, ReplayError } from "../errors.ts";
import { type Recovered, replayCounted } from "../replay/recovery.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { quoted } from "../values/quoted.ts";
import {
  type Feed,
  type LoadedLog,
  type NewRecords,
  type News,
  type NextFile,
  nothingThere,
} from "./feed.ts";
import { Arrivals } from "./arrivals.ts";
import { stateAt } from "./last_state.ts";
import { NewerLogError, type Replica, type Witness } from "./replica.ts";

/** The listener that is told what becomes of a log. */
export interface FollowerEvents extends Witness {
  /** The state was loaded again: it is of another history than what was told. */
  reset(reason: string): void;
  /** The log can't be read at present; the state is as it was. */
  away(error: DatabaseError): void;
  /** The log can be read again. */
  resumed(): void;
  /** The log can't be followed any more; the state stays as it is. */
  fatal(error: DatabaseError): void;
}

/** The parts that a follower works with. */
export interface FollowerParts {
  /** The log that is followed. */
  readonly feed: Feed;
  /** The state. */
  readonly replica: Replica;
  /** The listener that is told. */
  readonly events: FollowerEvents;
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** The log, for messages. */
  readonly path: string;
}

/** So long at most nobody else runs while much is read, in milliseconds. */
const TURN = 25;
/** A log that can't be read is tried again after so many waits at most. */
const MOST_WAITS = 32;

/** Follows one log. */
export class Follower {
  readonly #parts: FollowerParts;
  readonly #arrivals: Arrivals;
  #running: Promise<void> | undefined;
  #closed = false;
  #away = false;
  #failure: DatabaseError | undefined;
  /** When it last had all that there was. */
  #level = -Infinity;
  /** Since when nobody else ran. */
  #since = Infinity;

  /** Reads nothing yet. */
  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#arrivals = new Arrivals();
  }

  /**
   * Fills the root and goes on in the background; waits for a log that is not there.
   *
   * @throws {DatabaseError} When the log can't be read, or is of another version.
   * @throws The signal's reason, when it gives up.
   */
  async start(signal?: AbortSignal): Promise<void> {
    const { feed, replica } = this.#parts;
    const abort = () => feed.close();
    signal?.throwIfAborted();
    signal?.addEventListener("abort", abort);
    try {
      const loaded = await this.#firstLoaded(signal);
      const replayed = await this.#replayed(loaded);
      if (replica.position.rev > 0) replica.bring(replayed);
      else replica.fill(replayed);
    } catch (error) {
      feed.close();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    this.#resume();
    this.#running = this.#run();
  }

  /** How long ago it last had all that was in the log, in milliseconds. */
  get lag(): number {
    return performance.now() - this.#level;
  }

  /** Resolves when the state is of this revision or a later one. */
  waitFor(rev: number, signal?: AbortSignal): Promise<void> {
    const { position } = this.#parts.replica;
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#arrivals.wait(rev, position.rev, signal);
  }

  /** Ends it; the state stays as it is. */
  async close(): Promise<void> {
    this.#end();
    const { path } = this.#parts;
    this.#arrivals.refuse(
      new DataIntegrityError(`Cannot wait for ${path}: it was closed`, {
        path,
      }),
    );
    await this.#running;
  }

  #end(): void {
    this.#closed = true;
    this.#parts.feed.close();
  }

  async #firstLoaded(signal: AbortSignal | undefined): Promise<LoadedLog> {
    const { feed, events, path } = this.#parts;
    let seen: string | undefined;
    for (;;) {
      signal?.throwIfAborted();
      try {
        const loaded = await feed.load();
        if (loaded !== undefined) return loaded;
        if (!this.#away) events.away(nothingThere(path));
        this.#away = true;
        seen = undefined;
      } catch (error) {
        signal?.throwIfAborted();
        // A writer may have been at work on its end at that moment.
        if (String(error) === seen) throw error;
        seen = String(error);
      }
      await feed.wait();
    }
  }

  async #replayed(loaded: LoadedLog): Promise<Recovered> {
    const { types, path } = this.#parts;
    const { content, serializer, countLines } = loaded;
    return await replayCounted(content, serializer, types, path, countLines);
  }

  async #run(): Promise<void> {
    try {
      await pause(0); // whoever started it is told first that it follows
      while (!this.#closed) {
        const reason = await this.#follow();
        if (reason === undefined) return;
        await this.#reload(reason);
      }
    } catch (error) {
      const { events, path } = this.#parts;
      this.#failure = error instanceof DatabaseError
        ? error
        : new DatabaseError(`Cannot follow ${quoted(path)}: ${error}`, {
          path,
          cause: error,
        });
      this.#end();
      this.#arrivals.refuse(this.#failure);
      events.fatal(this.#failure);
    }
  }

  /** Takes the news until the log has to be loaded again; tells why. */
  async #follow(): Promise<string | undefined> {
    for await (const news of this.#parts.feed.news()) {
      if (this.#closed) return undefined;
      const reason = await this.#take(news);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  async #take(news: News): Promise<string | undefined> {
    switch (news.kind) {
      case "records":
        return await this.#records(news);
      case "next":
        this.#next(news);
        break;
      case "level":
        this.#resume();
        break;
      case "away":
        this.#tellAway(news.error);
        break;
      case "again":
        return news.reason;
    }
    return undefined;
  }

  async #records(news: NewRecords): Promise<string | undefined> {
    const { replica, events } = this.#parts;
    this.#since = Math.min(this.#since, performance.now());
    try {
      replica.apply(news, events);
    } catch (error) {
      if (error instanceof NewerLogError || !(error instanceof ReplayError)) {
        throw error;
      }
      return await this.#broken(error);
    }
    this.#arrivals.reached(replica.position.rev);
    if (news.level) {
      this.#resume();
      this.#since = Infinity; // the feed waits now, and others run
    } else if (performance.now() - this.#since > TURN) {
      await pause(0);
      this.#since = performance.now();
    }
    return undefined;
  }

  /** A change does not fit: the state is made again what it was before that one. */
  async #broken(error: ReplayError): Promise<string> {
    const { feed, replica, types } = this.#parts;
    const loaded = await feed.load();
    const { rev } = replica.position;
    if (loaded !== undefined) replica.bring(stateAt(loaded, types, rev));
    this.#tellAway(error);
    return "a change did not fit";
  }

  #next(news: NextFile): void {
    const { replica, events } = this.#parts;
    if (replica.continues(news)) return;
    replica.take(news.serializer.decodeSnapshot(news.payload), news.rev);
    events.reset("another file was put in its place");
  }

  /** Loads the log again, as soon as it can be read. */
  async #reload(reason: string): Promise<void> {
    const { feed, replica, events, path } = this.#parts;
    for (
      let waits = 1;
      !this.#closed;
      waits = Math.min(waits * 2, MOST_WAITS)
    ) {
      try {
        const loaded = await feed.load();
        if (loaded !== undefined) {
          replica.bring(await this.#replayed(loaded));
          events.reset(reason);
          this.#arrivals.reached(replica.position.rev);
          this.#resume();
          return;
        }
        this.#tellAway(nothingThere(path));
      } catch (error) {
        if (error instanceof NewerLogError) throw error;
        if (!(error instanceof DatabaseError)) throw error;
        this.#tellAway(error);
      }
      for (let i = 0; i < waits && !this.#closed; i++) await feed.wait();
    }
  }

  #tellAway(error: DatabaseError): void {
    if (this.#away) return;
    this.#away = true;
    this.#parts.events.away(error);
  }

  #resume(): void {
    this.#level = performance.now();
    if (!this.#away) return;
    this.#away = false;
    this.#parts.events.resumed();
  }
}
