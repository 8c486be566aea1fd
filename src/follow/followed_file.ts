/**
 * The log at a path, followed over all that becomes of it: it grows, it is
 * rotated, replaced, cut, deleted, made anew.
 *
 * @module
 */
import { CorruptionError, DatabaseError, ReplayError } from "../errors.ts";
import type { ListedFileSystem, NamedFile } from "../file/log_file.ts";
import { recordChecksum } from "../format/record_checksum.ts";
import { about } from "../history/reader/file_error.ts";
import { LogReader } from "../history/reader/log_reader.ts";
import { RecordReader } from "../history/reader/record_reader.ts";
import type { ReaderOptions } from "../history/reader/reader_options.ts";
import { contentOf as tailOf, scanLog } from "../log/log_scan.ts";
import { PIECE } from "../log/buffered_source.ts";
import type { Section } from "../log/log_content.ts";
import type { LoadedLog, NewRecords, NextFile } from "./feed.ts";
import { FollowedLog, own, sameBytes } from "./followed_log.ts";
import { isSame, NOT_KEPT, placeIn, type PlaceOptions } from "./log_place.ts";

/** How a file is followed. */
type FollowOptions = ReaderOptions & PlaceOptions;

/** The result of a look at the path. */
export type Look =
  | NewRecords
  | NextFile
  | { readonly kind: "level" }
  | { readonly kind: "missing" }
  | { readonly kind: "again"; readonly reason: string };

/** After so many looks at the same file it is read now and then alone. */
const STILL = 10;

const LEVEL = { kind: "level" } as const;

/** Follows the log at one path. */
export class FollowedFile {
  /** The path as it was given. */
  readonly path: string;
  readonly #disk: ListedFileSystem;
  readonly #options: FollowOptions;
  #followed: FollowedLog | undefined;
  /** The file that was at the path, and how often it was just so. */
  #named: NamedFile | undefined;
  #writtenAt: number | undefined;
  #still = 0;

  /** Reads nothing yet. */
  constructor(
    disk: ListedFileSystem,
    path: string,
    options: FollowOptions = {},
  ) {
    this.#disk = disk;
    this.path = path;
    this.#options = options;
  }

  /** The file that is read now. */
  get log(): LogReader | undefined {
    return this.#followed?.log;
  }

  /** The revision up to which it was read. */
  get rev(): number {
    return this.#followed?.rev ?? 0;
  }

