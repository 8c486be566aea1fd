/**
 * Lines out of a source, in bounded pieces, forward and backward.
 *
 * @module
 */
import { viewOf } from "../../log/crc32c.ts";
import { startsWith } from "./record/line.ts";
import type { Room, Source } from "../../log/serializer.ts";
import { NEWLINE } from "../../values/characters.ts";
import { PREFIX_BYTES } from "./record/line_grammar.ts";

/** How much is read at once; a longer line takes as much as it needs. */
export const CHUNK: number = 1 << 20;

/**
 * No record has more bytes: three for each character of the longest string.
 * What goes on longer without a line end is no line.
 */
export const MAX_LINE: number = 3 * 2 ** 29;

/** One line: a view into what was read, and where it stands. */
export interface Line {
  /**
   * The bytes that were read; the line is `bytes[start, end)`, without its line
   * end.
   */
  readonly bytes: Uint8Array;
  /** A view of the bytes, for their checksum. */
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
  /** Byte offset in the source. */
  readonly offset: number;
  /** Byte offset after the line end. */
  readonly after: number;
  /** Whether it has a line end. */
  readonly ended: boolean;
}

/** A part of a source: whole lines, the last of which may lack its line end. */
export interface Piece {
  /** The bytes that were read. */
  readonly bytes: Uint8Array;
  /** A view of them, for checksums. */
  readonly view: DataView;
  /** Where the lines end in them: what follows is read again with the next ones. */
  readonly end: number;
  /** Byte offset of the first of the bytes in the source. */
  readonly offset: number;
}

/**
 * The lines from a byte offset on, many at a time; they may be put in `room`,
 * which the next ones take then.
 */
export function* readPieces(
  source: Source,
  from: number,
  chunk: number = CHUNK,
  room?: Room,
): Generator<Piece> {
  let at = from;
  let wanted = chunk;
  while (at < source.size) {
    const bytes = source.read(at, Math.min(wanted, source.size - at), room);
    if (bytes.length === 0) return; // it was cut while we read
    const after = at + bytes.length;
    const last = after >= source.size || bytes.length >= MAX_LINE;
    const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) yield { bytes, view: viewOf(bytes), end, offset: at };
    // What is left of a line is read again with what follows. A line that does
    // not fit is looked through for its end first, so that it alone takes the
    // memory: it may be half a gigabyte.
    wanted = end === 0 ? lengthOf(source, at, after, chunk) : chunk;
    at += end;
  }
}

/** The lines from a byte offset on; the last one may lack its line end. */
export function* readLines(
  source: Source,
  from: number,
  chunk: number = CHUNK,
): Generator<Line> {
  for (const piece of readPieces(source, from, chunk)) {
    const { bytes, end } = piece;
    for (let start = 0; start < end;) {
      const line = lineAt(piece, start, bytes.indexOf(NEWLINE, start));
      yield line;
      start = line.after - piece.offset;
    }
  }
}

/** The line of a piece that begins here and has its line end there; -1: it has none. */
export function lineAt(
  { bytes, view, end: last, offset }: Piece,
  start: number,
  found: number,
): Line {
  const ended = found >= 0;
  const end = ended ? found : last;
  const after = offset + (ended ? end + 1 : end);
  return { bytes, view, start, end, offset: offset + start, after, ended };
}

/** The length of a line that goes on beyond `after`, with its line end. */
function lengthOf(
  source: Source,
  at: number,
  after: number,
  chunk: number,
): number {
  const most = Math.min(source.size - at, MAX_LINE);
  const room = new Uint8Array(Math.min(chunk, Math.max(0, at + most - after)));
  for (let from = after; from < at + most; from += chunk) {
    const end = source.read(from, chunk, room).indexOf(NEWLINE);
    if (end >= 0) return Math.min(from + end + 1 - at, most);
  }
  return most;
}

/** Where a line stands that was found from the end. */
export interface FoundLine {
  /** Byte offset in the source. */
  readonly offset: number;
  /** Byte offset after the line end; Infinity where that is not before `before`. */
  readonly after: number;
  /** Whether it has a line end. */
  readonly ended: boolean;
}

/**
 * The lines that begin as a snapshot does, the last one first, among those that
 * begin before `before`.
 */
export function* findSnapshotLines(
  source: Source,
  before: number,
  chunk: number = CHUNK,
): Generator<FoundLine> {
  // Where the line ends that the next newline to be found begins: nobody has to
  // look for the end of what may be a hundred megabytes again.
  let after = before < source.size ? Infinity : before;
  let ended = false;
  const room = new Uint8Array(
    Math.min(chunk + PREFIX_BYTES.length, source.size),
  );
  for (let end = before; end > 0;) {
    const from = Math.max(0, end - chunk);
    // With what a prefix behind the last newline of this piece has in the next one.
    const wanted = Math.min(end + PREFIX_BYTES.length, source.size) - from;
    const bytes = source.read(from, wanted, room);
    const newlines = new NewlineSearch(bytes);
    let at = newlines.before(end - from);
    for (; at >= 0; at = newlines.before(at)) {
      const offset = from + at + 1;
      if (offset < before && startsWith(bytes, at + 1, PREFIX_BYTES)) {
        yield { offset, after, ended };
      }
      // Not an object: of ten million lines that leaves as much garbage.
      after = offset;
      ended = true;
    }
    if (from === 0 && startsWith(bytes, 0, PREFIX_BYTES)) {
      yield { offset: 0, after, ended };
    }
    end = from;
  }
}

/** Four line ends, and the lowest and the highest bit of each byte of a word. */
const NEWLINES = 0x0a0a0a0a;
const LOWEST = 0x01010101;
const HIGHEST = 0x80808080;

/** Whether one of four bytes is a line end (Mycroft's test): then it has a high bit. */
function zeros(words: Int32Array, at: number): number {
  const word = words[at]! ^ NEWLINES; // whoever asks bounds the index
  return word - LOWEST & ~word;
}

/**
 * Finds the line ends of bytes from the last to the first.
 *
 * It looks at 16 bytes at a time, which takes half as long as the engine's own
 * search: of a snapshot every byte is looked at, and there is none.
 */
export class NewlineSearch {
  readonly #bytes: Uint8Array;
  /** The whole words in them. */
  readonly #words: Int32Array;
  /** How many bytes stand before the first one. */
  readonly #skip: number;

  /** Looks at these bytes. */
  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset, length } = bytes;
    this.#bytes = bytes;
    this.#skip = -byteOffset & 3;
    const count = Math.max(0, length - this.#skip) >>> 2;
    const first = count > 0 ? byteOffset + this.#skip : 0;
    this.#words = new Int32Array(buffer, first, count);
  }

  /** The place of the last one before this place, or -1. */
  before(place: number): number {
    const bytes = this.#bytes;
    const words = this.#words;
    const skip = this.#skip;
    let at = Math.min(place, bytes.length) - 1;
    // The bytes of a word of which not all are before it.
    for (; at >= skip && (at - skip & 3) !== 3; at--) {
      if (bytes[at] === NEWLINE) return at;
    }
    let word = at - skip >> 2;
    for (; word >= 3; word -= 4) {
      const any = zeros(words, word) | zeros(words, word - 1) |
        zeros(words, word - 2) | zeros(words, word - 3);
      if ((any & HIGHEST) !== 0) break;
    }
    if (at >= skip) at = skip + 4 * word + 3;
    for (; at >= 0; at--) {
      if (bytes[at] === NEWLINE) return at;
    }
    return -1;
  }
}
