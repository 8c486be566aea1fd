/**
 * Strings in MessagePack: UTF-8, checked both ways.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { decodeUtf8 } from "../../../log/utf8.ts";

/** How many keys are remembered; a power of two. */
const SLOTS = 4096;

/** Keys longer than this are not remembered. */
const MEMORABLE = 32;

/**
 * Reads strings from one buffer.
 *
 * `node:buffer` stands here because most strings are short and ASCII, and it
 * reads those several times as fast as `TextDecoder` does.
 */
export class TextReader {
  readonly #known: string[] = new Array(SLOTS).fill("");

  /**
   * The string of the bytes from `start` to `end`; throws a `SyntaxError` when
   * they are not UTF-8.
   */
  read(bytes: Buffer, start: number, end: number): string {
    return isAscii(bytes, start, end)
      ? bytes.toString("latin1", start, end)
      : readUtf8(bytes, start, end);
  }

  /** Checks a string without making it; tells whether it begins with no U+FEFF. */
  check(bytes: Buffer, start: number, end: number): boolean {
    return isAscii(bytes, start, end) ||
      !readUtf8(bytes, start, end).startsWith("\uFEFF");
  }

  /** As {@linkcode read}, for strings that come again and again: keys. */
  readKey(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > MEMORABLE) return this.read(bytes, start, end);
    let hash = length;
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash, 31) + bytes[i]!; // i is below end
    }
    const slot = (hash ^ hash >>> 12) & SLOTS - 1;
    const known = this.#known[slot] ?? "";
    if (known.length === length && isText(known, bytes, start)) return known;
    const text = this.read(bytes, start, end);
    if (text.length === length) this.#known[slot] = text;
    return text;
  }
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i]! > 0x7f) return false; // i is below end
  }
  return true;
}

/** Reads text that is not ASCII alone. */
function readUtf8(bytes: Buffer, start: number, end: number): string {
  try {
    return decodeUtf8(bytes.subarray(start, end));
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read MessagePack: the text at byte ${start} is not UTF-8`,
      { cause },
    );
  }
}

/** Whether the text's code units, all ASCII, stand at this place. */
function isText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== bytes[start + i]) return false;
  }
  return true;
}
