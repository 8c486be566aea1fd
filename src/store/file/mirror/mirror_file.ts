/**
 * The file of a mirror: what is written to it, and what is moved aside.
 *
 * @module
 */
import { FileLockError } from "../../../errors.ts";
import { nameBeside } from "../../../file/file_path.ts";
import type {
  Identity,
  ListedFileSystem,
  LogFile,
} from "../../../file/log_file.ts";
import type { Room, Source } from "../../../log/serializer.ts";

/** So many bytes are read and written at once. */
const CHUNK = 1 << 20;

/** A mirror's file, open and locked. */
export class MirrorFile {
  /** The path, without symlinks. */
  readonly path: string;
  readonly #disk: ListedFileSystem;
  readonly #file: LogFile;
  readonly #identity: Identity;
  readonly #room: Room = new Uint8Array(CHUNK);
  #end: number;
  #synced: number;
  #open = true;

  /**
   * Opens the file, or makes it.
   *
   * @throws {FileLockError} When it can't be had, or is the log `log` itself.
   */
  constructor(disk: ListedFileSystem, path: string, log: Identity) {
    const mode = { create: true, readonly: false };
    const { file } = disk.open(disk.realPath(path) ?? path, mode);
    try {
      this.path = disk.realPath(path) ?? path;
      this.#disk = disk;
      this.#file = file;
      this.#identity = file.identity();
      const { dev, ino } = this.#identity;
      if (dev === log.dev && ino === log.ino) {
        throw refused(path, "it is the log itself; name another file");
      }
      if (!file.tryLock()) {
        throw refused(path, "another opener has it; close it there");
      }
      this.#end = file.size;
      this.#synced = 0; // who wrote it may not have synced it
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** The file, to be read. */
  get source(): LogFile {
    return this.#file;
  }

  /** Byte offset after what is a beginning of the log. */
  get end(): number {
    return this.#end;
  }

  /** Throws unless its name leads to it, and it is as long as it was left. */
  check(): void {
    const found = this.#disk.identify(this.path);
    const { dev, ino } = this.#identity;
    if (found === undefined) throw refused(this.path, "it was deleted");
    if (found.dev !== dev || found.ino !== ino) {
      throw refused(this.path, "it was replaced by another file");
    }
    if (found.size !== this.#end) throw this.#changed(found.size);
  }

  #changed(size: number): FileLockError {
    return refused(
      this.path,
      `it was changed from outside: it has ${size} bytes and should have ` +
        `${this.#end}`,
    );
  }

  /** Appends what another file has between its own end and `to`. */
  copy(from: Source, to: number, watch: () => void = () => {}): void {
    while (this.#end < to) {
      const wanted = Math.min(CHUNK, to - this.#end);
      const bytes = from.read(this.#end, wanted, this.#room);
      if (bytes.length === 0) return; // it was cut
      this.#append(bytes);
      watch();
    }
  }

  #append(bytes: Uint8Array): void {
    try {
      this.#file.append(bytes);
    } catch (error) {
      this.#cutTo(this.#end);
      throw error;
    }
    const { position } = this.#file;
    const wanted = this.#end + bytes.length;
    if (position !== wanted) throw this.#changed(position - bytes.length);
    const isNew = this.#end === 0;
    this.#end = wanted;
    // A power cut can leave a new file as garbage that is no mirror of anything.
    if (isNew) this.sync();
  }

  /** Makes all of it durable; costs nothing when it is. */
  sync(): void {
    if (this.#synced === this.#end) return;
    try {
      this.#file.sync();
    } catch (error) {
      // What a failed sync leaves is shown by the system and may be lost.
      this.#cutTo(this.#synced);
      throw error;
    }
    // The name of a new file, too.
    if (this.#synced === 0) this.#disk.syncFolder(this.path);
    this.#synced = this.#end;
  }

  /** Cuts off what is behind `end` and was saved. */
  cutTail(end: number): void {
    this.#file.truncate(end);
    this.#end = end;
  }

  #cutTo(end: number): void {
    try {
      this.cutTail(end);
    } catch {
      // Then it is found when it is compared with the log again.
    }
  }

  /** Moves the file to the first of these names that is free, and closes it. */
  moveAside(nameFor: (nth: number) => string): string {
    try {
      for (let nth = 0;; nth++) {
        const name = nameFor(nth);
        if (!this.#disk.isFree(name)) continue;
        this.#disk.rename(this.path, name);
        this.#disk.syncFolder(name);
        return name;
      }
    } finally {
      this.close();
    }
  }

  /** The nth name for what its log lacks, at this time. */
  aheadName(today: Date, nth: number): string {
    const time = today.toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
    return nameBeside(this.path, `.ahead-${time}Z${nth > 0 ? `.${nth}` : ""}`);
  }

  /** Closes the file and gives up its lock. */
  close(): void {
    if (this.#open) this.#file.close();
    this.#open = false;
  }
}

/** Copies all that a file has now to the end of another. */
export function copyBytes(from: LogFile, to: LogFile, watch: () => void): void {
  const room = new Uint8Array(CHUNK);
  for (let at = 0; at < from.size; at += CHUNK) {
    to.append(from.read(at, CHUNK, room));
    watch();
  }
}

/** The error of a mirror that can't be kept. */
export function refused(path: string, why: string): FileLockError {
  return new FileLockError(`Cannot mirror into "${path}": ${why}`, { path });
}
