/**
 * The framer of JSON lines: seals lines, and finds them again.
 *
 * @module
 */
import { ReplayError } from "../../errors.ts";
import { PIECE } from "../../log/buffered_source.ts";
import { crc32c, viewOf } from "../../log/crc32c.ts";
import {
  inspect,
  kindOfLine,
  payloadOf,
  readFrames,
  readRuns,
} from "./frames.ts";
import { writeSeal } from "./record/line.ts";
import { countChars, inChunks } from "./record/pieces.ts";
import { MAX_CHARS } from "./record/record.ts";
import { JsonSealer } from "./sealer.ts";
import {
  CHUNK,
  findSnapshotLines,
  lineAt,
  MAX_LINE,
  readPieces,
} from "./line_reader.ts";
import type {
  BadFrame,
  Frame,
  Framer,
  Payload,
  Run,
  SnapshotClaim,
  Source,
  WantedChange,
} from "../../log/serializer.ts";
import { NEWLINE, OPEN } from "../../values/characters.ts";
import { PREFIX, SEAL_LENGTH } from "./record/line_grammar.ts";

const BOM = [0xef, 0xbb, 0xbf];

/** A text that is put together piece by piece. */
export interface SummedText {
  /** The checksum of what there is. */
  readonly crc: number;
  /** Adds a piece. */
  text(piece: Payload): void;
}

/** Frames records as lines of JSON. One serves one file. */
export class JsonFramer extends JsonSealer implements Framer {
  /** Refuses a file that an editor put a byte order mark in. */
  readHeader(source: Source): number {
    const head = source.read(0, BOM.length);
    if (BOM.every((byte, i) => head[i] === byte)) {
      throw new ReplayError(
        "Cannot read line 1: the file begins with a byte order mark, which an " +
          "editor put there; save it as UTF-8 without one",
        { line: 1, offset: 0 },
      );
    }
    return 0;
  }

  /**
   * The line of a snapshot in pieces; those of bytes are UTF-8. Pieces that are
   * made one by one need the number of their characters, or of more, beside them.
   */
  *frameSnapshot(
    pieces: Iterable<Payload>,
    _offset: number,
    watermark?: number,
    characters: number = countChars(pieces),
  ): Generator<Uint8Array> {
    const mark = markText(watermark, characters);
    let crc = 0;
    for (const chunk of inChunks(between(PREFIX, pieces, mark))) {
      crc = crc32c(viewOf(chunk), 0, chunk.length, crc);
      yield chunk;
    }
    yield lineEnd(crc);
  }

  /**
   * The line of a snapshot, put together elsewhere: `add` adds the pieces to a
   * text that knows its checksum.
   */
  fillSnapshot(
    text: SummedText,
    add: () => void,
    characters: number,
    watermark?: number,
  ): void {
    const mark = markText(watermark, characters);
    text.text(PREFIX);
    add();
    text.text(mark);
    text.text(lineEnd(text.crc));
  }

  /** Reads frames forward, over damage too. */
  frames(
    source: Source,
    from: number,
    line: number,
  ): Generator<Frame | BadFrame> {
    return readFrames(source, from, line);
  }

  /** The same, with changes that nobody wants one by one as runs. */
  runs(
    source: Source,
    from: number,
    line: number,
    wanted?: WantedChange,
  ): Generator<Frame | BadFrame | Run> {
    return readRuns(source, from, line, wanted);
  }

  /** The last whole snapshot before an offset, by its first word. */
  findSnapshot(
    source: Source,
    before: number,
    claimed?: (claim: SnapshotClaim) => boolean,
  ): Frame | undefined {
    for (const found of findSnapshotLines(source, before)) {
      const { offset, after, ended } = found;
      if (after - offset > MAX_LINE) continue;
      // A hostile file has many that are none: read no more than the line.
      const read = () => {
        const bytes = source.read(offset, after - offset);
        const end = bytes.length - (ended ? 1 : 0);
        return { ...found, bytes, view: viewOf(bytes), start: 0, end };
      };
      let line = read();
      const taken = claimed?.({ offset, payload: payloadOf(line) }) ?? false;
      if (taken) line = read();
      const frame = inspect(line, 0);
      if (frame?.kind === "snapshot") return frame;
    }
    return undefined;
  }

  /** Counts lines, and those that are changes by their first character. */
  countBefore(
    source: Source,
    offset: number,
  ): { readonly line: number; readonly changes: number } {
    let number = 1;
    let changes = 0;
    const room = new Uint8Array(Math.min(CHUNK, source.size));
    for (const piece of readPieces(source, 0, CHUNK, room)) {
      const { bytes, end: stop } = piece;
      const most = Math.min(stop, offset - piece.offset);
      for (let start = 0; start < most;) {
        const end = bytes.indexOf(NEWLINE, start);
        if (end >= 0) number++;
        const isChange = bytes[start] === OPEN ||
          kindOfLine(lineAt(piece, start, end)) === "change";
        if (isChange) changes++;
        start = end < 0 ? stop : end + 1;
      }
      if (most < stop) break;
    }
    return { line: number, changes };
  }

  /** Whether the last line lacks its line end. */
  endsOpen(source: Source, end: number): boolean {
    return end > 0 && source.read(end - 1, 1)[0] !== NEWLINE;
  }

  /** Where the first line begins that begins at or after an offset. */
  boundary(source: Source, from: number, before: number): number | undefined {
    if (from === 0) return 0;
    const room = new Uint8Array(Math.min(PIECE, Math.max(0, before - from)));
    for (let at = from - 1; at < before - 1; at += PIECE) {
      const bytes = source.read(at, Math.min(PIECE, before - 1 - at), room);
      const found = bytes.indexOf(NEWLINE);
      if (found >= 0) return at + found + 1;
    }
    return undefined;
  }
}

/** The watermark of a snapshot with so many characters. */
function markText(watermark: number | undefined, characters: number): string {
  const mark = watermark === undefined ? "" : `,"d":${watermark}`;
  const length = PREFIX.length + characters + mark.length + SEAL_LENGTH;
  // A reader needs it in one string.
  if (length > MAX_CHARS) {
    throw new RangeError(
      `Cannot write a snapshot of ${length} characters: at most ${MAX_CHARS} can be read`,
    );
  }
  return mark;
}

/** The seal and the line end behind a text of this checksum. */
function lineEnd(crc: number): Uint8Array {
  const end = new Uint8Array(SEAL_LENGTH + 1);
  end[writeSeal(end, 0, crc)] = NEWLINE;
  return end;
}

function* between(
  first: string,
  pieces: Iterable<Payload>,
  last: string,
): Generator<Payload> {
  yield first;
  yield* pieces;
  yield last;
}
