/**
 * The one interface between the writer and a disk.
 *
 * The real file, the file in memory and the simulated disk of the tests all
 * stand behind it and pass one contract suite. Calls are synchronous: they run
 * in the writer's isolate, which has nothing else to do meanwhile.
 *
 * @module
 */
import type { Room, Source } from "../log/serializer.ts";

/** The identity of a file: it tells one from another. */
export interface Identity {
  /** The device. */
  readonly dev: number;
  /** The file's number on the device. */
  readonly ino: number;
}

/** The file at a path. */
export interface NamedFile extends Identity {
  /** The file's length in bytes. */
  readonly size: number;
}

/** The holder of a file's lock, as far as it can be known. */
export interface Holder {
  /** The process. */
  readonly pid: number;
  /** The holder's command line. */
  readonly program?: string | undefined;
  /** When it started: RFC 3339, UTC. */
  readonly since?: string | undefined;
}

/** An open log file, written at its end only. */
export interface LogFile extends Source {
  /** The present length in bytes. */
  readonly size: number;
  /** Takes the exclusive lock if it is free; tells whether it was. */
  tryLock(): boolean;
  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number, room?: Room): Uint8Array<ArrayBuffer>;
  /**
   * Appends all of the bytes, however many calls that takes. On failure some
   * may have been written: `size` tells.
   */
  append(bytes: Uint8Array): void;
  /** Byte offset after what was appended last: its length then, by a cheaper call. */
  readonly position: number;
  /** Makes all that was written durable. */
  sync(): void;
  /** Cuts the file to `size` bytes. */
  truncate(size: number): void;
  /** The identity of the open file. */
  identity(): Identity;
  /** Closes the file and gives up the lock. */
  close(): void;
}

/** How {@linkcode FileSystem.open} opens a file. */
export interface OpenMode {
  /** Make the file (and its folder) if it is not there. */
  readonly create: boolean;
  /** Open for reading alone. */
  readonly readonly: boolean;
}

/** The few things the writer asks of a file system. */
export interface FileSystem {
  /** The path without symlinks, or undefined if nothing is there. */
  realPath(path: string): string | undefined;
  /**
   * Opens a file; `created` tells whether it was made just now. Throws a
   * `FileLockError` for what can't be opened or is no plain file.
   */
  open(path: string, mode: OpenMode): { file: LogFile; created: boolean };
  /** The file at the path, or undefined. */
  identify(path: string): NamedFile | undefined;
  /** Whether a name is free: a symlink that leads nowhere has it, too. */
  isFree(path: string): boolean;
  /** The holder of this file's lock, or undefined when it can't be known. */
  holder(identity: Identity): Holder | undefined;
  /**
   * Writes a new file whole and syncs it, or leaves none; fails if the name is taken.
   * Whoever may read and write the file `like` may do the same to the new one;
   * without it only the program's own user may.
   */
  writeNew(path: string, bytes: Iterable<Uint8Array>, like?: string): void;
  /**
   * Copies a file over another one where the system does that by itself, sharing
   * what it may; false where it does not: read and write it then.
   */
  copy(from: string, to: string): boolean;
  /**
   * Makes created and renamed names in the folder of this path durable, as far
   * as the program may: it needs read permission on the folder itself.
   */
  syncFolder(path: string): void;
  /**
   * Gives a file a second name, a hard link. Throws `AlreadyExists` where the name
   * is taken, and anything else where there are no such links.
   */
  link(path: string, name: string): void;
  /** Gives a file another name; what stood there is gone. */
  rename(from: string, to: string): void;
  /** Removes a file. */
  remove(path: string): void;
}

/** A file system whose folders can be listed. */
export interface ListedFileSystem extends FileSystem {
  /** When the file at the path was written to last, in ms; absent: not known. */
  writtenAt?(path: string): number | undefined;
  /** The names in the folder of this path; none where it may not be read. */
  namesBeside(path: string): readonly string[];
}
