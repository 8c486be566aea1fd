/**
 * A log on servers that a database follows.
 *
 * @module
 */
import type { LogHolder } from "../errors.ts";
import {
  type Format,
  loadSerializer,
  serializerAddress,
} from "../format/load.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import { readStreamAddress } from "../store/stream/port/stream_address.ts";
import type { TypeCodec } from "../values/kinds.ts";
import { quoted } from "../values/quoted.ts";
import type { Feed } from "./feed.ts";
import { followFile } from "./file_feed.ts";
import { LateFeed } from "./late_feed.ts";
import { OfflineFeed } from "./offline_feed.ts";
import { streamContent, streamHolder } from "./stream_tools.ts";

/** How a log on servers is followed. */
export interface FollowedStreamOptions {
  /** How its servers are reached. */
  readonly nats?: NatsOptions | undefined;
  /** The format: JSON lines alone. */
  readonly serializer?: Format | undefined;
  /** The application's own types. */
  readonly types?: readonly TypeCodec[] | undefined;
  /** The path of the file that mirrors it, read while no server answers. */
  readonly mirror?: string | undefined;
}

/** The log at an address. */
export class FollowedStreamLog {
  readonly #path: string;
  readonly #options: FollowedStreamOptions;

  /**
   * Knows a log; nothing is read yet.
   *
   * @throws {TypeError} For an address, or a format, that no log on servers has.
   */
  constructor(path: string, options: FollowedStreamOptions) {
    readStreamAddress(path);
    const format = serializerAddress(options.serializer) ?? "json";
    if (format !== "json") {
      throw new TypeError(
        `Cannot follow ${quoted(path)} in the format ${
          quoted(format)
        }: a log ` +
          "on servers is in JSON lines; leave the option serializer out",
      );
    }
    this.#path = path;
    this.#options = options;
  }

  /** What is read of it, and becomes of it. */
  feed(): Feed {
    const { nats, types, mirror } = this.#options;
    const feed = new LateFeed({
      path: this.#path,
      nats,
      serializer: () => loadSerializer("json", types),
    });
    return mirror === undefined
      ? feed
      : new OfflineFeed(feed, () => followFile(mirror, { types }));
  }

  /** All of it, as the bytes of a file. */
  content(): Promise<Uint8Array> {
    return streamContent(this.#path, this.#options.nats);
  }

  /** Who writes it; undefined where nobody answers. */
  holder(): Promise<LogHolder | undefined> {
    return streamHolder(this.#path, this.#options.nats);
  }
}
