/**
 * The end of one log file: records are added there, or nothing is.
 *
 * Whatever goes wrong in the middle of a record, the file is cut back to the
 * last good one before anybody hears of it.
 *
 * @module
 */
import type { Framer, Payload, RecordKind } from "../../../log/serializer.ts";
import type { LogFile } from "../../../file/log_file.ts";

/** Where the good part of a file ends and what the next record needs. */
export interface FileEnd {
  /** Byte offset after the last good record. */
  readonly end: number;
  /** Whether the last line lacks its line end. */
  readonly unended: boolean;
}

/** The file is not as the writer left it: nothing in it may be cut or added. */
export class ChangedOutsideError extends Error {
  /** Composes the error with the length that was found and the one wanted. */
  constructor(found: number, wanted: number) {
    super(
      "the file was changed from outside while the database was open: it has " +
        `${found} bytes and should have ${wanted}`,
    );
  }
}

/** Appends records to one file and makes them durable. */
export class Appender {
  /** The file. */
  readonly file: LogFile;
  readonly #framer: Pick<Framer, "frame">;
  #end: number;
  /** The header of a new file, until its first record takes it along. */
  #header: Uint8Array | undefined;
  #unended: boolean;
  /** Bytes after the end: of a record that is not whole yet. */
  #pieces = 0;
  /** Byte offset up to which we have nothing to sync. */
  #synced: number;
  /** Whether that is known to be on disk: whoever wrote it may not have synced. */
  #known = false;
  /** The watermark that the next record carries: once after each sync. */
  #watermark: number | undefined;

  /** Appends to a file whose good part ends as given. */
  constructor(
    file: LogFile,
    framer: Pick<Framer, "frame">,
    { end, unended }: FileEnd,
  ) {
    this.file = file;
    this.#framer = framer;
    this.#end = end;
    this.#synced = end;
    this.#unended = unended;
  }

  /** Byte offset after the last good record. */
  get end(): number {
    return this.#end;
  }

  /** Whether the file holds no record. */
  get empty(): boolean {
    return this.#end === 0;
  }

  /** Whether something was written here that is not synced. */
  get dirty(): boolean {
    return this.#synced < this.#end;
  }

  /**
   * Appends records, all or none. Throws what the file threw, after the file
   * was cut back; throws an `AggregateError` of both when that failed too.
   */
  append(kind: RecordKind, payloads: readonly Payload[]): number {
    this.#endLine();
    const header = this.#header;
    const offset = this.#end + (header?.length ?? 0);
    const frame = this.#framer.frame(kind, payloads, offset, this.#watermark);
    this.#write(header === undefined ? frame : joined(header, frame));
    this.#header = this.#watermark = undefined;
    return offset;
  }

  /**
   * Begins a new file with these bytes, together with its first record: alone
   * they would be a few bytes that nobody could tell from another file's.
   */
  beginWith(header: Uint8Array): void {
    this.#header = header;
  }

  /**
   * Begins a record that comes in pieces. Nothing else is appended until it
   * ends or is dropped; framed for another place or watermark it would not
   * verify.
   */
  beginRecord(): {
    readonly offset: number;
    readonly watermark?: number | undefined;
  } {
    this.#endLine();
    this.#pieces = 0;
    return { offset: this.#end, watermark: this.#watermark };
  }

  /** Appends a piece of the record; throws after all of it was cut off again. */
  addPiece(bytes: Uint8Array): void {
    try {
      this.file.append(bytes);
      this.#demandEnd(bytes.length);
      this.#pieces += bytes.length;
    } catch (error) {
      this.#cutBack(error);
    }
  }

  /** The record is whole. */
  endRecord(): void {
    this.#end += this.#pieces;
    this.#pieces = 0;
    this.#watermark = undefined;
  }

  /**
   * Drops what there is of the record. Synced, since a power cut might bring a
   * part of it back amid the records that come in its place: a line of both.
   */
  dropRecord(): void {
    if (this.#pieces === 0) return;
    this.#pieces = 0;
    this.file.truncate(this.#end);
    this.#syncFile();
    this.#synced = this.#end;
  }

  /** The error if the file lost what is in it, which no write may have told. */
  get shortened(): Error | undefined {
    const { size } = this.file;
    return size < this.#end
      ? new ChangedOutsideError(size, this.#end)
      : undefined;
  }

  /** Writes the line end that the last record lacks: editors leave it out. */
  #endLine(): void {
    if (!this.#unended) return;
    this.#write(new Uint8Array([10]));
    this.#unended = false;
  }

  #write(bytes: Uint8Array): void {
    try {
      this.file.append(bytes);
      this.#demandEnd(bytes.length);
      this.#end += bytes.length;
    } catch (error) {
      this.#cutBack(error);
    }
  }

  /**
   * Throws unless what was appended now stands where our records end. Somebody
   * emptied the file, as who rotates logs by copying them does, or wrote to it:
   * what is in it is no whole log then, and one record more would look like one.
   */
  #demandEnd(length: number): void {
    const wanted = this.#end + this.#pieces + length;
    const { position } = this.file;
    if (position === wanted) return;
    // Ours alone; what others have put behind it is not ours to cut.
    if (this.file.size === position) this.file.truncate(position - length);
    throw new ChangedOutsideError(position - length, wanted - length);
  }

  #cutBack(cause: unknown): never {
    if (cause instanceof ChangedOutsideError) throw cause;
    try {
      this.#pieces = 0;
      this.file.truncate(this.#end);
      this.#syncFile();
      this.#synced = this.#end;
    } catch (error) {
      throw new AggregateError(
        [cause, error],
        "A write failed, and then the file could not be cut back",
        { cause },
      );
    }
    throw cause;
  }

  /** Makes all that is in the file durable; costs nothing when it is. */
  sync(): void {
    if (!this.dirty && this.#known) return;
    this.#syncFile();
    this.#known = true;
    this.#synced = this.#end;
    if (this.#end > 0) this.#watermark = this.#end;
  }

  /**
   * A sync that fails may have dropped what it could not write, while the system
   * goes on showing it, and says that all is well the next time. So it is cut
   * off: else whoever opens the file next would build on records that are not
   * there. They were never called durable.
   */
  #syncFile(): void {
    try {
      this.file.sync();
    } catch (error) {
      try {
        this.file.truncate(this.#synced);
        this.#end = this.#synced;
      } catch {
        // Then they stay. Why the sync failed is what is to be told.
      }
      throw error;
    }
  }
}

function joined(header: Uint8Array, frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(header.length + frame.length);
  bytes.set(header);
  bytes.set(frame, header.length);
  return bytes;
}
