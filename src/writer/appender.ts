/**
 * The end of one log file: records are added there, or nothing is.
 *
 * Whatever goes wrong in the middle of a record, the file is cut back to the
 * last good one before anybody hears of it.
 *
 * @module
 */
import type { Framer, Payload, RecordKind } from "../log/serializer.ts";
import type { LogFile } from "../file/log_file.ts";

/** Where the good part of a file ends and what the next record needs. */
export interface FileEnd {
  /** Byte offset after the last good record. */
  readonly end: number;
  /** Whether the last line lacks its line end. */
  readonly unended: boolean;
}

/** Appends records to one file and makes them durable. */
export class Appender {
  /** The file. */
  readonly file: LogFile;
  /** The framer that knows the file. */
  readonly framer: Framer;
  #end: number;
  #unended: boolean;
  /** Byte offset up to which all is synced; nothing is known of it at first. */
  #synced = -1;
  /** The watermark that the next record carries: once after each sync. */
  #watermark: number | undefined;

  /** Appends to a file whose good part ends as given. */
  constructor(file: LogFile, framer: Framer, { end, unended }: FileEnd) {
    this.file = file;
    this.framer = framer;
    this.#end = end;
    this.#unended = unended;
  }

  /** Byte offset after the last good record. */
  get end(): number {
    return this.#end;
  }

  /** Whether something is written that is not synced. */
  get dirty(): boolean {
    return this.#synced < this.#end;
  }

  /**
   * Appends records, all or none. Throws what the file threw, after the file
   * was cut back; throws an `AggregateError` of both when that failed too.
   */
  append(kind: RecordKind, payloads: readonly Payload[]): number {
    if (this.#unended) {
      this.#write(new Uint8Array([10]));
      this.#unended = false;
    }
    const offset = this.#end;
    this.#write(
      this.framer.frame(kind, payloads, offset, this.#watermark),
    );
    this.#watermark = undefined;
    return offset;
  }

  /** Appends bytes that are framed already, such as the header of a new file. */
  appendRaw(pieces: Iterable<Uint8Array>): void {
    const start = this.#end;
    try {
      for (const bytes of pieces) {
        this.file.append(bytes);
        this.#end += bytes.length;
      }
    } catch (error) {
      this.#cutBack(start, error);
    }
  }

  #write(bytes: Uint8Array): void {
    try {
      this.file.append(bytes);
      this.#end += bytes.length;
    } catch (error) {
      this.#cutBack(this.#end, error);
    }
  }

  #cutBack(end: number, cause: unknown): never {
    try {
      this.#end = end;
      this.file.truncate(end);
      this.file.sync();
      this.#synced = end;
    } catch (error) {
      throw new AggregateError(
        [cause, error],
        "A write failed, and then the file could not be cut back",
        { cause },
      );
    }
    throw cause;
  }

  /** Makes all that was appended durable; costs nothing when it is. */
  sync(): void {
    if (!this.dirty) return;
    this.file.sync();
    this.#synced = this.#end;
    if (this.#end > 0) this.#watermark = this.#end;
  }
}
