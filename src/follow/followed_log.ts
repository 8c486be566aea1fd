/**
 * One open log file that is read on as it grows, never a record that is half
 * written.
 *
 * A writer that crashed may be followed by one that cuts what it left, and a
 * failed write is cut off by the writer itself; so may a record that was read
 * already. Other records stand in its place then, perhaps as many bytes. So what
 * stands before the place where reading goes on is compared each time; and what is
 * new is read twice, since a cut amid reading it would leave a mixture of records
 * that never stood in the file together.
 *
 * @module
 */
import { recordChecksum } from "../format/record_checksum.ts";
import { firstBytes, framesBackward } from "../history/reader/backward.ts";
import { about } from "../history/reader/file_error.ts";
import { judge } from "../history/reader/log_end.ts";
import type { LogReader } from "../history/reader/log_reader.ts";
import type { BadFrame, Frame, Room, Source } from "../log/serializer.ts";
import type { NewRecords } from "./feed.ts";

/** So many bytes before the place are compared. */
const KEPT = 1024;
/** So much is read at once; a longer record takes as much as it needs. */
const CHUNK = 1 << 19;
/** A record that is being written and longer than this is not looked at each time. */
const LONG = 1 << 16;

/** Where reading goes on. */
export interface LogPlace {
  /** Byte offset of the next record. */
  readonly at: number;
  /** The line (or record) number there; 0 where it was not counted. */
  readonly line: number;
  /** The revision before it. */
  readonly rev: number;
  /** The record that ends there, if there is one. */
  readonly last?: Frame | undefined;
}

/**
 * The result of a look at the file: records, no more than was known, or other
 * content.
 */
export type Found = NewRecords | "level" | "changed";

/** A log file at a place. */
export class FollowedLog {
  /** The open file. */
  readonly log: LogReader;
  #at: number;
  #line: number;
  #rev: number;
  /** The bytes before the place. */
  #before: Uint8Array;
  /** The last record before it, without its content. */
  #last: Frame | undefined;
  /** The checksum of the last change, by which it is found again. */
  #change: string | undefined;
  /** How long the file was when the record at the place was not whole. */
  #unwhole: { readonly size: number; readonly length: number } | undefined;
  #room: Room = new Uint8Array(0);
  readonly #kept: number;

  /** Goes on at a place that ends a record; `kept` bytes before it are compared. */
  constructor(
    log: LogReader,
    { at, line, rev, last }: LogPlace,
    kept: number = KEPT,
  ) {
    this.log = log;
    this.#kept = kept;
    this.#at = at;
    this.#line = line;
    this.#rev = rev;
    const from = Math.max(0, at - kept);
    this.#before = log.live.read(from, at - from);
    this.#last = last && hollow(last);
    if (last?.kind === "change") {
      this.#change = recordChecksum(log.serializer, last.payload, true);
    }
  }

  /** The revision up to which it was read. */
  get rev(): number {
    return this.#rev;
  }

