/**
 * A log that the command follows: a file, or one on servers.
 *
 * @module
 */
import { DatabaseError, FileLockError } from "../../errors.ts";
import type { News } from "../../follow/feed.ts";
import { type FileFeed, followFile } from "../../follow/file_feed.ts";
import type { FollowedBytes } from "../../follow/followed_bytes.ts";
import { followBytes } from "../../follow/stream_tools.ts";
import { openHistory } from "../../history/open_history.ts";
import { RecordReader } from "../../history/reader/record_reader.ts";
import { ownError } from "../../store/file/protocol/wire_error.ts";
import { isStreamAddress } from "../../store/stream/port/stream_address.ts";
import { quoted } from "../../values/quoted.ts";
import type { Application } from "../application.ts";
import { openLog } from "../input/input.ts";

/** A log that is followed. */
export interface Followed {
  /** Opens the log as it is now, to be shown from its beginning. */
  open(): Promise<RecordReader>;
  /** What becomes of it after what was opened. */
  news(): AsyncIterable<News>;
  /** Opens it to show what was added. */
  added(): Promise<RecordReader>;
  /** Opens what is in its place now; undefined where that can't be read yet. */
  again(): Promise<RecordReader | undefined>;
  /** The records of a reader were shown. */
  goOnFrom(reader: RecordReader): Promise<void>;
  /** Ends it. */
  close(): void;
}

/** Follows the log that a command names. */
export function followed(file: string, application: Application): Followed {
  return isStreamAddress(file)
    ? new FollowedStream(file, application)
    : new FollowedPath(file, application);
}

/** A file at a path. */
class FollowedPath implements Followed {
  readonly #file: string;
  readonly #application: Application;
  readonly #feed: FileFeed;

  constructor(file: string, application: Application) {
    this.#file = file;
    this.#application = application;
    const { types, serializer } = application;
    this.#feed = followFile(file, { types, serializer });
  }

  open(): Promise<RecordReader> {
    return openLog(this.#file, this.#application);
  }

  news(): AsyncIterable<News> {
    return this.#feed.news();
  }

  /** The log with its archives; of a file that was renamed, the file alone. */
  async added(): Promise<RecordReader> {
    const { log } = this.#feed;
    try {
      const reader = await this.open();
      const { dev, ino } = reader.log.identity ?? {};
      if (log?.identity?.ino === ino && log?.identity?.dev === dev) {
        return reader;
      }
      reader.close();
    } catch (error) {
      // The file is being replaced at this very moment.
      if (!(error instanceof DatabaseError)) throw error;
    }
    return RecordReader.beside(log!, this.#application.types); // it was read
  }

  async again(): Promise<RecordReader | undefined> {
    try {
      return await this.open();
    } catch (error) {
      if (error instanceof DatabaseError) return undefined; // it is asked again
      throw error;
    }
  }

  goOnFrom(reader: RecordReader): Promise<void> {
    return this.#feed.goOnFrom(reader);
  }

  close(): void {
    this.#feed.close();
  }
}

/** A log on servers, which is held in memory. */
class FollowedStream implements Followed {
  readonly #path: string;
  readonly #application: Application;
  #log: FollowedBytes | undefined;

  constructor(path: string, application: Application) {
    this.#path = path;
    this.#application = application;
  }

  async open(): Promise<RecordReader> {
    const path = this.#path;
    this.#log ??= await followBytes(path, this.#application.nats());
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.#log.load();
    } catch (error) {
      throw ownError(error);
    }
    if (bytes !== undefined) return await this.added();
    throw new FileLockError(
      `Cannot read ${quoted(path)}: there is no such log, or nothing in it`,
      { path },
    );
  }

  async *news(): AsyncGenerator<News> {
    if (this.#log !== undefined) yield* this.#log.news();
  }

  added(): Promise<RecordReader> {
    const { types } = this.#application;
    return openHistory(this.#log?.bytes ?? new Uint8Array(0), { types });
  }

  async again(): Promise<RecordReader | undefined> {
    const bytes = await this.#log?.load().catch(() => undefined);
    return bytes && await this.added();
  }

  goOnFrom(): Promise<void> {
    return Promise.resolve(); // it is where the bytes end
  }

  close(): void {
    this.#log?.close();
  }
}
