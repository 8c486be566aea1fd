/**
 * The parts of a line of a JSON-lines log, in bytes.
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
import type { RecordKind } from "../../../log/serializer.ts";
import { ENCODER } from "../../../values/characters.ts";
import {
  FIRST_FIELD,
  PREFIX_BYTES,
  SEAL_LENGTH,
  SEAL_SHAPE,
  WATERMARK,
} from "./line_grammar.ts";

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
