/**
 * The parts of a line of a JSON-lines log, in bytes; and the lines as text.
 *
 *     {"ts":...,"diff":...,"d":1234,"c":"0a1b2c3d"}\n
 *     SNAPSHOT {"ts":...,"state":...,"c":"0a1b2c3d"}\n
 *
 * The seal is the end of the line from `,"c":` on: the checksum of all that
 * comes before it. The reader and the writer of lines both build on this.
 *
 * @module
 */
import { crc32c, splitCrc32c, viewOf } from "../../../log/crc32c.ts";
import type { Place, RecordKind } from "../../../log/serializer.ts";
import { ENCODER, NEWLINE } from "../../../values/characters.ts";
import {
  FIRST_FIELD,
  PREFIX_BYTES,
  SEAL_LENGTH,
  SEAL_SHAPE,
  WATERMARK,
} from "./line_grammar.ts";
import { ReplayError } from "../../../errors.ts";
import { mayHoldRich } from "./values.ts";
import { decodeUtf8 } from "../../../log/utf8.ts";

const HEX = ENCODER.encode("0123456789abcdef");
/** The value of a digit, by its byte; -1 for what is none. */
const DIGIT = new Int8Array(256).fill(-1);
HEX.forEach((byte, digit) => DIGIT[byte] = digit);
const SEAL_TEXT = /,"c":"[0-9a-f]{8}"\}/y;
/** Where the name of the checksum's field stands in a seal. */
const NAME = 2;
/** Where the eight digits begin. */
const DIGITS = 6;

/** Writes the seal at `at`; returns where it ends. */
export function writeSeal(bytes: Uint8Array, at: number, crc: number): number {
  bytes[at] = 44;
  bytes[at + 1] = 34;
  bytes[at + 2] = 99;
  bytes[at + 3] = 34;
  bytes[at + 4] = 58;
  bytes[at + 5] = 34;
  for (let digit = 0; digit < 8; digit++) {
    bytes[at + DIGITS + digit] = HEX[crc >>> (28 - 4 * digit) & 15]!; // HEX has 16
  }
  bytes[at + 14] = 34;
  bytes[at + 15] = 125;
  return at + SEAL_LENGTH;
}

/** Whether a line is sealed, and whether the seal holds. */
export type SealState = "none" | "good" | "bad";

/**
 * Checks the seal of the line `bytes[start, end)`, whose checksum is made of the
 * same bytes in `view`.
 *
 * A field of another name that holds just the right checksum is a seal too: a
 * single flipped bit makes `"c"` an `"a"`, which would be the record's action.
 */
export function checkSeal(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): SealState {
  const seal = end - SEAL_LENGTH;
  if (seal <= start || !isSeal(bytes, seal)) return "none";
  const named = bytes[seal + NAME] === SEAL_SHAPE[NAME];
  const digits = readDigits(bytes, seal + DIGITS);
  if (!named && digits === undefined) return "none";
  const holds = crc32c(view, start, seal) === digits;
  if (named) return holds ? "good" : "bad";
  return holds ? "bad" : "none";
}

/** The text of a record without its seal, which was seen to hold before. */
export function withoutSeal(text: string): string {
  const end = bodyEnd(text, 0, text.length);
  return end === text.length - SEAL_LENGTH ? `${text.slice(0, end)}}` : text;
}

/** Where the record `text.slice(from, to)` ends, but for its brace or its seal. */
export function bodyEnd(text: string, from: number, to: number): number {
  const seal = to - SEAL_LENGTH;
  SEAL_TEXT.lastIndex = seal;
  return seal > from && SEAL_TEXT.test(text) ? seal : to - 1;
}

/** Whether a seal stands here, its name and its digits aside. */
function isSeal(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < SEAL_LENGTH; i++) {
    if (i === NAME) continue;
    if (i === DIGITS) i += 8;
    if (bytes[at + i] !== SEAL_SHAPE[i]) return false;
  }
  return true;
}

/** Eight lower-case hexadecimal digits, or undefined. */
function readDigits(bytes: Uint8Array, at: number): number | undefined {
  let value = 0;
  for (let i = at; i < at + 8; i++) {
    const digit = DIGIT[bytes[i]!]!; // a seal stands here, and DIGIT knows each byte
    if (digit < 0) return undefined;
    value = value << 4 | digit;
  }
  return value >>> 0;
}

/** The watermark that stands before the seal of a line, if one does. */
export function readWatermark(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  let at = end - SEAL_LENGTH;
  let value = 0;
  let unit = 1;
  for (; at > start; at--) {
    const byte = bytes[at - 1]!; // start is inside, and at beyond it
    if (byte < 48 || byte > 57) break;
    value += (byte - 48) * unit;
    unit *= 10;
  }
  const found = unit > 1 && Number.isSafeInteger(value) &&
    startsWith(bytes, at - WATERMARK.length, WATERMARK);
  return found ? value : undefined;
}

