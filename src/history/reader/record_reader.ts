/**
 * The records of a log and of its archives, as if they were one file.
 *
 * @module
 */
import { pathOf } from "../../file/file_path.ts";
import type { ListedFileSystem } from "../../file/log_file.ts";
import type { BadFrame, Frame } from "../../log/serializer.ts";
import type { TypeCodec } from "../../values/kinds.ts";
import {
  type Anchor,
  Anchors,
  baseOf,
  revisionAt,
  snapshotsIn,
} from "./anchor.ts";
import { archivesOf } from "./archives.ts";
import { findEnd, judge, type LogEnd } from "./log_end.ts";
import { guarded, guardedAll } from "./file_error.ts";
import { LogReader } from "./log_reader.ts";
import { LogRecord } from "./log_record.ts";
import type { PayloadFilter, ReaderOptions } from "./reader_options.ts";
import { ReadingNotes } from "./reading_notes.ts";
import { framesBackward } from "./backward.ts";

/** One file of a chain, and what it has of the history. */
interface Link {
  readonly log: LogReader;
  /** The revision that it begins at. */
  readonly base: number;
  /** The revision after which the next file is read. */
  readonly limit: number;
  /** Where reading can begin in it. */
  readonly anchors: Anchors;
}

/** No file is so long; of so many files a double still holds each byte. */
const MOST_BYTES = 2 ** 43;

/** A log, its archives before it, open for reading. Takes no lock. */
export class RecordReader implements Disposable {
  /** What reading found so far and went on. */
  readonly notes: ReadingNotes = new ReadingNotes();
  /** The types of the application's own. */
  readonly types: readonly TypeCodec[];
  readonly #links: Link[];
  #rev: number | undefined;
  readonly #ends = new Map<LogReader, LogEnd>();

  private constructor(
    logs: readonly LogReader[],
    types: readonly TypeCodec[],
  ) {
    this.types = types;
    this.#links = [];
    // From the file itself back: an archive that does not fit is left aside.
    for (const log of logs.toReversed()) {
      const base = guarded(log, () => baseOf(log));
      const next = this.#links[0];
      if (next === undefined || base < next.base) {
        const anchors = new Anchors(log, base);
        const limit = next?.base ?? Infinity;
        this.#links.unshift({ log, base, limit, anchors });
      } else {
        this.notes.apart(log, base, next);
      }
    }
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
    const { serializer, types = [], archives = true } = options;
    if (log instanceof Uint8Array) {
      return new RecordReader(
        [await LogReader.of(log, serializer, types)],
        types,
      );
    }
    const main = await LogReader.open(disk, pathOf(log), serializer, types);
    const logs = [main];
    try {
      // A log that begins at the beginning needs none of them.
      if (archives && guarded(main, () => baseOf(main)) > 0) {
        const names = disk.namesBeside(main.path);
        for (const path of archivesOf(main.path, names)) {
          logs.splice(
            -1,
            0,
            await LogReader.open(disk, path, undefined, types),
          );
        }
      }
      return new RecordReader(logs, types);
    } catch (error) {
      for (const log of logs) log.close();
      throw error;
    }
  }

  /** The file itself, the last one of the chain. */
  get log(): LogReader {
    return this.#last.log;
  }

  /** All files, archives first. */
  get logs(): readonly LogReader[] {
    return this.#links.map(({ log }) => log);
  }

  /** The revision before the first change that is kept. */
  get base(): number {
    return this.#first.base;
  }

