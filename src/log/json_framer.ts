/**
 * The framer of JSON lines: seals lines, and finds them again.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import { crc32c, splitCrc32c } from "./crc32c.ts";
import { inspect, kindOfLine, readFrames } from "./json_frames.ts";
import { PREFIX, PREFIX_BYTES, SEAL_LENGTH, writeSeal } from "./json_line.ts";
import { countChars, inChunks } from "./json_pieces.ts";
import { MAX_CHARS } from "./json_record.ts";
import { findSnapshotLines, MAX_LINE, readLines } from "./line_reader.ts";
import type {
  BadFrame,
  Frame,
  Framer,
  Payload,
  RecordKind,
  Source,
} from "./serializer.ts";
import { decodeUtf8 } from "./utf8.ts";

const NEWLINE = 10;
const BOM = [0xef, 0xbb, 0xbf];

/** Larger texts get a buffer of their own, which is not kept. */
const SCRATCH_CHARS = 1 << 20;

const ENCODER = new TextEncoder();

/** Where text is encoded, for all framers: a writer may have a thousand. */
let scratch = new Uint8Array(1 << 16);

/** Frames records as lines of JSON. One serves one file. */
export class JsonFramer implements Framer {
  /** A log of JSON lines has no header. */
  createHeader(): Uint8Array {
    return new Uint8Array(0);
  }

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
   * The lines of these payloads. A payload of text may be several records
   * joined by line ends.
   */
  frame(
    kind: RecordKind,
    payloads: readonly Payload[],
    _offset: number,
    watermark?: number,
  ): Uint8Array {
    const text = payloads.length === 1
      ? asText(payloads[0])
      : payloads.map(asText).join("\n");
    const source = this.#encode(text);
    const prefix = kind === "snapshot" ? PREFIX_BYTES : undefined;
    const mark = watermark === undefined ? "" : `,"d":${watermark}`;
    const room = SEAL_LENGTH + 1 + (prefix?.length ?? 0);
    const lines = countLines(text);
    const out = new Uint8Array(source.length + lines * room + mark.length);
    let at = 0;
    for (let start = 0; start < source.length;) {
      let end = source.indexOf(NEWLINE, start);
      if (end < 0) end = source.length;
      const line = at;
      if (prefix !== undefined) {
        out.set(prefix, at);
        at += prefix.length;
      }
      // All but the closing brace, which the seal ends in.
      out.set(source.subarray(start, end - 1), at);
      at += end - 1 - start;
      if (start === 0 && mark !== "") {
        at += ENCODER.encodeInto(mark, out.subarray(at)).written;
      }
      at = writeSeal(out, at, crc32c(out, line, at));
      out[at++] = NEWLINE;
      start = end + 1;
    }
    return out.subarray(0, at);
  }

  /** The text in bytes, which the next call overwrites. */
  #encode(text: string): Uint8Array {
    if (text.length > SCRATCH_CHARS) return ENCODER.encode(text);
    const most = 3 * text.length;
    if (scratch.length < most) scratch = new Uint8Array(2 * most);
    const { written } = ENCODER.encodeInto(text, scratch);
    return scratch.subarray(0, written);
  }

  /**
   * The line of a snapshot in pieces; those of bytes are UTF-8. Pieces that are
   * made one by one need the number of their characters, or of more, beside them.
   * The checksum of a large piece may be known already.
   */
  *frameSnapshot(
    pieces: Iterable<Payload>,
    _offset: number,
    watermark?: number,
    characters: number = countChars(pieces),
    sums?: WeakMap<Uint8Array, number>,
  ): Generator<Uint8Array> {
    const mark = watermark === undefined ? "" : `,"d":${watermark}`;
    const length = PREFIX.length + characters + mark.length + SEAL_LENGTH;
    // A reader needs it in one string.
    if (length > MAX_CHARS) {
      throw new RangeError(
        `Cannot write a snapshot of ${length} characters: at most ${MAX_CHARS} can be read`,
      );
    }
    let crc = 0;
    for (const chunk of inChunks(between(PREFIX, pieces, mark))) {
      const sum = sums?.get(chunk);
      crc = sum === undefined
        ? crc32c(chunk, 0, chunk.length, crc)
        : splitCrc32c(crc, sum, chunk.length);
      yield chunk;
    }
    const end = new Uint8Array(SEAL_LENGTH + 1);
    end[writeSeal(end, 0, crc)] = NEWLINE;
    yield end;
  }

  /** Reads frames forward, over damage too. */
  frames(
    source: Source,
    from: number,
    line: number,
  ): Generator<Frame | BadFrame> {
    return readFrames(source, from, line);
  }

  /** The last whole snapshot before an offset, by its first word. */
  findSnapshot(source: Source, before: number): Frame | undefined {
    for (const found of findSnapshotLines(source, before)) {
      const { offset, after, ended } = found;
      if (after - offset > MAX_LINE) continue;
      // A hostile file has many that are none: read no more than the line.
      const bytes = source.read(offset, after - offset);
      const end = bytes.length - (ended ? 1 : 0);
      const frame = inspect({ ...found, bytes, start: 0, end }, 0);
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
    for (const line of readLines(source, 0)) {
      if (line.offset >= offset) break;
      if (line.ended) number++;
      if (kindOfLine(line) === "change") changes++;
    }
    return { line: number, changes };
  }

  /** Whether the last line lacks its line end. */
  endsOpen(source: Source, end: number): boolean {
    return end > 0 && source.read(end - 1, 1)[0] !== NEWLINE;
  }
}

function asText(payload: Payload): string {
  return typeof payload === "string" ? payload : decodeUtf8(payload);
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    count++;
  }
  return count;
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
