/**
 * Finding one's way in JSON text that is bytes: where a string or a value ends,
 * and where the value of a key begins. Nothing becomes a string or an object.
 *
 * The text is that of a record that was verified: it is sure to be JSON, and
 * what is not in the form that our writer gives it, is told and left alone.
 * `shapeOf` alone looks at any text, before it is parsed.
 *
 * @module
 */
import {
  BACKSLASH,
  CLOSE,
  COLON,
  COMMA,
  DOLLAR,
  NINE,
  OPEN,
  QUOTE,
  ZERO,
} from "../../../values/characters.ts";

/** Makes an opening or closing bracket the brace of its kind, and no other. */
export const BRACE = 32;

/** Where the string ends that begins at this quote; `end` when it does not. */
export function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
  }
  return end;
}

/** Where the value ends that begins here; `end` when it does not. */
export function valueEnd(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  if (first === QUOTE) return stringEnd(bytes, at, end);
  if ((first | BRACE) !== OPEN) return scalarEnd(bytes, at, end);
  let depth = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i]!; // end is inside
    if (byte === QUOTE) {
      // The loop of stringEnd(): half the bytes of a state are in strings.
      while (++i < end) {
        const inside = bytes[i];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) i++;
      }
    } else if ((byte | BRACE) === OPEN) depth++;
    else if ((byte | BRACE) === CLOSE && --depth === 0) return i + 1;
  }
  return end;
}

function scalarEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  for (; i < end; i++) {
    const byte = bytes[i]!; // end is inside
    if (byte === COMMA || (byte | BRACE) === CLOSE) break;
  }
  return i;
}

/** Whether these bytes stand here. */
export function standsAt(
  bytes: Uint8Array,
  at: number,
  wanted: Uint8Array,
  from: number,
  to: number,
): boolean {
  const shift = at - from;
  for (let i = from; i < to; i++) {
    if (bytes[i + shift] !== wanted[i]) return false;
  }
  return true;
}

/**
 * Where the value of a key begins in the object that begins here, or -1: it has
 * no such key, or is no plain object in the form that our writer gives it. The
 * key is `keys[from, to)` with its quotes. Of keys that come twice the last one
 * counts, as for `JSON.parse`.
 */
export function memberValue(
  bytes: Uint8Array,
  object: number,
  end: number,
  keys: Uint8Array,
  from: number,
  to: number,
): number {
  if (bytes[object] !== OPEN) return -1;
  let found = -1;
  for (let at = object + 1;;) {
    // A dollar may make it a tag, which is no plain object.
    if (bytes[at] !== QUOTE || bytes[at + 1] === DOLLAR) return -1;
    let after = at + 1;
    for (let byte = bytes[after]; byte !== QUOTE; byte = bytes[++after]) {
      // An escape may spell any key; only a hostile one has no end.
      if (byte === BACKSLASH || after >= end) return -1;
    }
    after++;
    if (bytes[after] !== COLON) return -1;
    if (after - at === to - from && standsAt(bytes, at, keys, from, to)) {
      found = after + 1;
    }
    at = valueEnd(bytes, after + 1, end);
    if (bytes[at] !== COMMA) return bytes[at] === CLOSE ? found : -1;
    at++;
  }
}

const DOT = 46;

/** 2^53 has so many digits. */
const LONG = 16;

/** The shape of a text, as far as parsing has to know it. */
export type Shape = {
  /** How many objects and arrays are open at most. */
  readonly depth: number;
  /** Whether an integer in it may be more than a double holds. */
  readonly longInteger: boolean;
};

/**
 * Looks through a text once, as JSON in bytes: that takes a third of the time
 * that it takes in a string.
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
