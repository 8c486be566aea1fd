/**
 * Lines out of a source, in bounded pieces, forward and backward.
 *
 * @module
 */
import { PREFIX_BYTES, startsWith } from "./json_line.ts";
import type { Source } from "./serializer.ts";

/** How much is read at once; a longer line takes as much as it needs. */
const CHUNK = 1 << 20;

/**
 * No record has more bytes: three for each character of the longest string.
 * What goes on longer without a line end is no line.
 */
const MAX_LINE = 3 * 2 ** 29;

const NEWLINE = 10;

/** One line: a view into what was read, and where it stands. */
export interface Line {
  /** What was read; the line is `bytes[start, end)`, without its line end. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Byte offset in the source. */
  readonly offset: number;
  /** Byte offset after the line end. */
  readonly after: number;
  /** Whether it has a line end. */
  readonly ended: boolean;
}

/** The lines from a byte offset on; the last one may lack its line end. */
export function* readLines(
  source: Source,
  from: number,
  chunk: number = CHUNK,
): Generator<Line> {
  let at = from;
  let wanted = chunk;
  while (at < source.size) {
    const bytes = source.read(at, Math.min(wanted, source.size - at));
    if (bytes.length === 0) return; // it was cut while we read
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, start);
      if (end < 0) break;
      const after = at + end + 1;
      yield { bytes, start, end, offset: at + start, after, ended: true };
      start = end + 1;
    }
    const after = at + bytes.length;
    const last = after >= source.size || bytes.length >= MAX_LINE;
    if (last && start < bytes.length) {
      const end = bytes.length;
      yield { bytes, start, end, offset: at + start, after, ended: false };
    }
    // What is left of a line is read again with what follows: a line that does
    // not fit is read twice over, as the chunk doubles.
    at = last ? after : at + start;
    wanted = start === 0 && !last ? 2 * wanted : chunk;
  }
}

/**
 * The offsets of the lines that begin as a snapshot does, the last one first,
 * among those that begin before `before`.
 */
export function* findSnapshotLines(
  source: Source,
  before: number,
  chunk: number = CHUNK,
): Generator<number> {
  // A piece overlaps the next by what may be cut: the line end and the prefix.
  const overlap = PREFIX_BYTES.length;
  for (let end = before; end > 0;) {
    const from = Math.max(0, end - chunk);
    const bytes = source.read(
      from,
      Math.min(end + overlap, source.size) - from,
    );
    for (let i = Math.min(end - from, bytes.length) - 1; i >= 0; i--) {
      const begins = bytes[i] === PREFIX_BYTES[0] &&
        (i === 0
          ? from === 0 || endsLine(source, from)
          : bytes[i - 1] === NEWLINE);
      if (begins && startsWith(bytes, i, PREFIX_BYTES)) yield from + i;
    }
    end = from;
  }
}

/** Whether a line end stands before this offset. */
function endsLine(source: Source, offset: number): boolean {
  return source.read(offset - 1, 1)[0] === NEWLINE;
}
