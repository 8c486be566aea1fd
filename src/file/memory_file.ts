/**
 * A file system in memory: for tests, and for a database that needs no disk.
 *
 * It keeps the contract of the real one: names point to files, a file that was
 * removed lives on for those who have it open, one open file holds the lock.
 *
 * @module
 */
import type {
  Identity,
  ListedFileSystem,
  LogFile,
  NamedFile,
  OpenMode,
} from "./log_file.ts";
import { FileLockError } from "../errors.ts";

const FIRST_ROOM = 4096;

/** The content that a name points to: bytes that outlive any one opening. */
class Content {
  readonly ino: number;
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_ROOM);
  size = 0;
  locker: MemoryFile | undefined;

  constructor(ino: number) {
    this.ino = ino;
  }

  append(bytes: Uint8Array): void {
    const wanted = this.size + bytes.length;
    if (wanted > this.bytes.length) {
      const grown = new Uint8Array(Math.max(wanted, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.size));
      this.bytes = grown;
    }
    this.bytes.set(bytes, this.size);
    this.size = wanted;
  }
}

/** An open file in memory. */
export class MemoryFile implements LogFile {
  readonly #content: Content;
  readonly #readonly: boolean;
  #open = true;

  /** Opens the content of a file. */
  constructor(content: Content, readonly: boolean) {
    this.#content = content;
    this.#readonly = readonly;
  }

  #demand(writing: boolean): Content {
    if (!this.#open) throw new Deno.errors.BadResource("The file is closed");
    if (writing && this.#readonly) {
      throw new Error("Bad file descriptor (os error 9)");
    }
    return this.#content;
  }

  /** The present length in bytes. */
  get size(): number {
    return this.#demand(false).size;
  }

  /** Takes the exclusive lock if it is free; tells whether it was. */
  tryLock(): boolean {
    const content = this.#demand(false);
    content.locker ??= this;
    return content.locker === this;
  }

  /** Reads up to `length` bytes at `offset`; fewer only at the end. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const { bytes, size } = this.#demand(false);
    return bytes.slice(Math.min(offset, size), Math.min(offset + length, size));
  }

  /** Appends all of the bytes. */
  append(bytes: Uint8Array): void {
    this.#demand(true).append(bytes);
  }

  /** Byte offset after what was appended last. */
  get position(): number {
    return this.size;
  }

  /** Nothing to do: memory is as durable as it gets. */
  sync(): void {
    this.#demand(false);
  }

  /** Cuts the file to `size` bytes. */
  truncate(size: number): void {
    const content = this.#demand(true);
    if (size > content.size) {
      content.append(new Uint8Array(size - content.size));
    }
    content.size = size;
  }

  /** The identity of the open file. */
  identity(): Identity {
    return { dev: 0, ino: this.#demand(false).ino };
  }

  /** Closes the file and gives up the lock. */
  close(): void {
    const content = this.#demand(false);
    if (content.locker === this) content.locker = undefined;
    this.#open = false;
  }
}

/** Files by name, in memory. */
export class MemoryFileSystem implements ListedFileSystem {
  readonly #files = new Map<string, Content>();
  #made = 0;

  /** The path itself (there are no symlinks), or undefined. */
  realPath(path: string): string | undefined {
    return this.#files.has(path) ? path : undefined;
  }

  /** Opens a file; `created` tells whether it was made just now. */
  open(path: string, mode: OpenMode): { file: MemoryFile; created: boolean } {
    const found = this.#files.get(path);
    if (found === undefined && (!mode.create || mode.readonly)) {
      throw new FileLockError(
        `Cannot open "${path}": there is no such file or folder`,
        { path },
      );
    }
    const content = found ?? this.#make(path);
    const file = new MemoryFile(content, mode.readonly);
    return { file, created: found === undefined };
  }

  #make(path: string): Content {
    const content = new Content(++this.#made);
    this.#files.set(path, content);
    return content;
  }

  /** Whether a name is free. */
  isFree(path: string): boolean {
    return !this.#files.has(path);
  }

  /** The file at the path, or undefined. */
  identify(path: string): NamedFile | undefined {
    const content = this.#files.get(path);
    return content && { dev: 0, ino: content.ino, size: content.size };
  }

  /** Memory is of this process alone. */
  holder(_identity: Identity): { pid: number } {
    return { pid: Deno.pid };
  }

  /** The names in the folder of this path. */
  namesBeside(path: string): string[] {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    return this.names()
      .filter((name) => name.startsWith(folder))
      .map((name) => name.slice(folder.length))
      .filter((name) => !name.includes("/"));
  }

  /** Writes a new file whole, or leaves none; fails if the name is taken. */
  writeNew(path: string, bytes: Iterable<Uint8Array>): void {
    if (this.#files.has(path)) {
      throw new Deno.errors.AlreadyExists("File exists (os error 17)");
    }
    const pieces = [...bytes];
    const content = this.#make(path);
    for (const piece of pieces) content.append(piece);
  }

  /** Memory copies nothing by itself. */
  copy(): boolean {
    return false;
  }

  /** Nothing to do. */
  syncFolder(_path: string): void {}

  /** Gives a file a second name. */
  link(path: string, name: string): void {
    const content = this.#files.get(path);
    if (content === undefined) {
      throw new Deno.errors.NotFound("No such file or directory (os error 2)");
    }
    if (this.#files.has(name)) {
      throw new Deno.errors.AlreadyExists("File exists (os error 17)");
    }
    this.#files.set(name, content);
  }

  /** Gives a file another name; what stood there is gone. */
  rename(from: string, to: string): void {
    const content = this.#files.get(from);
    this.remove(from);
    if (content !== undefined) this.#files.set(to, content);
  }

  /** Removes a file. */
  remove(path: string): void {
    if (!this.#files.delete(path)) {
      throw new Deno.errors.NotFound("No such file or directory (os error 2)");
    }
  }

  /** The bytes of a file, or undefined. */
  readFile(path: string): Uint8Array<ArrayBuffer> | undefined {
    const content = this.#files.get(path);
    return content?.bytes.slice(0, content.size);
  }

  /** The names of all files. */
  names(): string[] {
    return [...this.#files.keys()];
  }
}
