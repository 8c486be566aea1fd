/**
 * One log, read from either end: what history, verifying, salvaging and
 * converting have in common.
 *
 * It takes no lock, so it may run beside a writer: it reads what was there when
 * it began.
 *
 * @module
 */
import { FileLockError } from "../../errors.ts";
import type { FileSystem, Identity } from "../../file/log_file.ts";
import {
  type Format,
  loadSerializer,
  serializerAddress,
} from "../../format/load.ts";
import type { ReadableLog } from "../../format/header_repair.ts";
import { readable, recognise } from "../../format/recognise.ts";
import type {
  BadFrame,
  Frame,
  Framer,
  Serializer,
  Source,
} from "../../log/serializer.ts";
import type { Torn } from "../../log/tail_reader.ts";
import type { TypeCodec } from "../../values/kinds.ts";
import type { FramedPart } from "./backward.ts";
import { PACKED } from "./archives.ts";
import { about } from "./file_error.ts";
import { FileSource } from "./file_source.ts";
import { LineIndex } from "./line_index.ts";
import { tornTail } from "./log_end.ts";

/** How far a job is, in bytes. */
export interface JobProgress {
  /** How much of the file was read. */
  readonly read: number;
  /** How much there is to read. */
  readonly size: number;
}

/** Is told how far a job is; may throw to end it. */
export type ReportProgress = (progress: JobProgress) => void;

/** In a larger file lines are not counted. */
const COUNTED = 64 << 20;

/** Progress is told at least this many bytes apart. */
const STEP = 1 << 20;

/** Where the bytes of a log come from. */
interface Opened extends Source {
  /** Whether there is more by now. */
  readonly grown?: boolean | undefined;
  /** The bytes as far as they go now. */
  readonly live?: Source | undefined;
  identity?(): Identity;
  /** Goes no further than the bytes do now. */
  shorten?(): void;
  close(): void;
}

/** One log, open for reading. */
export class LogReader implements FramedPart {
  /** The path without symlinks; empty for a log in memory. */
  readonly path: string;
  /** `json`, `msgpack`, or the address of the module of its serializer. */
  readonly format: string;
  /**
   * Knows its records.
   *
   * @ignore
   */
  readonly serializer: Serializer;
  /** The bytes, as far as they went when the log was opened. */
  readonly source: Source;
  /** Knows the file. */
  readonly framer: Framer;
  /** Byte offset of the first record. */
  readonly from: number;
  /**
   * The fault of the file's first bytes, if they could not be read as they are.
   *
   * @ignore
   */
  readonly damage?: ReadableLog["damage"] | undefined;
  readonly #file: Opened;
  #disk: FileSystem | undefined;
  #lines: LineIndex | undefined;
  #torn: { readonly tail: Torn | undefined } | undefined;

  private constructor(
    path: string,
    file: Opened,
    { source, framer, from, damage }: ReadableLog,
    format: string,
    serializer: Serializer,
  ) {
    this.path = path;
    this.#file = file;
    this.source = source;
    this.framer = framer;
    this.from = from;
    this.format = format;
    this.serializer = serializer;
    this.damage = damage;
  }

  /**
   * Opens the log at a path.
   *
   * @throws {FileLockError} When it can't be opened, or is no log.
   * @throws {DatabaseError} When it can't be read.
   */
  static async open(
    disk: FileSystem,
    path: string,
    format?: Format,
    types: readonly TypeCodec[] = [],
  ): Promise<LogReader> {
    const found = disk.realPath(path);
    if (found === undefined) {
      throw new FileLockError(`Cannot read "${path}": there is no such file`, {
        path,
      });
    }
    const file = FileSource.open(found, disk);
    try {
      const bytes = found.endsWith(PACKED) ? await unpacked(file.live) : file;
      const log = await LogReader.#read(found, bytes, format, types);
      log.#disk = disk;
      return log;
    } catch (error) {
      file.close();
      throw about(error, found);
    }
  }

