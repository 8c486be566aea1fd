/**
 * A log that is looked at for as long as somebody does: it may grow, be rotated,
 * cut or replaced meanwhile.
 *
 * @module
 */
import { DenoFileSystem } from "../../file/deno_file_system.ts";
import { pause } from "../../file/file_watch.ts";
import type { ReaderOptions } from "../../history/reader/reader_options.ts";
import { LogReader } from "../../history/reader/log_reader.ts";
import { RecordReader } from "../../history/reader/record_reader.ts";
import { DatabaseError } from "../../errors.ts";
import { Asked } from "./asked.ts";
import { RecordIndex } from "./record_index.ts";
import { PastStates } from "./past_states.ts";

/** So long at most nobody else runs while records are counted, in milliseconds. */
const TURN = 10;
/** Asked for by so many records. */
const BREATH = 512;
/** So many bytes before the end tell whether the log is another one. */
const KEPT = 1024;

/** Where a log is: at a path, or in memory, where it is another one each time. */
export type LogPlace = () =>
  | string
  | URL
  | Uint8Array
  | Promise<string | URL | Uint8Array>;

/** A log as far as it goes now. */
export interface Reading {
  /** Reads it. */
  readonly reader: RecordReader;
  /** Its records. */
  readonly index: RecordIndex;
  /** Its states. */
  readonly states: PastStates;
  /** Rises when it becomes another log, or one that begins elsewhere. */
  readonly era: number;
  /** Why its records can't be read further. */
  readonly failure: DatabaseError | undefined;
}

/** A mark by which a file is known to be the same, with the same content. */
interface Mark {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A log, read on whenever somebody asks. */
export class ViewedLog implements Disposable {
  readonly #place: LogPlace;
  readonly #options: ReaderOptions;
  /** Made where there is a file: a page has no file system. */
  #disk: DenoFileSystem | undefined;
  #reading: Reading | undefined;
  #mark: Mark = { at: 0, bytes: new Uint8Array(0) };
  #busy: Promise<Reading> | undefined;
  #memory: Uint8Array | undefined;
  #read = 0;
  #size = 0;
  #closed = false;
  /** The questions that are being answered. */
  readonly asked: Asked = new Asked();
  /** How many read by each reader. */
  readonly #users = new Map<RecordReader, number>();

  /** Reads nothing yet. */
  constructor(place: LogPlace, options: ReaderOptions = {}) {
    this.#place = place;
    this.#options = options;
  }

  /** How much of it was counted so far, in percent. */
  get percent(): number {
    return this.#size === 0 ? 0 : Math.floor(100 * this.#read / this.#size);
  }