  /** The revision that the log ends at; the first time, its tail is read. */
  get rev(): number {
    return this.#rev ??= this.#revAtEnd(this.#last);
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
    for (const link of this.#links.toReversed()) {
      if (before <= link.base && link !== this.#first) continue;
      const most = Math.min(before - 1, link.limit);
      for (const record of this.#backwardIn(link, filter)) {
        if (record.rev <= most) yield record;
      }
    }
  }

  /**
   * Where replaying to a revision begins: at the nearest snapshot, or where the
   * history that is kept does.
   */
  anchor(rev: number): Anchor {
    const link = this.#links.findLast(({ base }) => base <= rev) ?? this.#first;
    return guarded(link.log, () => link.anchors.nearest(rev));
  }

  /** Where the first record of the chain stands, or of one of its files. */
  start(log: LogReader = this.#first.log): Anchor {
    const { base } = this.#links.find((link) => link.log === log) ??
      this.#first;
    return { log, offset: log.from, rev: base, line: 1 };
  }

  /**
   * The snapshots that say their revision, the last one first, found without
   * reading what lies between them.
   */
  *snapshots(): Generator<LogRecord> {
    for (const { log, limit } of this.#links.toReversed()) {
      const { offset } = this.#endOf(log);
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
    const at = this.#links.findIndex(({ log }) => log === anchor.log);
    let { rev } = anchor;
    for (const link of this.#links.slice(Math.max(at, 0))) {
      const { log, base } = link;
      const start = log === anchor.log
        ? anchor
        : { log, offset: log.from, rev: base, line: 1 };
      // With a filter the last revision is not known.
      if (rev < start.rev && filter === undefined) this.notes.gap(link, rev);
      for (const record of this.#forwardIn(link, start, filter)) {
        // What stands in both files is read in the later one.
        if (record.rev > link.limit) break;
        rev = record.rev;
        yield record;
      }
    }
  }

  /** Closes the files. */
  close(): void {
    for (const { log } of this.#links) log.close();
  }

  /** Closes the files at the end of a `using` scope. */
  [Symbol.dispose](): void {
    this.close();
  }

  get #first(): Link {
    return this.#links[0] as Link; // a chain has at least the file itself
  }

  get #last(): Link {
    return this.#links.at(-1) as Link; // a chain has at least the file itself
  }

  *#forwardIn(
    { log }: Link,
    start: Anchor,
    filter?: PayloadFilter,
  ): Generator<LogRecord> {
    const { framer, source, serializer } = log;
    const counted = start.line > 0;
    let { rev } = start;
    let last: Frame | undefined;
    const frames = framer.frames(source, start.offset, start.line);
    for (const frame of guardedAll(log, frames)) {
      if (frame.kind === "bad") {
        const end = guarded(log, () => judge(log, last, frame));
        if (end === undefined) continue; // a snapshot that others make up for
        this.notes.torn(log, end);
        return;
      }
      last = frame;
      if (frame.kind === "change") {
        rev++;
        if (filter?.(frame.payload) === false) continue;
      } else rev = serializer.revisionOf(frame.payload) ?? rev;
      yield new LogRecord(log, frame, rev, counted ? frame.line : 0);
    }
  }

  *#backwardIn(link: Link, filter?: PayloadFilter): Generator<LogRecord> {
    const { log } = link;
    const end = this.#endOf(log);
    let rev = link === this.#last ? this.rev : this.#revAtEnd(link);
    const next = this.#links[this.#links.indexOf(link) + 1];
    if (next !== undefined && rev < next.base) this.notes.gap(next, rev);
    let bad: BadFrame | undefined;
    for (const frame of guardedAll(log, framesBackward(log, end.offset))) {
      if (frame.kind === "bad") {
        bad ??= frame;
        continue;
      }
      if (bad !== undefined) {
        const doubt = bad;
        guarded(log, () => judge(log, frame, doubt));
        bad = undefined;
      }
      const isChange = frame.kind === "change";
      if (!isChange || filter?.(frame.payload) !== false) {
        yield new LogRecord(log, frame, rev, 0);
      }
      if (isChange) rev--;
    }
    const first = bad;
    if (first !== undefined) guarded(log, () => judge(log, undefined, first));
  }

  #revAtEnd({ log, base }: Link): number {
    const { offset } = this.#endOf(log);
    return guarded(log, () => revisionAt(log, base, offset));
  }

  #endOf(log: LogReader): LogEnd {
    let end = this.#ends.get(log);
    if (end === undefined) {
      end = guarded(log, () => findEnd(log));
      this.#ends.set(log, end);
      this.notes.torn(log, end);
    }
    return end;
  }
}
