/**
 * The feed of a log on servers that has a mirror: while no server answers when it is
 * loaded, the mirror is read in its place.
 *
 * @module
 */
import { AwayError, type DatabaseError } from "../errors.ts";
import { ownError } from "../store/file/protocol/wire_error.ts";
import type { Feed, LoadedLog, News } from "./feed.ts";

/** Whether an error says that no server answers. */
export function isAway(error: unknown): error is DatabaseError {
  return error instanceof AwayError ||
    error instanceof Error && error.cause instanceof AwayError;
}

/** Reads a mirror until servers answer. */
export class OfflineFeed implements Feed {
  readonly #servers: Feed;
  readonly #mirror: () => Feed;
  /** Whether it was ever loaded from servers. */
  #online = false;
  /** Why it was not, and the mirror was. */
  #away: DatabaseError | undefined;
  /** The log as the servers have it, before somebody asks for it. */
  #loaded: LoadedLog | undefined;
  #closed = false;

  /** Reads from servers, or the mirror that `mirror` makes the feed of. */
  constructor(servers: Feed, mirror: () => Feed) {
    this.#servers = servers;
    this.#mirror = mirror;
  }

  /** Loads the log. */
  async load(): Promise<LoadedLog | undefined> {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded !== undefined) return loaded;
    try {
      const found = await this.#servers.load();
      this.#online ||= found !== undefined;
      return found;
    } catch (error) {
      if (this.#online || !isAway(error)) throw error;
      const found = await this.#fromMirror();
      if (found === undefined) throw error;
      this.#away = error;
      return found;
    }
  }

  /** What the mirror has; undefined where there is none, or it can't be read. */
  async #fromMirror(): Promise<LoadedLog | undefined> {
    const mirror = this.#mirror();
    try {
      return await mirror.load();
    } catch {
      return undefined; // why no server answers says more
    } finally {
      mirror.close();
    }
  }

  /** Resolves when it is worth a try to load again. */
  wait(): Promise<void> {
    return this.#servers.wait();
  }

  /** The events that follow. */
  async *news(): AsyncGenerator<News> {
    if (this.#away !== undefined) {
      yield { kind: "away", error: this.#away };
      yield* this.#untilThere();
    }
    if (!this.#closed) yield* this.#servers.news();
  }

  /** Waits until servers answer; what they have is another state than the mirror's. */
  async *#untilThere(): AsyncGenerator<News> {
    while (!this.#closed && this.#loaded === undefined) {
      try {
        this.#loaded = await this.#servers.load();
        if (this.#loaded !== undefined) break;
      } catch (error) {
        if (!isAway(ownError(error))) throw error;
      }
      await this.#servers.wait();
    }
    if (this.#closed) return;
    this.#online = true;
    this.#away = undefined;
    yield { kind: "again", reason: "its servers answer" };
  }

  /** Ends it. */
  close(): void {
    this.#closed = true;
    this.#servers.close();
  }
}