  /**
   * Reads a log that is in memory. The bytes are not copied: leave them as they
   * are while it is read.
   *
   * @throws {FileLockError} When it is no log.
   */
  static async of(
    bytes: Uint8Array,
    format?: Format,
    types: readonly TypeCodec[] = [],
  ): Promise<LogReader> {
    const file = {
      size: bytes.length,
      read: (offset: number, length: number) =>
        bytes.subarray(offset, offset + length),
      close() {},
    };
    return await LogReader.#read("", file, format, types);
  }

  static async #read(
    path: string,
    file: Opened,
    format: Format | undefined,
    types: readonly TypeCodec[],
  ): Promise<LogReader> {
    const wanted = format ?? await recognise(file, path);
    const serializer = await loadSerializer(wanted, types);
    const log = readable(file, serializer);
    const name = serializerAddress(wanted) ?? serializer.name;
    return new LogReader(path, file, log, name, serializer);
  }

  /**
   * The log that has the name of this one since a rotation, or an archive of it; of
   * this one, what is left is read.
   *
   * @ignore
   */
  successor(path: string = this.path): LogReader {
    const { serializer, format } = this;
    if (this.#disk === undefined) {
      throw new TypeError("a log in memory has none");
    }
    const source = FileSource.open(path, this.#disk);
    const log = readable(source, serializer);
    const next = new LogReader(path, source, log, format, serializer);
    next.#disk = this.#disk;
    this.#file.shorten?.();
    return next;
  }

  /** The length in bytes when it was opened. */
  get size(): number {
    return this.source.size;
  }

  /**
   * The part that opening the file for writing would cut off; the first time,
   * the tail is read.
   *
   * @ignore
   */
  get torn(): Torn | undefined {
    this.#torn ??= { tail: tornTail(this, this.serializer) };
    return this.#torn.tail;
  }

  /**
   * All that is in the file from its first record on, damage too.
   *
   * @ignore
   */
  *frames(
    watch: ReportProgress = () => {},
    end: number = this.size,
  ): Generator<Frame | BadFrame> {
    const { size } = this;
    let told = 0;
    for (const frame of this.#frames()) {
      if (frame.offset >= end) break;
      yield frame;
      if (frame.end - told < STEP) continue;
      told = frame.end;
      watch({ read: told, size });
    }
    watch({ read: size, size });
  }

  *#frames(): Generator<Frame | BadFrame> {
    try {
      yield* this.framer.frames(this.source, this.from, 1);
    } catch (error) {
      throw about(error, this.path);
    }
  }

  /** Byte offset after the last record that opening would keep. */
  get end(): number {
    return this.torn?.from ?? this.size;
  }

  /** @ignore The bytes as far as they go now. */
  get live(): Source {
    return this.#file.live ?? this.#file;
  }

  /** @ignore The same open file as far as it goes now; to close it does nothing. */
  beside(): LogReader {
    const { path, live, framer, from, format, serializer } = this;
    const source = { size: live.size, read: live.read.bind(live) };
    const file = { ...source, close() {} };
    const log = { source, framer, from };
    return new LogReader(path, file, log, format, serializer);
  }

  /** @ignore What tells the file from another; undefined for a log in memory. */
  get identity(): Identity | undefined {
    return this.#file.identity?.();
  }

  /** Whether a writer appended to the file since it was opened. */
  get grown(): boolean {
    return this.#file.grown ?? false;
  }

  /**
   * The line (or record) number at an offset; null in a file too large to count
   * them for a few records that are read from its end.
   */
  lineAt(offset: number): number | null {
    return this.size > COUNTED
      ? null
      : (this.#lines ??= new LineIndex(this)).at(offset);
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}

/** The content of a packed file; what unpacks it is loaded where there is one. */
async function unpacked(file: Opened): Promise<Opened> {
  const { PackedSource } = await import("./packed_source.ts");
  return new PackedSource(file);
}
