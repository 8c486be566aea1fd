/**
 * The log at a path, followed over all that becomes of it: it grows, it is
 * rotated, replaced, cut, deleted, made anew.
 *
 * @module
 */
import { CorruptionError, ReplayError } from "../errors.ts";
import type { ListedFileSystem, NamedFile } from "../file/log_file.ts";
import { recordChecksum } from "../format/record_checksum.ts";
import { about } from "../history/reader/file_error.ts";
import { LogReader } from "../history/reader/log_reader.ts";
import type { LogRecord } from "../history/reader/log_record.ts";
import { RecordReader } from "../history/reader/record_reader.ts";
import type { ReaderOptions } from "../history/reader/reader_options.ts";
import { contentOf as tailOf, scanLog } from "../log/log_scan.ts";
import { PIECE } from "../log/buffered_source.ts";
import type { Section } from "../log/log_content.ts";
import type { LoadedLog, NewRecords, NextFile } from "./feed.ts";
import { FollowedLog, own, sameBytes } from "./followed_log.ts";

/** What a look at the path found. */
export type Look =
  | NewRecords
  | NextFile
  | { readonly kind: "level" }
  | { readonly kind: "missing" }
  | { readonly kind: "again"; readonly reason: string };

/** How a file is followed. */
export interface FollowedFileOptions extends ReaderOptions {
  /** So many bytes before the place are compared: a test that says 0 cuts a net. */
  readonly kept?: number | undefined;
}

/** After so many looks at the same file it is read now and then alone. */
const STILL = 10;

const LEVEL = { kind: "level" } as const;

/** Follows the log at one path. */
export class FollowedFile {
  /** The path as it was given. */
  readonly path: string;
  readonly #disk: ListedFileSystem;
  readonly #options: FollowedFileOptions;
  #followed: FollowedLog | undefined;
  /** What was at the path, and how often it was just so. */
  #named: NamedFile | undefined;
  #writtenAt: number | undefined;
  #still = 0;

  /** Reads nothing yet. */
  constructor(
    disk: ListedFileSystem,
    path: string,
    options: FollowedFileOptions = {},
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
      return named === undefined
        ? { kind: "missing" }
        : { kind: "again", reason: "there is a file" };
    }
    if (this.#isStill(named)) return LEVEL;
    const own = followed.log.identity;
    const same = named?.ino === own?.ino && named?.dev === own?.dev;
    // Of a file that was renamed, the rest first.
    const found = followed.read();
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
    const reader = await RecordReader.open(
      this.#disk,
      this.path,
      this.#options,
    );
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

  #follow(followed: FollowedLog): void {
    this.#followed?.log.close();
    this.#followed = followed;
  }
}

interface Place {
  readonly followed: FollowedLog;
  /** The snapshot that the file begins with, where no record tells. */
  readonly next?: NextFile | undefined;
}

/** The place after a revision in a log and its archives, or why there is none. */
function placeIn(
  reader: RecordReader,
  rev: number,
  change: string | undefined,
  options: FollowedFileOptions,
): Place | string {
  if (rev > reader.rev) return "it was cut, or an older one put in its place";
  if (rev < reader.base) return NOT_KEPT;
  let last: LogRecord | undefined;
  for (const record of reader.backward(rev + 1)) {
    if (record.rev < rev) break;
    last ??= record;
    if (record.kind === "snapshot") continue;
    if (change === undefined) break;
    return recordChecksum(record.log.serializer, record.payload, true) ===
        change
      ? { followed: followedFrom(last, options) }
      : OTHER;
  }
  return last?.kind === "snapshot" ? snapshotAt(reader, last, options) : OTHER;
}

const OTHER = "another file was put in its place";
const NOT_KEPT = "what comes next is not kept any more";

function isSame({ identity: a }: LogReader, { identity: b }: LogReader) {
  return a?.ino === b?.ino && a?.dev === b?.dev;
}

/** The place after the snapshot of a revision, which may be of another history. */
function snapshotAt(
  reader: RecordReader,
  { rev }: LogRecord,
  options: FollowedFileOptions,
): Place | string {
  for (const record of reader.backward(rev + 1)) {
    const { log: { serializer }, payload } = record;
    const next = { kind: "next", serializer, payload, rev } as const;
    return { followed: followedFrom(record, options), next };
  }
  return OTHER;
}

function followedFrom(
  record: LogRecord,
  { kept }: FollowedFileOptions,
): FollowedLog {
  const { log, kind, offset, end, payload, rev } = record;
  const last = { kind, offset, end, payload, checked: true, line: 0 };
  return new FollowedLog(log, { at: end, line: 0, rev, last }, kept);
}

interface Content extends LoadedLog {
  readonly followed: FollowedLog;
}

/** The content of an open log; undefined where there is no record in it. */
function contentIn(
  log: LogReader,
  { kept }: FollowedFileOptions,
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
 * What no watermark vouches for may have been cut while it was read, and other
 * records put in its place.
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
