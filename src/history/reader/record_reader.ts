/**
 * The records of a log and of its archives, as if they were one file.
 *
 * @module
 */
import { pathOf } from "../../file/file_path.ts";
import type { ListedFileSystem } from "../../file/log_file.ts";
import type { TypeCodec } from "../../values/kinds.ts";
import { type Anchor, snapshotsIn } from "./anchor.ts";
import { guarded, guardedAll, RotatedError } from "./file_error.ts";
import { type Link, LogChain } from "./chain/log_chain.ts";
import { LogReader } from "./log_reader.ts";
import { LogRecord } from "./log_record.ts";
import { openChain } from "./chain/open_chain.ts";
import { between, type Passage } from "./passage.ts";
import type { PayloadFilter, ReaderOptions } from "./reader_options.ts";
import { ReadingNotes } from "./reading_notes.ts";

/** Something that was read: a record, or changes together. */
type Read = LogRecord | Passage;

/** How a chain of files is read. */
interface Reading<One extends Read> {
  /** Reads one file from an anchor in it on. */
  read(link: Link, start: Anchor): Iterable<One>;
  /** As much of it as comes behind what was read last, up to a revision. */
  part(one: One, last: One | undefined, limit: number): One | undefined;
  /** Whether all changes come, so that it is known which do not. */
  readonly counts: boolean;
}

/** Whether a record comes after something else, whichever file that was read in. */
function isAfter(record: LogRecord, last: Read): boolean {
  if (record.rev !== last.rev) return record.rev > last.rev;
  return record.kind === "snapshot" && last.kind !== "snapshot";
}

/** The records that lead to `from` or a later revision. */
function* recordsFrom(
  records: Iterable<LogRecord>,
  from: number,
): Generator<LogRecord> {
  for (const record of records) if (record.rev >= from) yield record;
}

/** A log is opened so often, where it is rotated each time. */
const TRIES = 10;

/** No file is so long; of so many files a double still holds each byte. */
const MOST_BYTES = 2 ** 43;

/** A log, its archives before it, open for reading. Takes no lock. */
export class RecordReader implements Disposable {
  /** The findings of reading so far, after which it went on. */
  readonly notes: ReadingNotes = new ReadingNotes();
  /** The types of the application's own. */
  readonly types: readonly TypeCodec[];
  readonly #chain: LogChain;

  private constructor(
    logs: readonly LogReader[],
    types: readonly TypeCodec[],
    disk?: ListedFileSystem,
  ) {
    this.types = types;
    this.#chain = new LogChain(logs, this.notes, disk);
  }

  /**
   * Opens the log at a path, or in memory.
   *
   * @throws {FileLockError} When it can't be opened, or is no log.
   */
  static async open(
    disk: ListedFileSystem,
    log: string | URL | Uint8Array,
    options: ReaderOptions = {},
  ): Promise<RecordReader> {
    const { serializer, types = [] } = options;
    if (log instanceof Uint8Array) {
      return new RecordReader(
        [await LogReader.of(log, serializer, types)],
        types,
      );
    }
    for (let attempt = 1;; attempt++) {
      const logs: LogReader[] = [];
      try {
        logs.push(...await openChain(disk, pathOf(log), options));
        return new RecordReader(logs, types, disk);
      } catch (error) {
        for (const log of logs) log.close();
        // It was rotated while it was opened.
        if (!(error instanceof RotatedError) || attempt === TRIES) throw error;
      }
    }
  }

  /**
   * Reads what is in a file that is open already, which stays open: it may have
   * lost its name.
   */
  static beside(
    log: LogReader,
    types: readonly TypeCodec[] = [],
  ): RecordReader {
    return new RecordReader([log.beside()], types);
  }

  /** The file itself, the last one of the chain. */
  get log(): LogReader {
    return this.#chain.last.log;
  }

  /** All files, archives first. */
  get logs(): readonly LogReader[] {
    return this.#chain.links.map(({ log }) => log);
  }

  /** The revision before the first change that is kept. */
  get base(): number {
    return this.#chain.first.base;
  }

  /** The revision that the log ends at; the first time, its tail is read. */
  get rev(): number {
    return this.#chain.rev;
  }

  /**
   * Records that lead to `from` or a later revision, the oldest one first; of
   * changes those that `filter` lets through.
   */
  forward(from: number = 0, filter?: PayloadFilter): Generator<LogRecord> {
    const anchor = this.anchor(Math.max(from - 1, this.base));
    const records = this.from(anchor, filter);
    return from <= anchor.rev ? records : recordsFrom(records, from);
  }

