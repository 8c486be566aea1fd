/**
 * A record that is longer than any string can be, told by what V8 throws.
 *
 * @module
 */
import { NotStorableError } from "../../errors.ts";

/** V8's message for a string that would be too long. */
const TOO_LONG = "Invalid string length";

/** A typed error for a record that is longer than any string can be. */
export function tooLong(cause: unknown): NotStorableError | undefined {
  return cause instanceof RangeError && cause.message === TOO_LONG
    ? new NotStorableError(
      "Cannot store a record that is longer than a string can be: one has at " +
        "most 512 MiB of text; make several transactions of it",
      "data",
      { cause },
    )
    : undefined;
}
