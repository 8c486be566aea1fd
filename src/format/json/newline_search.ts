/**
 * A search for line ends, from the end on.
 *
 * @module
 */
import { NEWLINE } from "../../values/characters.ts";

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