  /** Records from the end back; those of `before` and later revisions are left out. */
  *backward(
    before: number = Infinity,
    filter?: PayloadFilter,
  ): Generator<LogRecord> {
    let next = before;
    for (let done = false; !done;) {
      try {
        for (const record of this.#backward(next, filter)) {
          if (record.kind === "change") next = record.rev;
          yield record;
        }
        done = true;
      } catch (error) {
        this.#chain.goOn(error);
      }
    }
  }

  *#backward(
    before: number,
    filter?: PayloadFilter,
  ): Generator<LogRecord> {
    for (const link of this.#chain.links.toReversed()) {
      if (before <= link.base && link !== this.#chain.first) continue;
      const most = Math.min(before - 1, link.limit);
      for (const record of this.#chain.backwardIn(link, filter)) {
        if (record.rev <= most) yield record;
      }
    }
  }

  /**
   * Where replaying to a revision begins: at the nearest snapshot, or where the
   * history that is kept does.
   */
  anchor(rev: number): Anchor {
    const link = this.#chain.links.findLast(({ base }) => base <= rev) ??
      this.#chain.first;
    return guarded(link.log, () => link.anchors.nearest(rev));
  }

  /** Where the first record of the chain stands, or of one of its files. */
  start(log: LogReader = this.#chain.first.log): Anchor {
    const { base } = this.#chain.links.find((link) => link.log === log) ??
      this.#chain.first;
    return { log, offset: log.from, rev: base, line: 1 };
  }

  /**
   * The snapshots that say their revision, the last one first, found without
   * reading what lies between them.
   */
  *snapshots(): Generator<LogRecord> {
    for (const { log, limit } of this.#chain.links.toReversed()) {
      const { offset } = this.#chain.endOf(log);
      for (const [frame, rev] of guardedAll(log, snapshotsIn(log, offset))) {
        if (rev <= limit) yield new LogRecord(log, frame, rev, 0);
      }
    }
  }

  /** A number that rises from record to record, over all files. */
  order({ log, offset }: { log: LogReader; offset: number }): number {
    return this.logs.indexOf(log) * MOST_BYTES + offset;
  }

  /** The records from an anchor on, through all files that follow. */
  from(anchor: Anchor, filter?: PayloadFilter): Generator<LogRecord> {
    return this.#through<LogRecord>(anchor, {
      read: (link, start) => this.#chain.forwardIn(link, start, filter),
      part: (record, last, limit) =>
        record.rev <= limit && (last === undefined || isAfter(record, last))
          ? record
          : undefined,
      // With a filter the last revision is not known.
      counts: filter === undefined,
    });
  }

  /** The same, changes that follow each other together where the format can that. */
  passages(anchor: Anchor): Generator<LogRecord | Passage> {
    return this.#through<LogRecord | Passage>(anchor, {
      read: (link, start) => this.#chain.passagesIn(link, start),
      part: (one, last, limit) => {
        if (one.kind === "run") return between(one, last?.rev ?? 0, limit);
        return one.rev <= limit && (last === undefined || isAfter(one, last))
          ? one
          : undefined;
      },
      counts: true,
    });
  }

  *#through<One extends Read>(
    anchor: Anchor,
    reading: Reading<One>,
  ): Generator<One> {
    let next = anchor;
    let last: One | undefined;
    for (let done = false; !done;) {
      try {
        for (const one of this.#from(next, last, reading)) yield last = one;
        done = true;
      } catch (error) {
        this.#chain.goOn(error);
        if (last !== undefined) next = this.anchor(last.rev);
      }
    }
  }

  /** What comes behind `before`, from an anchor that is no later. */
  *#from<One extends Read>(
    anchor: Anchor,
    before: One | undefined,
    { read, part, counts }: Reading<One>,
  ): Generator<One> {
    const at = this.#chain.links.findIndex(({ log }) => log === anchor.log);
    let { rev } = anchor;
    const { links } = this.#chain;
    // Where another reading goes on in a new file, more of them are there.
    for (let i = Math.max(at, 0); i < links.length; i++) {
      const link = links[i] ?? this.#chain.last;
      const { log, base, limit } = link;
      const start = log === anchor.log
        ? anchor
        : { log, offset: log.from, rev: base, line: 1 };
      if (rev < start.rev && counts) this.notes.gap(link, rev);
      for (const one of read(link, start)) {
        const found = part(one, before, limit);
        if (found !== undefined) {
          rev = found.rev;
          yield found;
        }
        // What stands in both files is read in the later one.
        if (one.rev > limit) break;
        rev = one.rev;
      }
    }
  }

  /** Closes the files. */
  close(): void {
    for (const { log } of this.#chain.links) log.close();
  }

  /** Closes the files at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }
}
