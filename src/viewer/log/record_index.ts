/**
 * Where the records of a log stand: eight bytes for each, so that any of a million
 * is read at once.
 *
 * @module
 */
import type { Anchor } from "../../history/reader/anchor.ts";
import { firstBytes } from "../../history/reader/backward.ts";
import { LogRecord } from "../../history/reader/log_record.ts";
import type { Passage } from "../../history/reader/passage.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { NEWLINE } from "../../values/characters.ts";

/** Of so many records one has its revision noted; those between are counted. */
const STEP = 256;
/** No file is so long; of so many files a double still holds each byte, and a bit. */
const MOST_BYTES = 2 ** 43;

/** The records of a log by their number, the oldest first. */
export class RecordIndex {
  /** Twice the place of each, and one more for a snapshot. */
  #places = new Float64Array(1024);
  #count = 0;
  /** The revision before each record of which it is noted. */
  readonly #revs: number[] = [];
  /** How many snapshots come before each of these. */
  readonly #shots: number[] = [];
  /** Revisions that are not the next one: after a gap. */
  readonly #jumps = new Map<number, number>();
  /** The snapshots, by their number. */
  readonly #snapshotsAt: number[] = [];
  #rev: number;

  /** Begins at the revision before the first record. */
  constructor(base: number) {
    this.#rev = base;
  }

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  /** How many of them are snapshots. */
  get snapshots(): number {
    return this.#snapshotsAt.length;
  }

  /** The revision after the last one. */
  get rev(): number {
    return this.#rev;
  }

  /** Notes the next record; `file` is the number of its file. */
  add({ kind, rev, offset }: LogRecord, file: number): void {
    const at = this.#count;
    const snapshot = kind === "snapshot";
    this.#note(file * MOST_BYTES + offset, snapshot);
    if (rev !== this.#rev + (snapshot ? 0 : 1)) this.#jumps.set(at, rev);
    if (snapshot) this.#snapshotsAt.push(at);
    this.#rev = rev;
  }

  /** Notes the next changes, each of which has a line of its own. */
  addAll({ changes, bytes, rev, offset }: Passage, file: number): void {
    const first = rev - changes;
    if (first !== this.#rev) this.#jumps.set(this.#count, first + 1);
    const begin = file * MOST_BYTES + offset;
    for (let change = 1, from = 0; change <= changes; change++) {
      this.#note(begin + from, false);
      this.#rev = first + change;
      from = bytes.indexOf(NEWLINE, from) + 1;
    }
  }

  #note(place: number, snapshot: boolean): void {
    const at = this.#count++;
    if (at === this.#places.length) {
      const places = new Float64Array(2 * at);
      places.set(this.#places);
      this.#places = places;
    }
    this.#places[at] = 2 * place + (snapshot ? 1 : 0);
    if (at % STEP === 0) {
      this.#revs.push(this.#rev);
      this.#shots.push(this.snapshots);
    }
  }

  /** The last snapshots, the newest first, by their number. */
  lastSnapshots(most: number): number[] {
    return this.#snapshotsAt.slice(-most).reverse();
  }

  /** Whether a record is a snapshot. */
  isSnapshot(index: number): boolean {
    return (this.#places[index] ?? 0) % 2 === 1;
  }

  /** The revision that a record leads to. */
  revOf(index: number): number {
    return this.#after(index + 1);
  }

  /** The first record that leads to this revision or a later one; `count` where none does. */
  find(rev: number): number {
    let [low, high] = [0, this.#revs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#revs[middle] ?? 0) < rev) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    // The step before this one begins below the revision, and does not end there.
    let reached = this.#revs[low - 1] ?? 0;
    for (let at = (low - 1) * STEP; at < this.#count; at++) {
      reached = this.#through(at, reached);
      if (reached >= rev) return at;
    }
    return this.#count;
  }

  /** The change that led to a revision; undefined where it is not kept. */
  changeOf(rev: number): number | undefined {
    for (let at = this.find(rev); at < this.#count; at++) {
      if (this.revOf(at) !== rev) return undefined;
      if (!this.isSnapshot(at)) return at;
    }
    return undefined;
  }

  /** How many snapshots come before a record. */
  snapshotsBefore(index: number): number {
    const step = Math.floor(index / STEP);
    let count = this.#shots[step] ?? 0;
    for (let at = step * STEP; at < index; at++) {
      if (this.isSnapshot(at)) count++;
    }
    return count;
  }

  /** A number that rises from record to record: the reader's order of it. */
  order(index: number): number {
    return Math.floor((this.#places[index] ?? 0) / 2);
  }

  /** Where reading begins for a record. */
  anchor(reader: RecordReader, index: number): Anchor {
    const place = this.order(index);
    const file = Math.floor(place / MOST_BYTES);
    const log = reader.logs[file] ?? reader.log;
    const offset = place - file * MOST_BYTES;
    return { log, offset, rev: this.#after(index), line: 0 };
  }

  /** Where replaying to a revision begins: at the last snapshot before it, or the start. */
  nearest(reader: RecordReader, rev: number): Anchor {
    const at = this.#snapshotsAt.findLast((at) => this.revOf(at) <= rev);
    return at === undefined ? reader.start() : this.anchor(reader, at);
  }

  /** One record, of which no more is read than it has; undefined where that is not there. */
  recordAt(reader: RecordReader, index: number): LogRecord | undefined {
    const { log, offset } = this.anchor(reader, index);
    const next = index + 1 < this.#count ? this.anchor(reader, index + 1) : log;
    const end = "log" in next && next.log === log ? next.offset : log.size;
    const part = firstBytes(log.source, end);
    for (const frame of log.framer.frames(part, offset, 0)) {
      if (frame.kind === "bad") return undefined;
      return new LogRecord(log, frame, this.revOf(index), 0);
    }
    return undefined;
  }

  /** The revision before a record. */
  #after(index: number): number {
    if (index >= this.#count) return this.#rev;
    const step = Math.floor(index / STEP);
    let rev = this.#revs[step] ?? 0;
    for (let at = step * STEP; at < index; at++) {
      rev = this.#through(at, rev);
    }
    return rev;
  }

  /** The revision after a record, by the one before it. */
  #through(index: number, rev: number): number {
    return this.#jumps.get(index) ?? rev + (this.isSnapshot(index) ? 0 : 1);
  }
}
