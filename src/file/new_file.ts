/**
 * A new file that gets its name when it is whole.
 *
 * Until then it has another one, so that a job that is killed leaves nothing that
 * could be taken for what it was to make; and it is locked, so that nobody opens
 * it before.
 *
 * @module
 */
import { DiskFullError, FileLockError } from "../errors.ts";
import { nameBeside, nameOf } from "./file_path.ts";
import type { FileSystem, LogFile } from "./log_file.ts";
import { isDiskFull, isForbidden, refusal } from "./os_error.ts";

/** The ending of the name of a file that is not whole. */
const UNFINISHED = ".unfinished";

/** A file that was not there before. */
export class NewFile {
  /** The path that it is to have. */
  readonly path: string;
  /** The path that it has until then. */
  readonly draft: string;
  /** The file, open and locked. */
  readonly file: LogFile;
  readonly #disk: FileSystem;
  #named = false;
  #open = true;

  /**
   * Makes the file, and its folder if need be; until it is whole, its name has
   * this behind it. Who may read and write the file `like` may do so with this one.
   *
   * @throws {FileLockError} When something is there already, or it can't be made.
   */
  constructor(
    disk: FileSystem,
    path: string,
    suffix: string = UNFINISHED,
    like?: string,
  ) {
    if (!guarded(() => disk.isFree(path), path)) throw taken(path, path);
    const draft = nameBeside(path, suffix);
    const { file, made } = like === undefined
      ? make(disk, path, draft)
      : makeLike(disk, path, draft, like);
    this.#disk = disk;
    this.file = file;
    this.draft = realPath(disk, made, file);
    this.path = made === path
      ? this.draft
      : this.draft.slice(0, -nameOf(made).length) + nameOf(path);
  }

  /** Gives the file, which is whole and synced by now, its name; and closes it. */
  finish(): void {
    this.guarded(() => {
      if (this.draft !== this.path) this.#rename();
      this.#disk.syncFolder(this.path);
    });
    this.#close();
  }

  #close(): void {
    if (this.#open) this.file.close();
    this.#open = false;
  }

  #rename(): void {
    // Whoever made a file of that name meanwhile is to keep it.
    if (!this.#disk.isFree(this.path)) throw taken(this.path, this.path);
    this.#disk.rename(this.draft, this.path);
    this.#named = true;
  }

  /** Removes the file, whichever of its names it has. */
  discard(): void {
    this.#disk.remove(this.#named ? this.path : this.draft);
    this.#close();
  }

  /**
   * Writes to the file; what the system says of it is made an error of ours.
   *
   * @throws {DiskFullError} When there is no room.
   * @throws {FileLockError} When it can't be written for another reason.
   */
  guarded<T>(call: () => T): T {
    return guarded(call, this.path);
  }
}

/** Where a file is that was made just now; without that it is removed. */
function realPath(disk: FileSystem, made: string, file: LogFile): string {
  try {
    return disk.realPath(made) ?? made;
  } catch (error) {
    disk.remove(made);
    file.close();
    throw error;
  }
}

function guarded<T>(call: () => T, path: string): T {
  try {
    return call();
  } catch (cause) {
    if (!isDiskFull(cause)) throw refusal("write", path, cause);
    throw new DiskFullError(
      `Cannot write "${path}": the disk is full; what was written is removed`,
      { path, cause },
    );
  }
}

function make(
  disk: FileSystem,
  path: string,
  draft: string,
): { file: LogFile; made: string } {
  try {
    return makeLocked(disk, path, draft, false);
  } catch (error) {
    // Permission for the new file alone is enough; it then has its name from
    // the beginning.
    if (!(error instanceof FileLockError && isForbidden(error.cause))) {
      throw error;
    }
    return makeLocked(disk, path, path, false);
  }
}

/** Makes a file for those who may read and write another one. */
function makeLike(
  disk: FileSystem,
  path: string,
  draft: string,
  like: string,
): { file: LogFile; made: string } {
  if (!disk.isFree(draft)) throw taken(path, draft);
  guarded(() => disk.writeNew(draft, [], like), path);
  try {
    return makeLocked(disk, path, draft, true);
  } catch (error) {
    disk.remove(draft);
    throw error;
  }
}

/** Makes a file and locks it: nobody is to open what is not whole. */
function makeLocked(
  disk: FileSystem,
  path: string,
  made: string,
  there: boolean,
): { file: LogFile; made: string } {
  const mode = { create: true, readonly: false };
  const { file, created } = disk.open(made, mode);
  if (created !== there && file.tryLock()) return { file, made };
  file.close();
  throw taken(path, made);
}

function taken(path: string, by: string): FileLockError {
  return new FileLockError(
    path === by
      ? `Cannot write "${path}": there is a file already; name a new one`
      : `Cannot write "${path}": there is "${by}" already, from a job that ` +
        "still runs or was killed; remove it or name a new file",
    { path },
  );
}
