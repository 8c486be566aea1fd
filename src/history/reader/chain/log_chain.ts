/**
 * The files of a log, one after the other, and how each of them is read.
 *
 * @module
 */
import type { ListedFileSystem } from "../../../file/log_file.ts";
import type { BadFrame, Frame, Run } from "../../../log/serializer.ts";
import { type Anchor, Anchors, baseOf, revisionAt } from "../anchor.ts";
import { archivesOf, PACKED } from "../archives.ts";
import { framesBackward } from "../backward.ts";
import { about, guarded, guardedAll, RotatedError } from "../file_error.ts";
import { findEnd, judge, type LogEnd } from "../log_end.ts";
import type { LogReader } from "../log_reader.ts";
import { LogRecord } from "../log_record.ts";
import type { PayloadFilter } from "../reader_options.ts";
import { lastOf, type Passage } from "../passage.ts";
import type { ReadingNotes } from "../reading_notes.ts";

/** One file of a chain, and what it has of the history. */
export interface Link {
  readonly log: LogReader;
  /** The revision that it begins at. */
  readonly base: number;
  /** The revision after which the next file is read. */
  readonly limit: number;
  /** Where reading can begin in it. */
  readonly anchors: Anchors;
}

function linkOf(log: LogReader, limit: number): Link {
  const base = guarded(log, () => baseOf(log));
  return { log, base, limit, anchors: new Anchors(log, base) };
}

/** A log and the archives before it. */
export class LogChain {
  /** The files, archives first. */
  readonly links: Link[] = [];
  readonly #notes: ReadingNotes;
  readonly #disk: ListedFileSystem | undefined;
  readonly #ends = new Map<LogReader, LogEnd>();
  #rev: number | undefined;

  /** Takes the logs that fit together; what does not is noted. */
  constructor(
    logs: readonly LogReader[],
    notes: ReadingNotes,
    disk?: ListedFileSystem,
  ) {
    this.#notes = notes;
    this.#disk = disk;
    // From the file itself back: an archive that does not fit is left aside.
    for (const log of logs.toReversed()) {
      const next = this.links[0];
      const link = linkOf(log, next?.base ?? Infinity);
      if (next === undefined || link.base < next.base) {
        this.links.unshift(link);
      } else this.#notes.apart(log, link.base, next);
    }
  }

  /** The first file. */
  get first(): Link {
    return this.links[0] as Link; // a chain has at least the file itself
  }

  /** The last one, which has the name of the log. */
  get last(): Link {
    return this.links.at(-1) as Link; // a chain has at least the file itself
  }

  /** The revision that the log ends at; the first time, its tail is read. */
  get rev(): number {
    try {
      return this.#rev ??= this.#revAtEnd(this.last);
    } catch (error) {
      this.goOn(error);
      return this.rev;
    }
  }

  /**
   * Where a rotation took the tail of the log away while it was read, goes on in the
   * file that has its name now; any other error is thrown on.
   */
  goOn(error: unknown): void {
    const last = this.last;
    const { log } = last;
    if (!(error instanceof RotatedError)) throw error;
    // Another reading of the same log went on before.
    if (error.source !== log.source) return;
    const next = linkOf(log.successor(), Infinity);
    const more = [...this.#between(last, next), next];
    const [{ base } = next] = more;
    this.links.splice(-1, 1, { ...last, limit: base }, ...more);
    this.#ends.delete(log);
    this.#rev = undefined;
    // What is between them was compressed, or deleted, meanwhile.
    if (this.#revAtEnd({ ...last, limit: base }) < base) throw error;
  }

  /** The archives of rotations that came after the one that a file ends with. */
  #between({ log, base }: Link, next: Link): Link[] {
    const names = this.#disk?.namesBeside(log.path) ?? [];
    const found: Link[] = [];
    for (const path of archivesOf(log.path, names)) {
      if (path.endsWith(PACKED)) continue;
      const link = linkOf(log.successor(path), next.base);
      const fits = link.base > base && link.base < next.base;
      if (fits) found.push(link);
      else link.log.close();
    }
    found.sort((a, b) => a.base - b.base);
    return found.map((link, i) => ({
      ...link,
      limit: found[i + 1]?.base ?? next.base,
    }));
  }

  /** The records of a file from an anchor in it on; of changes those that are let through. */
  forwardIn(
    link: Link,
    start: Anchor,
    filter?: PayloadFilter,
  ): Generator<LogRecord> {
    const { framer, source } = link.log;
    // What is left out need not become a record first, where the format can that.
    const runs = filter !== undefined && framer.runs !== undefined;
    return this.#read<never>(
      link,
      start,
      (offset, line) =>
        (runs ? framer.runs?.(source, offset, line, filter) : undefined) ??
          framer.frames(source, offset, line),
      () => undefined,
      runs ? undefined : filter,
    );
  }

