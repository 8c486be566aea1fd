/**
 * Copies of the built-in values that change from within.
 *
 * @module
 */
import type { Kind } from "./kinds.ts";

/** A copy of a Date, bytes or URL; anything else is itself. */
export function copyScalar(value: object, kind: Kind | undefined): object {
  switch (kind) {
    case "date":
      return new Date(value as Date);
    case "bytes":
      return Uint8Array.prototype.slice.call(value);
    case "url":
      return new URL((value as URL).href);
    default:
      return value;
  }
}
