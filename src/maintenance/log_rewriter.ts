/**
 * A new log, written record by record from others.
 *
 * Until it is whole it has another name, so that a job that is killed leaves
 * nothing that could be taken for a log.
 *
 * @module
 */
import { DiskFullError, FileLockError } from "../errors.ts";
import { nameBeside, nameOf } from "../file/file_path.ts";
import type { FileSystem, LogFile } from "../file/log_file.ts";
import { isDiskFull, isForbidden, refusal } from "../file/os_error.ts";
import type {
  Framer,
  Payload,
  RecordKind,
  Serializer,
} from "../log/serializer.ts";

/** So many bytes are written at once. */
const CHUNK = 1 << 20;
/**
 * So many bytes are synced at once. The first record after each sync says that
 * they were, so that damage before it is never taken for a torn tail.
 */
const SYNC = 8 << 20;

/** What a log that is not whole has behind its name. */
const UNFINISHED = ".unfinished";

/** A log in a file that was not there before. */
export class LogRewriter {
  /** Its path. */
  readonly path: string;
  /** Where it is written. */
  readonly #draft: string;
  readonly #disk: FileSystem;
  readonly #file: LogFile;
  readonly #framer: Framer;
  /** The last record: framed when it is known whether one follows. */
  #last: { readonly kind: RecordKind; readonly payload: Payload } | undefined;
  #parts: Uint8Array[] = [];
  #filled = 0;
  /** Byte offset after all that was framed. */
  #end = 0;
  #synced = 0;
  #watermark: number | undefined;

  /**
   * Makes the file, and its folder if need be.
   *
   * @throws {FileLockError} When something is there already, or it can't be made.
   */
  constructor(disk: FileSystem, path: string, serializer: Serializer) {
    if (!guarded(() => disk.isFree(path), path)) throw taken(path, path);
    const { file, made } = this.#make(disk, path);
    this.#file = file;
    this.#draft = disk.realPath(made) ?? made;
    this.path = made === path
      ? this.#draft
      : this.#draft.slice(0, -nameOf(made).length) + nameOf(path);
    this.#disk = disk;
    this.#framer = serializer.createFramer();
    this.#add(this.#framer.createHeader());
  }

  #make(disk: FileSystem, path: string): { file: LogFile; made: string } {
    try {
      return makeFile(disk, path, nameBeside(path, UNFINISHED));
    } catch (error) {
      // Permission for the new file alone is enough; it then has its name from
      // the beginning.
      if (!(error instanceof FileLockError && isForbidden(error.cause))) {
        throw error;
      }
      return makeFile(disk, path, path);
    }
  }

  /** Adds a record, encoded by the serializer that the log was made with. */
  add(kind: RecordKind, payload: Payload): void {
    const last = this.#last;
    this.#last = { kind, payload };
    if (last !== undefined) this.#frame(last.kind, last.payload);
  }

  /**
   * Writes the rest and makes all of it durable, under the name that the log has
   * until it is finished: who wants to may look at it. Returns that name.
   */
  complete(): string {
    this.#sync();
    if (this.#last !== undefined) {
      this.#frame(this.#last.kind, this.#last.payload);
      this.#last = undefined;
      this.#sync();
    }
    return this.#draft;
  }

  /** Completes the log and gives it its name; returns its length in bytes. */
  finish(): number {
    this.complete();
    this.#guarded(() => {
      if (this.#draft !== this.path) this.#rename();
      this.#disk.syncFolder(this.path);
    });
    this.#file.close();
    return this.#end;
  }

  #rename(): void {
    // Whoever made a file of that name meanwhile is to keep it.
    if (!this.#disk.isFree(this.path)) {
      throw taken(this.path, this.path);
    }
    this.#disk.rename(this.#draft, this.path);
  }

  /** Removes the file. */
  discard(): void {
    this.#disk.remove(this.#draft);
    this.#file.close();
  }

  #frame(kind: RecordKind, payload: Payload): void {
    this.#add(this.#framer.frame(kind, [payload], this.#end, this.#watermark));
    this.#watermark = undefined;
    if (this.#filled >= CHUNK) this.#write();
    if (this.#end - this.#synced >= SYNC) this.#sync();
  }

  #add(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#filled += bytes.length;
    this.#end += bytes.length;
  }

  #write(): void {
    if (this.#filled === 0) return;
    const bytes = new Uint8Array(this.#filled);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#filled = 0;
    this.#guarded(() => this.#file.append(bytes));
  }

  #sync(): void {
    this.#write();
    this.#guarded(() => this.#file.sync());
    this.#synced = this.#end;
    if (this.#end > 0) this.#watermark = this.#end;
  }

  #guarded(call: () => void): void {
    guarded(call, this.path);
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

/** Makes a file for a log, and locks it: nobody is to open what is not whole. */
function makeFile(
  disk: FileSystem,
  path: string,
  made: string,
): { file: LogFile; made: string } {
  const mode = { create: true, readonly: false };
  const { file, created } = disk.open(made, mode);
  if (created && file.tryLock()) return { file, made };
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
