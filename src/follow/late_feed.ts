/**
 * The feed of a log on servers, whose program is loaded when it is followed.
 *
 * @module
 */
import type { Serializer } from "../log/serializer.ts";
import {
  databaseError,
  ownError,
  toWire,
} from "../store/file/protocol/wire_error.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import type { Feed, LoadedLog, News } from "./feed.ts";
import { streamTools } from "./stream_tools.ts";

/** How a log on servers is followed. */
export interface LateFeedParts {
  /** Its address. */
  readonly path: string;
  /** How its servers are reached. */
  readonly nats: NatsOptions | undefined;
  /** Knows its records. */
  readonly serializer: () => Promise<Serializer>;
}

/** A feed that is made when it is asked for something. */
export class LateFeed implements Feed {
  readonly #parts: LateFeedParts;
  #feed: Promise<Feed> | undefined;
  #closed = false;

  /** Loads nothing yet. */
  constructor(parts: LateFeedParts) {
    this.#parts = parts;
  }

  /** Loads the log. */
  async load(): Promise<LoadedLog | undefined> {
    const feed = await this.#made();
    return await feed.load().catch((error) => {
      throw ownError(error);
    });
  }

  /** Resolves when it is worth a try to load again. */
  async wait(): Promise<void> {
    await (await this.#made()).wait();
  }

  /** The events that follow. */
  async *news(): AsyncGenerator<News> {
    const feed = await this.#made();
    for await (const news of feed.news()) {
      yield news.kind === "away"
        ? { ...news, error: databaseError(toWire(news.error)) }
        : news;
    }
  }

  /** Ends it. */
  close(): void {
    this.#closed = true;
    this.#feed?.then((feed) => feed.close(), () => {}); // told to who loads
  }

  async #made(): Promise<Feed> {
    this.#feed ??= this.#make();
    const feed = await this.#feed;
    if (this.#closed) feed.close();
    return feed;
  }

  async #make(): Promise<Feed> {
    const { path, nats, serializer } = this.#parts;
    const { feedOf } = await streamTools();
    return feedOf({ path, nats, serializer: await serializer() });
  }
}
