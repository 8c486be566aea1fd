/**
 * Text from UTF-8, refused when it is not exactly that.
 *
 * @module
 */

import { ReplayError } from "../errors.ts";

// The fatal decoder takes ten times as long for large input (measured: 300 ms
// against 13 ms for 32 MB of ASCII), so it is asked only when the other one
// may have put a replacement character in.
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
const STRICT = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** What stands in for bytes that are no UTF-8; it may also stand for itself. */
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