  /** The checksum of the last change; undefined where that is not known any more. */
  get change(): string | undefined {
    if (this.#change !== undefined || !this.holds) return this.#change;
    const { live, framer, from, serializer } = this.log;
    const source = firstBytes(live, this.#at);
    for (const frame of framesBackward({ source, framer, from }, this.#at)) {
      if (frame.kind !== "change") continue;
      return this.#change = recordChecksum(serializer, frame.payload, true);
    }
    return undefined;
  }

  /** Whether the file has this content before the place, still. */
  get holds(): boolean {
    const { live } = this.log;
    const { length } = this.#before;
    if (live.size < this.#at) return false;
    return sameBytes(live.read(this.#at - length, length), this.#before);
  }

  /**
   * Reads on.
   *
   * @throws {ReplayError} When committed data is damaged or edited.
   */
  read(): Found {
    if (this.#isBeingWritten()) return "level";
    for (let chunk = CHUNK;; chunk *= 4) {
      const bytes = this.#steady(chunk);
      if (bytes === undefined) return "changed";
      if (bytes.length === 0) return "level";
      const found = this.#records(bytes, bytes.length === chunk);
      if (found !== undefined) return found;
    }
  }

  /** A long record that is written in pieces is not read anew for each of them. */
  #isBeingWritten(): boolean {
    const known = this.#unwhole;
    if (known === undefined || known.length < LONG) return false;
    const { size } = this.log.live;
    if (size === known.size || size < this.#at) return false;
    if (size - this.#at >= 2 * known.length) return false;
    this.#unwhole = { size, length: known.length };
    return true;
  }

  /** So many bytes from the place on, if what stands before them is as it was. */
  #steady(most: number): Uint8Array<ArrayBuffer> | undefined {
    const { live } = this.log;
    const { length } = this.#before;
    const from = this.#at - length;
    const bytes = live.read(from, length + most);
    if (!sameBytes(bytes.subarray(0, length), this.#before)) return undefined;
    if (bytes.length > length) {
      if (this.#room.length < bytes.length) {
        this.#room = new Uint8Array(bytes.length);
      }
      if (!sameBytes(live.read(from, bytes.length, this.#room), bytes)) {
        return undefined;
      }
    }
    return own(bytes.subarray(length));
  }

  /** The whole records at the place; undefined where more has to be read for one. */
  #records(bytes: Uint8Array<ArrayBuffer>, cut: boolean): Found | undefined {
    const at = this.#at;
    const source = sectionSource(bytes, at);
    let end = at;
    let changes = 0;
    let last: Frame | undefined;
    let change: Frame | undefined;
    const { framer, serializer } = this.log;
    for (const frame of framer.frames(source, at, this.#line)) {
      if (frame.kind === "bad") {
        if (end > at) break;
        const inconclusive = cut && frame.end >= source.size;
        return inconclusive ? undefined : this.#bad(frame, bytes.length);
      }
      if (frame.kind === "change") {
        changes++;
        change = frame;
      } else if (this.#denies(frame, changes)) {
        if (end === at) return "changed";
        break;
      }
      last = frame;
      end = frame.end;
    }
    // Blank lines and comments alone.
    if (last === undefined) return cut ? undefined : "level";
    const offset = at;
    const line = this.#line;
    const rev = this.#rev;
    const section = { offset, line, bytes: bytes.subarray(0, end - at) };
    if (change !== undefined) {
      this.#change = recordChecksum(serializer, change.payload, true);
    }
    this.#go(section.bytes, last, rev + changes);
    const level = !cut && section.bytes.length === bytes.length;
    return { kind: "records", serializer, section, rev, changes, level };
  }

  /** Whether a snapshot says another revision than was counted. */
  #denies({ payload }: Frame, changes: number): boolean {
    const rev = this.log.serializer.revisionOf(payload);
    return rev !== undefined && rev !== this.#rev + changes;
  }

  /** Judges a bad record at the place by what follows it. */
  #bad(bad: BadFrame, length: number): Found {
    const { live, framer, from, path } = this.log;
    const { size } = live;
    // What is appended meanwhile is not looked at.
    const source = firstBytes(live, size);
    try {
      const end = judge({ source, framer, from }, this.#last, bad);
      if (end !== undefined) {
        this.#unwhole = { size, length };
        return "level";
      }
    } catch (error) {
      throw about(error, path);
    }
    // A snapshot that can't be read, and that nobody needs.
    const skipped = live.read(this.#at, bad.end - this.#at);
    this.#go(skipped, undefined, this.#rev);
    return this.read();
  }

  #go(bytes: Uint8Array, last: Frame | undefined, rev: number): void {
    this.#at += bytes.length;
    if (last !== undefined) {
      this.#last = hollow(last);
      if (this.#line > 0) this.#line = last.line + 1;
    }
    this.#rev = rev;
    this.#unwhole = undefined;
    const joined = new Uint8Array(
      Math.min(this.#kept, this.#before.length + bytes.length),
    );
    const own = bytes.subarray(-joined.length);
    const rest = joined.length - own.length;
    if (rest > 0) joined.set(this.#before.subarray(-rest));
    joined.set(own, rest);
    this.#before = joined;
  }
}

/** Bytes of a log as a source of it. */
function sectionSource(bytes: Uint8Array, offset: number): Source {
  return {
    size: offset + bytes.length,
    read: (from, length) =>
      bytes.subarray(from - offset, from - offset + length),
  };
}

/** Whether two pieces have the same bytes; by words, where they begin with one. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  let at = 0;
  if (a.byteOffset % 4 === 0 && b.byteOffset % 4 === 0) {
    const [x, y] = [wordsOf(a), wordsOf(b)];
    for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
    at = 4 * x.length;
  }
  for (; at < length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length >>> 2);
}

/** The same bytes; those of a file are never shared with another isolate. */
export function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return isOwn(bytes) ? bytes : bytes.slice();
}

function isOwn(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

function hollow(frame: Frame): Frame {
  return { ...frame, payload: new Uint8Array(0) };
}
