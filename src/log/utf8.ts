/**
 * Text from UTF-8, refused when it is not exactly that.
 *
 * @module
 */

import { ReplayError } from "../errors.ts";

// The fatal decoder is many times slower for large input (docs/performance.md),
// so it is asked only when the lenient one may have put a replacement character
// in.
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
const STRICT = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * The character in place of bytes that are no UTF-8; a text may also hold it
 * itself.
 */
const REPLACEMENT = "\ufffd";

/**
 * The text of these bytes; a byte order mark is kept as a character.
 *
 * @throws {ReplayError} When they are not valid UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = LENIENT.decode(bytes);
  if (!text.includes(REPLACEMENT)) return text;
  try {
    return STRICT.decode(bytes);
  } catch (cause) {
    throw new ReplayError("The text is not valid UTF-8", { cause });
  }
}
