/**
 * A log as a rotation sees it.
 *
 * @module
 */
import type {
  Identity,
  ListedFileSystem,
  LogFile,
} from "../../../file/log_file.ts";
import type { OnceBounds } from "../../../log/once_keys.ts";
import type { Framer } from "../../../log/serializer.ts";
import type { Timers } from "../protocol/timers.ts";

/** A file that is to take the place of a log's, open and locked. */
export interface NextFile {
  /** The file. */
  readonly file: LogFile;
  /** The name that it has until then. */
  readonly draft: string;
  /** The length in bytes. */
  readonly end: number;
  /** Knows the file. */
  readonly framer: Framer;
  /** The place of the snapshot that it begins with. */
  readonly snapshot: { readonly offset: number; readonly bytes: number };
}

/** The log, as a rotation needs it. */
export interface RotatedLog {
  /** The file. */
  readonly path: string;
  /** The name or address of the format. */
  readonly format: string;
  /** Tells the file from others. */
  readonly identity: Identity;
  /** The file itself. */
  readonly file: LogFile;
  /** Byte offset after the last record. */
  readonly end: number;
  /** Whether records wait to be written. */
  readonly waiting: boolean;
  /** Throws unless the file is still the one that was opened. */
  check(): void;
  /** Makes all that was written durable; throws where that can't be. */
  sync(): void;
  /** Keeps records in the queue. */
  hold(): void;
  /** Writes what was held back. */
  release(): void;
  /**
   * Syncs another file, gives it the log's name and goes on in it; the former one
   * stays open and locked. Throws where the name could not be given: nothing was
   * changed then.
   */
  moveTo(next: NextFile): void;
  /** Makes the name durable; false where that has to wait. */
  settleName(): boolean;
  /** A write failed for good. */
  fail(cause: unknown): void;
}

/** The parts that a rotation works with. */
export interface RotationParts {
  /** The log. */
  readonly log: RotatedLog;
  /** The disk. */
  readonly disk: ListedFileSystem;
  /** The time. */
  readonly clock: Timers;
  /** The keys of transactions that snapshots keep. */
  readonly once: OnceBounds | undefined;
  /** The address of the module itself, for a worker that is hired. */
  readonly address: string;
}
