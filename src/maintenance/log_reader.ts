/**
 * A whole log, read from its first record to its last: what verifying,
 * salvaging and converting have in common.
 *
 * It takes no lock, so it may run beside a writer: it reads what was there when
 * it began.
 *
 * @module
 */
import { DatabaseError, FileLockError, ReplayError } from "../errors.ts";
import type { FileSystem, LogFile } from "../file/log_file.ts";
import { sniffFormat } from "../format/sniff.ts";
import { loadSerializer } from "../format/load.ts";
import { scanLog } from "../log/log_scan.ts";
import {
  hasRecord,
  type ReadableLog,
  readableLog,
} from "../format/header_repair.ts";
import type { BadFrame, Frame, Serializer, Source } from "../log/serializer.ts";
import type { Torn } from "../log/tail_reader.ts";

/** How far a job is, in bytes. */
export interface JobProgress {
  /** How much of the file was read. */
  readonly read: number;
  /** How much there is to read. */
  readonly size: number;
}

/** Is told how far a job is; may throw to end it. */
export type ReportProgress = (progress: JobProgress) => void;

/** Progress is told at least this many bytes apart. */
const STEP = 1 << 20;

/** The log in one file, open for reading. */
export class LogReader {
  /** The path without symlinks. */
  readonly path: string;
  /** `json`, `msgpack`, or the address of the module of its serializer. */
  readonly format: string;
  /** Knows its records. */
  readonly serializer: Serializer;
  /** Its length in bytes when it was opened. */
  readonly size: number;
  /** What was wrong with its first bytes, if they could not be read as they are. */
  readonly damage?: ReadableLog["damage"] | undefined;
  /** What opening it for writing would cut off. */
  readonly torn?: Torn | undefined;
  readonly #file: LogFile;
  readonly #log: ReadableLog;

  private constructor(
    path: string,
    file: LogFile,
    log: ReadableLog,
    format: string,
    serializer: Serializer,
  ) {
    this.path = path;
    this.#file = file;
    this.#log = log;
    this.format = format;
    this.serializer = serializer;
    this.size = log.source.size;
    this.damage = log.damage;
    this.torn = tornTail(log, serializer);
  }

  /**
   * Opens the log at a path, and reads its last records.
   *
   * @throws {FileLockError} When it can't be opened, or is no log.
   * @throws {DatabaseError} When it can't be read.
   */
  static async open(
    disk: FileSystem,
    path: string,
    format?: string,
  ): Promise<LogReader> {
    const found = disk.realPath(path);
    if (found === undefined) {
      throw new FileLockError(`Cannot read "${path}": there is no such file`, {
        path,
      });
    }
    const { file } = disk.open(found, { create: false, readonly: true });
    try {
      const source = { size: file.size, read: file.read.bind(file) };
      const wanted = format ?? await recognise(source, found);
      const serializer = await loadSerializer(wanted);
      const log = readable(source, serializer);
      return new LogReader(found, file, log, wanted, serializer);
    } catch (error) {
      file.close();
      throw about(error, found);
    }
  }

  /** All that is in the file from its first record on, damage too. */
  *frames(
    watch: ReportProgress = () => {},
    end: number = this.size,
  ): Generator<Frame | BadFrame> {
    const { size } = this;
    let told = 0;
    for (const frame of this.#read()) {
      if (frame.offset >= end) break;
      yield frame;
      if (frame.end - told < STEP) continue;
      told = frame.end;
      watch({ read: told, size });
    }
    watch({ read: size, size });
  }

  *#read(): Generator<Frame | BadFrame> {
    const { framer, source, from } = this.#log;
    try {
      yield* framer.frames(source, from, 1);
    } catch (error) {
      throw about(error, this.path);
    }
  }

  /** Byte offset after the last record that opening would keep. */
  get end(): number {
    return this.torn?.from ?? this.size;
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

/** The name of the format that a file is in. */
async function recognise(source: Source, path: string): Promise<string> {
  const found = sniffFormat(source);
  if (found === "empty") return "json";
  if (found !== "foreign") return found;
  // A binary log of which the first bytes are damaged looks like nothing else.
  const serializer = await loadSerializer("msgpack");
  try {
    if (hasRecord(readable(source, serializer))) return "msgpack";
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
  }
  throw new FileLockError(
    `Cannot read "${path}": it is not a database; if it is one with a damaged ` +
      `beginning, name its format: { serializer: "json" } or "msgpack"`,
    { path },
  );
}

function readable(source: Source, serializer: Serializer): ReadableLog {
  return readableLog(source, () => serializer.createFramer());
}

/** The torn tail as opening sees it. */
function tornTail(
  { source, framer }: ReadableLog,
  serializer: Serializer,
): Torn | undefined {
  try {
    return scanLog(source, serializer, framer).torn;
  } catch (error) {
    // Damage, of which the records will tell when they are read one by one.
    if (error instanceof ReplayError) return undefined;
    throw error;
  }
}

/** The same error, saying which file it is about. */
function about(error: unknown, path: string): Error {
  if (error instanceof DatabaseError && error.path !== undefined) return error;
  const { message } = error instanceof Error
    ? error
    : { message: String(error) };
  const said = `Cannot read "${path}": ${message}`;
  if (error instanceof ReplayError) {
    const { line, offset, record } = error;
    return new ReplayError(said, { cause: error, path, line, offset, record });
  }
  return new DatabaseError(said, { cause: error, path });
}