/** Whether this text stands here. */
export function startsWith(
  bytes: Uint8Array,
  at: number,
  text: Uint8Array,
): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text[i]) return false;
  }
  return true;
}

/** A record that was found inside a damaged line. */
export interface Inner {
  readonly start: number;
  readonly kind: RecordKind;
}

/**
 * Finds a sealed record that ends where the damaged line `bytes[start, end)`
 * ends: the line end before it was lost. Without it, the watermark that it may
 * carry would be lost too, and committed data pass for a torn tail.
 */
export function findInner(
  bytes: Uint8Array,
  start: number,
  end: number,
): Inner | undefined {
  const seal = end - SEAL_LENGTH;
  if (seal <= start || !isSeal(bytes, seal)) return undefined;
  const digits = readDigits(bytes, seal + DIGITS);
  const view = viewOf(bytes);
  const whole = crc32c(view, start, seal);
  let before = 0;
  let counted = start;
  for (let at = nextRecord(bytes, start + 1, seal); at < seal;) {
    before = crc32c(view, counted, at, before);
    counted = at;
    if (splitCrc32c(before, whole, seal - at) === digits) {
      const kind = bytes[at] === PREFIX_BYTES[0] ? "snapshot" : "change";
      return { start: at, kind };
    }
    at = nextRecord(bytes, at + 1, seal);
  }
  return undefined;
}

/** Where the next text stands that a record of ours begins with, or `end`. */
export function nextRecord(
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] === 123) {
      if (startsWith(bytes, at, FIRST_FIELD)) return at;
    } else if (
      bytes[at] === PREFIX_BYTES[0] && startsWith(bytes, at, PREFIX_BYTES)
    ) return at;
  }
  return end;
}

/**
 * How much becomes text at once. Small pieces are decoded much faster than one
 * large one, and a character beyond Latin-1 makes only its piece two bytes wide.
 */
const CHUNK = 1 << 16;

/** One line: a part of a text, and where it stands. */
export interface TextLine extends Place {
  /** The line is `chunk.text.slice(from, to)`, without its line end. */
  readonly chunk: TextChunk;
  readonly from: number;
  readonly to: number;
}

/** A piece of a run: some lines as one text. */
export class TextChunk {
  /** The lines with their line ends. */
  readonly text: string;
  /** Whether the text has a byte for each character. */
  readonly ascii: boolean;
  #plain: boolean | undefined;

  /** Takes the text that so many bytes are. */
  constructor(text: string, bytes: number) {
    this.text = text;
    this.ascii = text.length === bytes;
  }

  /**
   * Whether all of the text holds only what `JSON.parse` alone reads. Asked for
   * when it is needed: the answer takes half the time that the lines take.
   */
  get plain(): boolean {
    return this.#plain ??= !mayHoldRich(this.text);
  }
}

/** The lines of a run of bytes that begins at this place of the file. */
export function* textLines(
  bytes: Uint8Array,
  at: { readonly offset: number; readonly line: number },
): Generator<TextLine> {
  let line = at.line;
  for (let start = 0; start < bytes.length;) {
    const stop = chunkEnd(bytes, start);
    const part = bytes.subarray(start, stop);
    const text = textOf(part, at.offset + start, line);
    const chunk = new TextChunk(text, part.length);
    let byte = 0;
    for (let from = 0; from < text.length; line++) {
      const found = text.indexOf("\n", from);
      const to = found < 0 ? text.length : found;
      const next = found < 0 ? to : to + 1;
      const nextByte = chunk.ascii
        ? next
        : found < 0
        ? part.length
        : part.indexOf(NEWLINE, byte) + 1;
      const offset = at.offset + start + byte;
      const end = at.offset + start + nextByte;
      yield { chunk, from, to, offset, end, line };
      from = next;
      byte = nextByte;
    }
    start = stop;
  }
}

/** Where a piece ends that begins here: after a line end, or at the very end. */
function chunkEnd(bytes: Uint8Array, start: number): number {
  const limit = start + CHUNK;
  if (limit >= bytes.length) return bytes.length;
  const within = bytes.lastIndexOf(NEWLINE, limit - 1);
  if (within >= start) return within + 1;
  const beyond = bytes.indexOf(NEWLINE, limit);
  return beyond < 0 ? bytes.length : beyond + 1;
}

function textOf(bytes: Uint8Array, offset: number, line: number): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw undecodable(
      new Error("it is not valid UTF-8", { cause }),
      { offset, line },
    );
  }
}

/** The error of a line that is no change, with its place. */
export function undecodable(
  cause: unknown,
  { offset, line }: { readonly offset: number; readonly line: number },
): ReplayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ReplayError(
    `Cannot decode the record in line ${line} (byte ${offset}): ${reason}`,
    { cause, offset, line, record: "change" },
  );
}
