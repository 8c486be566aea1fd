/**
 * Text as bytes in memory that is used again: for short texts, of which there
 * are many, a loop is several times as fast as the platform's encoder.
 *
 * @module
 */
import { ENCODER } from "../../values/characters.ts";

/** Longer texts are left to the encoder. */
const SHORT = 256;

/** The bytes of one text; the next one overwrites them. */
export class ScratchText {
  #bytes = new Uint8Array(3 * SHORT);

  /** The bytes, as many as `write` told, and others after them. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Makes bytes of a text; returns how many. */
  write(text: string): number {
    const { length } = text;
    if (3 * length > this.#bytes.length) {
      this.#bytes = new Uint8Array(6 * length);
    }
    const bytes = this.#bytes;
    if (length > SHORT) return ENCODER.encodeInto(text, bytes).written;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return ENCODER.encodeInto(text, bytes).written;
      bytes[i] = code;
    }
    return length;
  }
}
