/**
 * The feed of a file.
 *
 * @module
 */
import { DatabaseError } from "../errors.ts";
import { DenoFileSystem } from "../file/deno_file_system.ts";
import { FileWatch, type Wake } from "../file/file_watch.ts";
import { findHolder } from "../file/holder.ts";
import type { Holder, ListedFileSystem } from "../file/log_file.ts";
import { demandPermission } from "../file/permission.ts";
import { quoted } from "../values/quoted.ts";
import type { LogReader } from "../history/reader/log_reader.ts";
import type { ReaderOptions } from "../history/reader/reader_options.ts";
import type { RecordReader } from "../history/reader/record_reader.ts";
import { type Feed, type LoadedLog, type News, nothingThere } from "./feed.ts";
import { FollowedFile, type Look } from "./followed_file.ts";
import type { PlaceOptions } from "./log_place.ts";

/** The parts that a file is followed with. */
export interface FileFeedParts {
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** Says when to look. */
  readonly wake: Wake;
  /** The path of the file. */
  readonly path: string;
  /** How it is read. */
  readonly options?: (ReaderOptions & PlaceOptions) | undefined;
}

/**
 * Follows the file at a path; there may be none.
 *
 * @throws {FileLockError} When the program may not read it.
 */
export function followFile(path: string, options: ReaderOptions): FileFeed {
  demandPermission(path, true);
  const disk = new DenoFileSystem();
  return new FileFeed({ disk, wake: new FileWatch(path), path, options });
}

/** Who has the lock of the file at a path, if that is known. */
export function lockHolder(path: string): Holder | undefined {
  const identity = new DenoFileSystem().identify(path);
  return identity && findHolder(identity);
}

/** The feed of the log at a path. */
export class FileFeed implements Feed {
  readonly #file: FollowedFile;
  readonly #wake: Wake;
  #closed = false;

  /** Reads nothing yet. */
  constructor({ disk, wake, path, options }: FileFeedParts) {
    this.#file = new FollowedFile(disk, path, options);
    this.#wake = wake;
  }

  /** Loads the log. */
  async load(): Promise<LoadedLog | undefined> {
    this.#wake.renew();
    return await this.#file.load();
  }

  /** The file that is read now. */
  get log(): LogReader | undefined {
    return this.#file.log;
  }

  /** Goes on at the end of a log that somebody else has read. */
  async goOnFrom(reader: RecordReader): Promise<void> {
    this.#wake.renew();
    await this.#file.goOnFrom(reader);
  }

  /** Resolves when it is worth a try to load again. */
  wait(): Promise<void> {
    return this.#wake.next();
  }

  /** The events that follow, as they are written. */
  async *news(): AsyncGenerator<News> {
    const doubt = new Doubt();
    let found = false;
    while (!this.#closed) {
      const news = await this.#look();
      if (doubt.holds(news)) yield news;
      if (news.kind === "records") {
        found = true;
        if (!news.level) continue;
      }
      if (doubt.any) await this.#wake.later();
      else await this.#wake.next(found);
      found = false;
    }
  }

  /** Ends it. */
  close(): void {
    this.#closed = true;
    this.#wake.close();
    this.#file.close();
  }

  async #look(): Promise<News> {
    let look: Look;
    const { log, path } = this.#file;
    try {
      look = await this.#file.look();
    } catch (cause) {
      return { kind: "away", error: asError(cause, path) };
    }
    // An event of the old file's says nothing of the new one.
    if (this.#file.log !== log) this.#wake.renew();
    if (look.kind !== "missing") return look;
    return { kind: "away", error: nothingThere(path) };
  }
}

/**
 * Doubt in what a single look finds: while a file is replaced, rotated or cut there
 * may be none for a moment, or half of one.
 */
class Doubt {
  #said: string | undefined;

  /** Whether something was found that has to be found twice. */
  get any(): boolean {
    return this.#said !== undefined;
  }

  /** Whether news may be told. */
  holds(news: News): boolean {
    const said = news.kind === "again"
      ? news.reason
      : news.kind === "away"
      ? news.error.message
      : undefined;
    const holds = said === this.#said || said === undefined;
    this.#said = said;
    return holds;
  }
}

function asError(cause: unknown, path: string): DatabaseError {
  if (cause instanceof DatabaseError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Cannot follow ${quoted(path)}: ${reason}`;
  return new DatabaseError(message, { cause, path });
}
