/**
 * JSON text of data, whatever was added to the prototypes of the platform.
 *
 * `JSON.stringify` asks each object for a `toJSON`. A program that gives one to
 * `Object.prototype` or `Array.prototype` would change what is in its files.
 *
 * @module
 */
import type { Plain } from "./own.ts";

/** Inherits from both prototypes, and is asked each time. */
const PROBE: readonly never[] & { readonly toJSON?: unknown } = Object.freeze(
  [],
);

/** The text that `JSON.stringify` makes of data of JSON's own types. */
export function jsonText(value: unknown): string {
  return PROBE.toJSON === undefined
    ? JSON.stringify(value)
    : JSON.stringify(value, itself);
}

/** The value at a key, and not what a `toJSON` made of it. */
function itself(this: Plain, key: string): unknown {
  return this[key];
}
