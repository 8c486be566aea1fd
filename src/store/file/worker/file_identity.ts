/**
 * Whether the file is still the one that was opened, as long as we left it.
 *
 * A file that was deleted or replaced takes writes and syncs as ever, and its
 * records are gone all the same.
 *
 * @module
 */
import type { FileSystem } from "../../../file/log_file.ts";
import type { Timers } from "../protocol/timers.ts";
import type { LockedFile } from "./locked_file.ts";
import { DatabaseError } from "../../../errors.ts";

/** A check that is older than this is made again before the next write. */
const EVERY_MS = 1000;

/** Checks one file. */
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
