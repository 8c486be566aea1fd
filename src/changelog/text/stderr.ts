/**
 * Standard error, written to the last byte.
 *
 * @module
 */
import { ENCODER } from "../../values/characters.ts";

/** Writes text to standard error; throws when it can't be written to. */
export function writeStderr(text: string): void {
  let bytes = ENCODER.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stderr.writeSync(bytes));
}