  /**
   * Opens the file and reads it as opening a database does; undefined while there
   * is no file, or no record in it.
   *
   * @throws {DatabaseError} When it can't be read.
   */
  async load(): Promise<LoadedLog | undefined> {
    if (this.#disk.identify(this.path) === undefined) return undefined;
    const { serializer, types } = this.#options;
    const log = await LogReader.open(this.#disk, this.path, serializer, types);
    try {
      const found = contentIn(log, this.#options);
      if (found === undefined) log.close();
      else this.#follow(found.followed);
      return found;
    } catch (error) {
      log.close();
      throw about(error, log.path);
    }
  }

  /**
   * Goes on at the end of a log that somebody else has read. If it is another one
   * by now, or empty, the next look says so.
   */
  async goOnFrom(read: RecordReader): Promise<void> {
    const { rev } = read;
    let change: string | undefined;
    for (const record of read.backward()) {
      if (record.kind === "snapshot") continue;
      const { log, payload } = record;
      change = recordChecksum(log.serializer, payload, true);
      break;
    }
    this.close();
    let reader: RecordReader;
    try {
      reader = await this.#reader();
    } catch (error) {
      if (error instanceof DatabaseError) return; // it is gone by now
      throw error;
    }
    let kept: LogReader | undefined;
    try {
      const found = placeIn(reader, rev, change, this.#options);
      if (typeof found === "string") return;
      kept = found.followed.log;
      this.#follow(found.followed);
    } finally {
      for (const log of reader.logs) if (log !== kept) log.close();
    }
  }

  /**
   * Looks at the path: what there is after what was read.
   *
   * Nothing is forgotten where it says `missing` or `again`: the next look says
   * what is so then.
   *
   * @throws {DatabaseError} When what follows can't be read.
   */
  async look(): Promise<Look> {
    const followed = this.#followed;
    const named = this.#disk.identify(this.path);
    if (followed === undefined) {
      return named === undefined || named.size === 0
        ? { kind: "missing" }
        : { kind: "again", reason: "there is a file" };
    }
    if (this.#isStill(named)) return LEVEL;
    const own = followed.log.identity;
    const same = named?.ino === own?.ino && named?.dev === own?.dev;
    // Of a file that was renamed, the rest first.
    const found = followed.read();
    if (found !== "level") this.#still = 0; // there may be more
    if (typeof found !== "string") return found;
    if (same && found === "level") return LEVEL;
    // An empty one may be about to be written anew.
    if (named === undefined || named.size === 0) return { kind: "missing" };
    return await this.#find(followed);
  }

  /**
   * Whether the file is as it was at the last looks: then it is not read. More than
   * one, since times of files are coarse: it may have been written to twice in one.
   */
  #isStill(named: NamedFile | undefined): boolean {
    const last = this.#named;
    const isSame = named !== undefined && last !== undefined &&
      named.size === last.size && named.ino === last.ino &&
      named.dev === last.dev;
    this.#named = named;
    const at = isSame ? this.#disk.writtenAt?.(this.path) : undefined;
    this.#still = at !== undefined && at === this.#writtenAt
      ? this.#still + 1
      : 0;
    this.#writtenAt = at;
    return this.#still > STILL && this.#still % STILL !== 0;
  }

  /** Closes the file. */
  close(): void {
    this.#followed?.log.close();
    this.#followed = undefined;
  }

  /** Looks for the last record that was read in what is at the path now. */
  async #find(followed: FollowedLog): Promise<Look> {
    const { rev, change } = followed;
    const reader = await this.#reader();
    let kept: LogReader | undefined;
    try {
      const found = placeIn(reader, rev, change, this.#options);
      if (typeof found === "string") return { kind: "again", reason: found };
      const { log } = found.followed;
      // Of an archive all was read: no file has what follows.
      if (log !== reader.log && isSame(log, followed.log)) {
        return { kind: "again", reason: NOT_KEPT };
      }
      kept = log;
      this.#follow(found.followed);
      return found.next ?? LEVEL;
    } finally {
      for (const each of reader.logs) if (each !== kept) each.close();
    }
  }

  #reader(): Promise<RecordReader> {
    return RecordReader.open(this.#disk, this.path, this.#options);
  }

  #follow(followed: FollowedLog): void {
    this.#followed?.log.close();
    this.#followed = followed;
  }
}

interface Content extends LoadedLog {
  readonly followed: FollowedLog;
}

/** The content of an open log; undefined where there is no record in it. */
function contentIn(
  log: LogReader,
  { kept }: FollowOptions,
): Content | undefined {
  const { source, serializer, framer, damage } = log;
  if (source.size <= log.from) return undefined;
  if (damage !== undefined) {
    throw new CorruptionError(`its beginning is damaged: ${damage.reason}`);
  }
  const found = scanLog(source, serializer, framer);
  const { snapshot, changes, revision, durable, end } = found;
  if (snapshot === undefined && changes === 0) return undefined;
  const tail = tailOf(
    found,
    serializer,
    (from, to) => own(source.read(from, to - from)),
  );
  for (const section of tail.tail) demandSteady(log, section, durable);
  const content = snapshot === undefined ? tail : {
    ...tail,
    snapshot: { ...snapshot, line: 0, bytes: own(snapshot.payload) },
  };
  const rev = revision + changes;
  const last = found.last ?? snapshot;
  const place = { at: end, line: 0, rev, last };
  const followed = new FollowedLog(log, place, kept);
  const countLines = (offset: number) =>
    Promise.resolve(framer.countBefore(log.live, offset).line);
  return { serializer, content, countLines, followed };
}

/**
 * Records that no watermark vouches for may have been cut while they were read,
 * and other records put in its place.
 */
function demandSteady(
  { live }: LogReader,
  { offset, bytes }: Section,
  durable: number,
): void {
  for (let at = Math.max(offset, durable) - offset; at < bytes.length;) {
    const piece = bytes.subarray(at, at + PIECE);
    if (!sameBytes(live.read(offset + at, piece.length), piece)) {
      throw new ReplayError("it was cut while it was read");
    }
    at += piece.length;
  }
}
