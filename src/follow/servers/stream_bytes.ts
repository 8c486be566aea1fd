/**
 * The log of a stream as the bytes of a file, kept up to date.
 *
 * @module
 */
import type { FollowedBytes } from "../followed_bytes.ts";
import type { News } from "../feed.ts";
import type { StreamFeed } from "./stream_feed.ts";

/** The bytes of a log that is followed. */
export class StreamBytes implements FollowedBytes {
  readonly #feed: StreamFeed<Uint8Array>;
  /** The bytes, and room for more: what was given away stays as it is. */
  #room = new Uint8Array(0);
  #bytes = new Uint8Array(0);

  /** Reads nothing yet. */
  constructor(feed: StreamFeed<Uint8Array>) {
    this.#feed = feed;
  }

  /** The bytes as far as they were read. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Reads the log; undefined while there is no record in it. */
  async load(): Promise<Uint8Array | undefined> {
    const bytes = await this.#feed.load();
    if (bytes === undefined) return undefined;
    this.#room = this.#bytes = bytes.slice();
    return this.#bytes;
  }

  /** Resolves when it is worth a try to load again. */
  wait(): Promise<void> {
    return this.#feed.wait();
  }

  /** The events that follow; records stand where they are in the bytes. */
  async *news(): AsyncGenerator<News> {
    for await (const news of this.#feed.news()) {
      if (news.kind !== "records") {
        yield news;
        continue;
      }
      const { bytes } = news.section;
      const offset = this.#bytes.length;
      this.#append(bytes);
      yield { ...news, section: { offset, line: 0, bytes } };
    }
  }

  /** Ends it. */
  close(): void {
    this.#feed.close();
  }

  #append(added: Uint8Array): void {
    const { length } = this.#bytes;
    const size = length + added.length;
    if (this.#room.length < size) {
      const room = new Uint8Array(Math.ceil(1.5 * size));
      room.set(this.#bytes);
      this.#room = room;
    }
    this.#room.set(added, length);
    this.#bytes = this.#room.subarray(0, size);
  }
}
