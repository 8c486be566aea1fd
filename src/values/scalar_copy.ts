/**
 * Copies of the built-in values that change from within.
 *
 * @module
 */
import { type Kind, ofKind } from "./kinds.ts";

/** A copy of a Date, bytes or URL; anything else is itself. */
export function copyScalar(value: object, kind: Kind | undefined): object {
  switch (kind) {
    case "date":
      return new Date(ofKind(value, kind));
    case "bytes":
      return Uint8Array.prototype.slice.call(value);
    case "url":
      return new URL(ofKind(value, kind).href);
    default:
      return value;
  }
}

/**
 * Makes one value what another of its kind is; tells whether that can be done in
 * place.
 */
export function assignScalar(target: object, source: object): boolean {
  if (target instanceof Date && source instanceof Date) {
    target.setTime(source.getTime());
  } else if (target instanceof URL && source instanceof URL) {
    target.href = source.href;
  } else if (
    target instanceof Uint8Array && source instanceof Uint8Array &&
    target.length === source.length
  ) {
    target.set(source);
  } else return false;
  return true;
}
