/**
 * The interface of a feed: what a replica reads of a log that another process
 * writes, be it a file or a stream.
 *
 * @module
 */
import { type DatabaseError, FileLockError } from "../errors.ts";
import type { LogContent, Section } from "../log/log_content.ts";
import type { Serializer } from "../log/serializer.ts";
import { quoted } from "../values/quoted.ts";

/** A log as far as it goes now. */
export interface LoadedLog {
  /** Knows its records. */
  readonly serializer: Serializer;
  /** The last snapshot and what follows it. */
  readonly content: LogContent;
  /** Counts the lines (or records) up to a byte offset. */
  countLines(offset: number): Promise<number>;
}

/** Changes that follow what was read. */
export interface NewRecords {
  readonly kind: "records";
  /** Knows them. */
  readonly serializer: Serializer;
  /** Whole records, verified; snapshots among them say what is known. */
  readonly section: Section;
  /** The revision before the first one. */
  readonly rev: number;
  /** How many changes they hold. */
  readonly changes: number;
  /** Whether that is all that there is. */
  readonly level: boolean;
}

/** The log goes on in another file, which begins with a state of this revision. */
export interface NextFile {
  readonly kind: "next";
  /** Knows the snapshot. */
  readonly serializer: Serializer;
  /** The payload of the snapshot that it begins with. */
  readonly payload: Uint8Array;
  /** The revision, which is the one that was read up to. */
  readonly rev: number;
}

/** The events of a feed, in order. */
export type News =
  | NewRecords
  | NextFile
  /** All that is there was told. */
  | { readonly kind: "level" }
  /** The log is to be loaded again: what was told is no part of it any more. */
  | { readonly kind: "again"; readonly reason: string }
  /** At present the log can't be read. */
  | { readonly kind: "away"; readonly error: DatabaseError };

/** The source that a replica reads. */
export interface Feed {
  /**
   * Loads the log; undefined while there is no record in it.
   *
   * @throws {DatabaseError} When it can't be read.
   */
  load(): Promise<LoadedLog | undefined>;
  /** Resolves when it is worth a try to load again. */
  wait(): Promise<void>;
  /** The events after the records that were loaded; they end when the feed is closed. */
  news(): AsyncIterable<News>;
  /** Ends it. */
  close(): void;
}

/** The error of a log that is not there, or has nothing in it. */
export function nothingThere(path: string): FileLockError {
  return new FileLockError(
    `Cannot follow ${quoted(path)}: there is no such log, or nothing in it; ` +
      "it goes on when there is",
    { path },
  );
}