  /** All that is in a file from an anchor on, changes together where the format can that. */
  passagesIn(link: Link, start: Anchor): Generator<LogRecord | Passage> {
    const { log } = link;
    const { framer, source } = log;
    return this.#read<Passage>(
      link,
      start,
      (offset, line) =>
        framer.runs?.(source, offset, line) ??
          framer.frames(source, offset, line),
      (run, rev) => ({ ...run, log, rev, line: start.line > 0 ? run.line : 0 }),
    );
  }

  /** One generator for all: each that a record comes through takes a while. */
  *#read<Together>(
    { log, limit, anchors }: Link,
    start: Anchor,
    read: (offset: number, line: number) => Iterable<Frame | BadFrame | Run>,
    together: (run: Run, rev: number) => Together | undefined,
    filter?: PayloadFilter,
  ): Generator<LogRecord | Together> {
    const { serializer } = log;
    const counted = start.line > 0;
    const held = counted ? undefined : anchors.held(start.offset);
    let { rev } = start;
    let last: Frame | Run | undefined = held;
    try {
      if (held !== undefined) {
        rev = serializer.revisionOf(held.payload) ?? rev;
        yield new LogRecord(log, held, rev, 0);
      }
      for (const frame of read(held?.end ?? start.offset, start.line)) {
        if (frame.kind === "bad") {
          // What follows in an archive that is being cut is in the next file.
          if (rev >= limit || frame.offset >= log.size) return;
          const before = last?.kind === "run" ? lastOf(log, last) : last;
          const end = judge(log, before, frame);
          if (end === undefined) continue; // a snapshot that others make up for
          this.#notes.torn(log, end);
          return;
        }
        last = frame;
        if (frame.kind === "run") {
          rev += frame.changes;
          const one = together(frame, rev);
          if (one !== undefined) yield one;
          continue;
        }
        if (frame.kind === "change") {
          rev++;
          if (filter?.(frame.payload) === false) continue;
        } else rev = serializer.revisionOf(frame.payload) ?? rev;
        yield new LogRecord(log, frame, rev, counted ? frame.line : 0);
      }
    } catch (error) {
      throw about(error, log.path);
    }
  }

  /** The records of a file from its end back. */
  *backwardIn(link: Link, filter?: PayloadFilter): Generator<LogRecord> {
    const { log } = link;
    const end = this.endOf(log);
    let rev = link === this.last
      ? this.#rev ??= this.#revAtEnd(link)
      : this.#revAtEnd(link);
    const next = this.links[this.links.indexOf(link) + 1];
    if (next !== undefined && rev < next.base) this.#notes.gap(next, rev);
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

  #revAtEnd({ log, anchors }: Link): number {
    const { offset } = this.endOf(log);
    return guarded(log, () => anchors.revisionAt(offset));
  }

  /**
   * The end of an archive that goes on with what is in the next file, too: a power
   * cut while it was cut may have left anything there.
   */
  #cutEnd(log: LogReader): LogEnd | undefined {
    const { limit = Infinity, base = 0 } =
      this.links.find((link) => link.log === log) ?? {};
    if (limit === Infinity) return undefined;
    try {
      return revisionAt(log, base, findEnd(log).offset) > limit
        ? this.#endAt(log, base, limit)
        : undefined;
    } catch (error) {
      if (error instanceof RotatedError) throw error;
      return this.#endAt(log, base, limit);
    }
  }

  /** Where the last record ends that leads to a revision; undefined before it. */
  #endAt(log: LogReader, base: number, limit: number): LogEnd | undefined {
    const { framer, source, from } = log;
    let [rev, end] = [base, from];
    for (const frame of guardedAll(log, framer.frames(source, from, 1))) {
      if (frame.kind === "bad") break;
      if (frame.kind === "change" && ++rev > limit) return { offset: end };
      end = frame.end;
    }
    return rev === limit ? { offset: end } : undefined;
  }

  /** Where a file ends for who reads it. */
  endOf(log: LogReader): LogEnd {
    let end = this.#ends.get(log);
    if (end === undefined) {
      const link = this.links.find((link) => link.log === log);
      const snapshotEnd = () => link?.anchors.snapshotEnd ?? log.from;
      end = this.#cutEnd(log) ?? guarded(log, () => findEnd(log, snapshotEnd));
      this.#ends.set(log, end);
      this.#notes.torn(log, end);
    }
    return end;
  }
}
