/**
 * The safety nets, cut: each of these must make the suite that is there for it
 * fail. They live in the tests, never in the product.
 *
 * @module
 */
import type {
  Identity,
  ListedFileSystem,
  LogFile,
  OpenMode,
} from "../../src/file/log_file.ts";

/** A net that is cut. */
export type Sabotage =
  /** `sync()` does nothing. */
  | "skipSync"
  /** `syncFolder()` does nothing. */
  | "skipFolderSync"
  /** `sync()` returns at once, and syncs before the next write. */
  | "ackBeforeSync"
  /** `append()` returns at once, and writes before the next append. */
  | "ackBeforeWrite"
  /** A sync that failed is tried again, and what that says is believed. */
  | "retryFailedSync"
  /** Lines are neither sealed nor checked. */
  | "noChecksum"
  /** The log is cut at the first bad record, whatever follows it. */
  | "cutInTheMiddle";

/** A format as a database takes it, with what is cut in it. */
export function sabotagedFormat(
  format: "json" | "msgpack",
  sabotage?: Sabotage,
): "json" | "msgpack" | URL {
  if (sabotage === "noChecksum") {
    return new URL("./unsealed_lines.ts", import.meta.url);
  }
  if (sabotage === "cutInTheMiddle") {
    return new URL(`./hasty_reader.ts?${format}`, import.meta.url);
  }
  return format;
}

/** A disk with what is cut in it. */
export function sabotagedDisk(
  disk: ListedFileSystem,
  sabotage?: Sabotage,
): ListedFileSystem {
  if (sabotage === undefined) return disk;
  const files = new Map<string, SabotagedFile>();
  return {
    realPath: (path) => disk.realPath(path),
    open: (path: string, mode: OpenMode) => {
      const { file, created } = disk.open(path, mode);
      const sabotaged = new SabotagedFile(file, sabotage);
      files.set(path, sabotaged);
      return { file: sabotaged, created };
    },
    // What is not written counts here too: else it would be found at once.
    isFree: (path) => disk.isFree(path),
    identify(path) {
      const found = disk.identify(path);
      const more = files.get(path)?.unwritten ?? 0;
      return found && { ...found, size: found.size + more };
    },
    holder: (identity) => disk.holder(identity),
    writeNew: (path, bytes) => disk.writeNew(path, bytes),
    copy: (from, to) => disk.copy(from, to),
    syncFolder(path) {
      if (sabotage !== "skipFolderSync") disk.syncFolder(path);
    },
    namesBeside: (path) => disk.namesBeside(path),
    link: (path, name) => disk.link(path, name),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
  };
}

class SabotagedFile implements LogFile {
  readonly #file: LogFile;
  readonly #sabotage: Sabotage;
  #unwritten = new Uint8Array(0);
  #unsynced = false;

  constructor(file: LogFile, sabotage: Sabotage) {
    this.#file = file;
    this.#sabotage = sabotage;
  }

  #catchUp(): void {
    const bytes = this.#unwritten;
    this.#unwritten = new Uint8Array(0);
    if (bytes.length > 0) this.#file.append(bytes);
    if (this.#unsynced) this.#file.sync();
    this.#unsynced = false;
  }

  /** How many bytes of it are only said to be there. */
  get unwritten(): number {
    return this.#unwritten.length;
  }

  get size(): number {
    return this.#file.size + this.unwritten;
  }

  get position(): number {
    return this.size;
  }

  tryLock(): boolean {
    return this.#file.tryLock();
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    return this.#file.read(offset, length);
  }

  append(bytes: Uint8Array): void {
    this.#catchUp();
    if (this.#sabotage === "ackBeforeWrite") this.#unwritten = bytes.slice();
    else this.#file.append(bytes);
  }

  sync(): void {
    if (this.#sabotage === "skipSync") return;
    if (this.#sabotage === "ackBeforeWrite") return;
    if (this.#sabotage === "ackBeforeSync") {
      this.#unsynced = true;
      return;
    }
    try {
      this.#file.sync();
    } catch (error) {
      if (this.#sabotage !== "retryFailedSync") throw error;
      this.#file.sync();
    }
  }

  truncate(size: number): void {
    this.#catchUp();
    this.#file.truncate(size);
  }

  identity(): Identity {
    return this.#file.identity();
  }

  close(): void {
    this.#catchUp();
    this.#file.close();
  }
}
