/**
 * The bytes of a log's file, for who reads beside its writer: a rotation that takes
 * the tail away meanwhile is noticed, and not taken for the end of the log.
 *
 * @module
 */
import type { FileSystem, Identity, LogFile } from "../../file/log_file.ts";
import type { Room, Source } from "../../log/serializer.ts";
import { RotatedError } from "./file_error.ts";

/** The bytes of a file as far as they went when it was opened. */
export class FileSource implements Source {
  /** How many there are. */
  size: number;
  readonly #file: LogFile;
  readonly #path: string;
  readonly #disk: FileSystem;

  /** Reads the file that was opened by this path. */
  constructor(file: LogFile, path: string, disk: FileSystem) {
    this.size = file.size;
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
    const wanted = Math.min(length, this.size - offset);
    // A writer also cuts what never counted; then the file still has its name.
    if (bytes.length < wanted && this.#isElsewhere()) {
      throw new RotatedError(this.#path);
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
  get live(): Source {
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
