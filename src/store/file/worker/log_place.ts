/**
 * The place of one log: the file that is written to now. A rotation moves the log
 * to another one, under the same name.
 *
 * @module
 */
import type { FileSystem, LogFile } from "../../../file/log_file.ts";
import type { SharedProgress } from "../protocol/shared_memory.ts";
import type { Timers } from "../protocol/timers.ts";
import type { Appender } from "./appender.ts";
import { Durability, FileCheck } from "./durability.ts";
import type { LockedFile } from "./locked_file.ts";

/**
 * So many files that the log has left stay open and locked: who opened one of them
 * under the log's name and asks for its lock late is to be refused. A program that
 * rotates for a year is not to run out of files.
 */
const MOST_FORMER = 16;

/** The parts that a place needs beside the file. */
export interface PlaceParts {
  /** The progress that main sees. */
  readonly progress: SharedProgress;
  /** The disk. */
  readonly disk: FileSystem;
  /** The time. */
  readonly clock: Timers;
}

/** Where a log is written. */
export class LogPlace {
  readonly #parts: PlaceParts;
  readonly #former: LogFile[] = [];
  #held: LockedFile;
  #appender: Appender;
  #check: FileCheck;
  #durability: Durability;

  /** Begins in the file that was opened. */
  constructor(held: LockedFile, appender: Appender, parts: PlaceParts) {
    this.#parts = parts;
    this.#held = held;
    this.#appender = appender;
    this.#check = new FileCheck(held, parts.disk, parts.clock);
    this.#durability = this.#durabilityOf(held, appender, this.#check);
  }

  /** The open, locked file. */
  get held(): LockedFile {
    return this.#held;
  }

  /** Adds records at its end. */
  get appender(): Appender {
    return this.#appender;
  }

  /** Tells whether it is still the same file. */
  get check(): FileCheck {
    return this.#check;
  }

  /** Makes what is written durable. */
  get durability(): Durability {
    return this.#durability;
  }

  #durabilityOf(held: LockedFile, appender: Appender, check: FileCheck) {
    const { progress, disk } = this.#parts;
    const { path } = held;
    return new Durability({ path, appender, check, progress, disk });
  }

  /**
   * Goes on in another file, which has the log's name from now on, and all of the
   * log in it. The one before stays open and locked.
   */
  moveTo(held: LockedFile, appender: Appender): void {
    const { disk, clock } = this.#parts;
    this.#former.push(this.#held.file);
    if (this.#former.length > MOST_FORMER) this.#former.shift()?.close();
    this.#held = held;
    this.#appender = appender;
    this.#check = new FileCheck(held, disk, clock);
    this.#durability = this.#durabilityOf(held, appender, this.#check);
  }

  /** Closes all files, and gives up their locks. */
  close(): void {
    for (const file of this.#former.splice(0)) file.close();
    this.#held.file.close();
  }
}
