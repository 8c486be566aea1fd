/**
 * What is durable of one log, and making it so.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import type { Appender } from "./appender.ts";
import type { SharedProgress } from "../protocol/shared_progress.ts";
import type { FileCheck } from "./file_identity.ts";

/** What it works with. */
export interface DurabilityParts {
  /** The file. */
  readonly path: string;
  /** Adds records at its end. */
  readonly appender: Appender;
  /** Tells whether it is still the same file. */
  readonly check: FileCheck;
  /** Where main sees how far it is. */
  readonly control: SharedProgress;
  /** The disk. */
  readonly disk: FileSystem;
}

/** Syncs one log. Whatever it throws is final: a failed sync is not tried again. */
export class Durability {
  readonly #parts: DurabilityParts;
  /** Whether what was found is known to be on disk. */
  #settled: boolean;
  /** Whether the file's name is. */
  #named = false;

  /** Nothing is known of what was found: whoever wrote it may not have synced. */
  constructor(parts: DurabilityParts) {
    this.#parts = parts;
    this.#settled = parts.appender.empty;
    if (!this.#settled) parts.control.noteDurable(-1);
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

  /** Makes everything durable, up to the record of this number. */
  sync(seq: number): void {
    const { path, appender, check, control, disk } = this.#parts;
    // A file that was deleted or replaced may be synced as often as one likes:
    // its records are gone. So nothing is called durable unseen.
    check.make(appender.end);
    appender.sync();
    // Before a new file counts as there its name is durable too. This order
    // costs one commit of the file system's journal, the other one two.
    if (!this.#named) disk.syncFolder(path);
    this.#named = this.#settled = true;
    control.noteDurable(seq);
  }
}
