/**
 * What a JSON text is like, found out before it is parsed.
 *
 * @module
 */

import { BACKSLASH, BRACE, CLOSE, NINE, OPEN, QUOTE, ZERO } from "./text.ts";

const DOT = 46;

/** 2^53 has so many digits. */
const LONG = 16;

/** What has to be known of a text. */
export type Shape = {
  /** How many objects and arrays are open at most. */
  readonly depth: number;
  /** Whether an integer in it may be more than a double holds. */
  readonly longInteger: boolean;
};

/**
 * Looks through a text once, as JSON in bytes: that takes a third of the time
 * that it takes in a string (15 ms for 11 MB).
 */
export function shapeOf(bytes: Uint8Array): Shape {
  let open = 0;
  let depth = 0;
  let longInteger = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!; // i is below the length
    if (byte === QUOTE) {
      while (++i < bytes.length) {
        const inside = bytes[i];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) i++;
      }
    } else if ((byte | BRACE) === OPEN) {
      if (++open > depth) depth = open;
    } else if ((byte | BRACE) === CLOSE) open--;
    else if (byte <= NINE && byte >= ZERO) {
      const first = i;
      // What comes after the last byte is undefined, and no digit.
      while (bytes[i + 1]! <= NINE && bytes[i + 1]! >= ZERO) i++;
      if (i + 1 - first >= LONG && bytes[first - 1] !== DOT) longInteger = true;
    }
  }
  return { depth, longInteger };
}
