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

/** Reads one file of a chain. */
type ReadLink = (link: Link, start: Anchor) => Iterable<LogRecord | Passage>;

/** As much of what was read as comes after something else, whichever file that was in. */
function behind(
  one: LogRecord | Passage,
  last: LogRecord | Passage,
): LogRecord | Passage | undefined {
  if (one.kind === "run") return between(one, last.rev, Infinity);
  const later = one.rev !== last.rev
    ? one.rev > last.rev
    : one.kind === "snapshot" && last.kind !== "snapshot";
  return later ? one : undefined;
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
  *forward(from: number = 0, filter?: PayloadFilter): Generator<LogRecord> {
    const anchor = this.anchor(Math.max(from - 1, this.base));
    for (const record of this.from(anchor, filter)) {
      if (record.rev >= from) yield record;
    }
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
  *from(anchor: Anchor, filter?: PayloadFilter): Generator<LogRecord> {
    // With a filter the last revision is not known.
    const counts = filter === undefined;
    const found = this.#through(anchor, counts, (link, start) => {
      return this.#chain.forwardIn(link, start, filter);
    });
    for (const one of found) if (one.kind !== "run") yield one;
  }

  /** The same, changes that follow each other together where the format can that. */
  passages(anchor: Anchor): Generator<LogRecord | Passage> {
    return this.#through(anchor, true, (link, start) => {
      return this.#chain.passagesIn(link, start);
    });
  }

  *#through(
    anchor: Anchor,
    counts: boolean,
    read: ReadLink,
  ): Generator<LogRecord | Passage> {
    let next = anchor;
    let last: LogRecord | Passage | undefined;
    for (let done = false; !done;) {
      const before = last;
      try {
        for (const one of this.#from(next, counts, read)) {
          const found = before === undefined ? one : behind(one, before);
          if (found !== undefined) yield last = found;
        }
        done = true;
      } catch (error) {
        this.#chain.goOn(error);
        if (last !== undefined) next = this.anchor(last.rev);
      }
    }
  }

  *#from(
    anchor: Anchor,
    counts: boolean,
    read: ReadLink,
  ): Generator<LogRecord | Passage> {
    const at = this.#chain.links.findIndex(({ log }) => log === anchor.log);
    let { rev } = anchor;
    const { links } = this.#chain;
    // Where another reading goes on in a new file, more of them are there.
    for (let i = Math.max(at, 0); i < links.length; i++) {
      const link = links[i] ?? this.#chain.last;
      const { log, base } = link;
      const start = log === anchor.log
        ? anchor
        : { log, offset: log.from, rev: base, line: 1 };
      if (rev < start.rev && counts) this.notes.gap(link, rev);
      for (const one of read(link, start)) {
        // What stands in both files is read in the later one.
        const found = one.kind === "run" ? between(one, 0, link.limit) : one;
        if (found === undefined || found.rev > link.limit) break;
        rev = found.rev;
        yield found;
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
