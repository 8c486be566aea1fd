/**
 * The bytes of a log's file, for who reads beside its writer: a rotation that takes
 * the tail away meanwhile is noticed, and not taken for the end of the log.
 *
 * @module
 */
import type { FileSystem, Identity, LogFile } from "../../file/log_file.ts";
import type { Room, Source } from "../../log/serializer.ts";
import { RotatedError } from "./file_error.ts";

/** A file is opened so often, where another one has its name each time. */
const TRIES = 10;

/** The bytes of a file as far as they went when it was opened. */
export class FileSource implements Source {
  /** How many there are. */
  size: number;
  /** How many there were at first. */
  readonly #whole: number;
  readonly #file: LogFile;
  readonly #path: string;
  readonly #disk: FileSystem;

  /**
   * Opens the file at a path: the one that has the name once its length is known. A
   * rotation cuts a file only when another one has its name, so that this length is
   * that of a whole log.
   */
  static open(path: string, disk: FileSystem): FileSource {
    const mode = { create: false, readonly: true };
    for (let attempt = 1;; attempt++) {
      const { file } = disk.open(path, mode);
      try {
        const source = new FileSource(file, path, disk);
        // No log is rotated so often: it is a file system that names files anew.
        if (attempt === TRIES || !source.#isElsewhere()) return source;
      } catch (error) {
        file.close();
        throw error;
      }
      file.close();
    }
  }

  /** Reads the file that was opened by this path. */
  private constructor(file: LogFile, path: string, disk: FileSystem) {
    this.size = this.#whole = file.size;
    this.#file = file;
    this.#path = path;
    this.#disk = disk;
  }

  /**
   * Reads up to `length` bytes at `offset`.
   *
   * @throws {RotatedError} When the file was cut there since it has another name.
   */
  read(offset: number, length: number, room?: Room): Uint8Array {
    const bytes = this.#file.read(offset, length, room);
    const wanted = Math.min(length, this.#whole - offset);
    // A writer also cuts what never counted; then the file still has its name.
    if (bytes.length < wanted && this.#isElsewhere()) {
      throw new RotatedError(this.#path, this);
    }
    return bytes;
  }

  #isElsewhere(): boolean {
    const { dev, ino } = this.#file.identity();
    const named = this.#disk.identify(this.#path);
    return named?.dev !== dev || named.ino !== ino;
  }

  /** Goes no further than the file does now. */
  shorten(): void {
    this.size = Math.min(this.size, this.#file.size);
  }

  /** The bytes as far as they go now. */
  get live(): LogFile {
    return this.#file;
  }

  /** Tells the file from another. */
  identity(): Identity {
    return this.#file.identity();
  }

  /** Whether a writer appended to the file since it was opened. */
  get grown(): boolean {
    return this.#file.size > this.size;
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}
