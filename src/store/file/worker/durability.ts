/**
 * The durability of one log: what of it is durable, and making it so.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import { isTooManyFiles } from "../../../file/os_error.ts";
import type { Appender } from "./appender.ts";
import type { SharedProgress } from "../protocol/shared_memory.ts";
import type { Timers } from "../protocol/timers.ts";
import type { LockedFile } from "./locked_file.ts";
import { DatabaseError } from "../../../errors.ts";

/** A check that is older than this is made again before the next write. */
const EVERY_MS = 1000;

/**
 * Checks whether a file is still the one that was opened, as long as we left it:
 * one that was deleted or replaced takes writes and syncs as ever, and its
 * records are gone all the same.
 */
export class FileCheck {
  readonly #held: LockedFile;
  readonly #disk: FileSystem;
  readonly #clock: Timers;
  #last: number;

  /** Remembers the file as it is now. */
  constructor(held: LockedFile, disk: FileSystem, clock: Timers) {
    this.#held = held;
    this.#disk = disk;
    this.#clock = clock;
    this.#last = clock.now();
  }

  /** Whether the last check is too old to rely on. */
  get due(): boolean {
    return this.#clock.now() - this.#last >= EVERY_MS;
  }

  /** Throws unless the path names this very file, and it is `size` bytes long. */
  make(size: number): void {
    this.#last = this.#clock.now();
    const { path, identity: { dev, ino } } = this.#held;
    const found = this.#disk.identify(path);
    if (found === undefined) throw this.#changed("was deleted");
    if (found.dev !== dev || found.ino !== ino) {
      throw this.#changed("was replaced by another file");
    }
    if (found.size === size) return;
    throw this.#changed(
      "was changed from outside",
      `: it has ${found.size} bytes and should have ${size}`,
    );
  }

  #changed(what: string, how = ""): DatabaseError {
    const { path } = this.#held;
    return new DatabaseError(
      `the file ${what} while the database was open${how}`,
      { path },
    );
  }
}

/** The parts that durability works with. */
export interface DurabilityParts {
  /** The file. */
  readonly path: string;
  /** Adds records at its end. */
  readonly appender: Appender;
  /** Tells whether it is still the same file. */
  readonly check: FileCheck;
  /** The progress that main sees. */
  readonly progress: SharedProgress;
  /** The disk. */
  readonly disk: FileSystem;
}

/** Syncs one log. Whatever it throws is final: a failed sync is not tried again. */
export class Durability {
  readonly #parts: DurabilityParts;
  /** Whether the records that were found are known to be on disk. */
  #settled: boolean;
  /** Whether the file's name is. */
  #named = false;

  /** Nothing is known of what was found: whoever wrote it may not have synced. */
  constructor(parts: DurabilityParts) {
    this.#parts = parts;
    this.#settled = parts.appender.empty;
    if (!this.#settled) parts.progress.noteDurable(-1);
  }

  /**
   * Makes durable what was found. Done with the first record, and not on
   * opening, which it would slow down; the record then vouches for all before
   * it by its watermark.
   */
  settle(): void {
    if (this.#settled) return;
    this.#parts.appender.sync();
    this.#settled = true;
  }

  /**
   * Makes everything durable, up to the record of this number. False where that
   * has to be tried again: too many files are open for the folder's to be synced.
   */
  sync(seq: number): boolean {
    const { appender, check } = this.#parts;
    // A file that was deleted or replaced may be synced as often as one likes:
    // its records are gone. So nothing is called durable unseen.
    check.make(appender.end);
    appender.sync();
    // Before a new file counts as there its name is durable too. This order
    // costs one commit of the file system's journal, the other one two.
    return this.syncName(seq);
  }

  /** Makes the file's name durable, and with it the records up to this number. */
  syncName(seq: number): boolean {
    const { path, progress, disk } = this.#parts;
    try {
      if (!this.#named) disk.syncFolder(path);
    } catch (error) {
      if (isTooManyFiles(error)) return false;
      throw error;
    }
    this.#named = this.#settled = true;
    progress.noteDurable(seq);
    return true;
  }
}