  /**
   * Reads the log as it is now. What is read of it stays open as long.
   *
   * @throws {FileLockError} When it can't be opened, or is no log.
   */
  async read<T>(work: (reading: Reading) => T | Promise<T>): Promise<T> {
    const answered = this.asked.begin();
    let release = () => {};
    try {
      const reading = await (this.#busy ??= this.#look().finally(() => {
        this.#busy = undefined;
      }));
      release = this.#hold(reading.reader);
      return await work(reading);
    } finally {
      answered();
      release();
    }
  }

  /** Keeps a reader open until what is returned is called. */
  readonly #hold = (reader: RecordReader): () => void => {
    this.#users.set(reader, (this.#users.get(reader) ?? 0) + 1);
    return () => {
      this.#users.set(reader, (this.#users.get(reader) ?? 0) - 1);
      this.#letGo(reader);
    };
  };

  /** Closes what nobody reads any more. */
  #letGo(reader: RecordReader | undefined): void {
    if (reader === undefined) return;
    if (!this.#closed && reader === this.#reading?.reader) return;
    if ((this.#users.get(reader) ?? 0) > 0) return;
    this.#users.delete(reader);
    reader.close();
  }

  async #look(): Promise<Reading> {
    const place = await this.#place();
    const known = this.#reading;
    if (known !== undefined && this.#isCurrent(known.reader, place)) {
      return known;
    }
    if (place instanceof Uint8Array) this.#memory = place;
    const reader = await this.#opened(place);
    try {
      const goesOn = known !== undefined && known.failure === undefined &&
        this.#goesOn(known.reader, reader);
      const index = goesOn ? known.index : new RecordIndex(reader.base);
      const states = goesOn
        ? known.states
        : new PastStates(reader, index, this.asked, this.#hold);
      const failure = await this.#count(
        reader,
        index,
        goesOn ? this.#mark.at : undefined,
      );
      if (goesOn) states.goOn(reader);
      const era = (known?.era ?? 0) + (goesOn ? 0 : 1);
      const reading = { reader, index, states, era, failure };
      this.#reading = reading;
      this.#letGo(known?.reader);
      return reading;
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  async #opened(place: string | URL | Uint8Array): Promise<RecordReader> {
    if (!(place instanceof Uint8Array)) {
      this.#disk ??= new DenoFileSystem();
      return await RecordReader.open(this.#disk, place, this.#options);
    }
    const { serializer, types } = this.#options;
    const log = await LogReader.of(place, serializer, types);
    return RecordReader.beside(log, types);
  }

  /** Counts the records from a place in the last file on, or all. */
  async #count(
    reader: RecordReader,
    index: RecordIndex,
    at: number | undefined,
  ): Promise<DatabaseError | undefined> {
    const { logs } = reader;
    const anchor = at === undefined
      ? reader.start()
      : { log: reader.log, offset: at, rev: index.rev, line: 0 };
    let file = logs.indexOf(anchor.log);
    this.#size = logs.reduce((sum, { size }) => sum + size, 0);
    let before = logs.slice(0, file).reduce((sum, { size }) => sum + size, 0);
    let end = anchor.offset;
    let since = performance.now();
    let seen = 0;
    let failure: DatabaseError | undefined;
    try {
      for (const one of reader.passages(anchor)) {
        while (logs[file] !== one.log && file < logs.length - 1) {
          before += logs[file]?.size ?? 0;
          file++;
        }
        const many = one.kind === "run";
        if (many) index.addAll(one, file);
        else index.add(one, file);
        end = one.end;
        if (!many && ++seen % BREATH > 0) continue;
        if (performance.now() - since < TURN) continue;
        this.#read = before + end;
        await pause(0);
        since = performance.now();
      }
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      failure = error; // what stands before it is shown all the same
    }
    this.#read = this.#size;
    const from = Math.max(0, end - KEPT);
    this.#mark = {
      at: end,
      bytes: reader.log.source.read(from, end - from).slice(),
    };
    return failure;
  }

  /** Whether nothing was added to the file, and it is still the one of the path. */
  #isCurrent(
    { log }: RecordReader,
    place: string | URL | Uint8Array,
  ): boolean {
    if (place instanceof Uint8Array) return place === this.#memory;
    if (log.live.size !== log.size) return false;
    const named = this.#disk?.identify(log.path);
    const { dev, ino } = log.identity ?? {};
    return named?.dev === dev && named?.ino === ino && this.#holds(log.live);
  }

  /** Whether a reader is of the same files, and the last one only became longer. */
  #goesOn(known: RecordReader, reader: RecordReader): boolean {
    if (known.logs.length !== reader.logs.length) return false;
    const same = known.logs.every((log, i) => {
      const other = reader.logs[i];
      return other !== undefined && log.path === other.path &&
        log.identity?.ino === other.identity?.ino &&
        log.identity?.dev === other.identity?.dev;
    });
    return same && reader.log.size >= this.#mark.at &&
      this.#holds(reader.log.source);
  }

  #holds(source: { read(offset: number, length: number): Uint8Array }) {
    const { at, bytes } = this.#mark;
    const now = source.read(at - bytes.length, bytes.length);
    return now.length === bytes.length &&
      now.every((byte, i) => byte === bytes[i]);
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#letGo(this.#reading?.reader);
  }
}
