/**
 * One side of a diff: what is known of the state before or after it.
 *
 * @module
 */
import { ABSENT, getOwn } from "../../values/own.ts";

/** The mark of a place whose value is not known. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** The value under a key or index; `ABSENT` or `UNKNOWN` if there is none. */
export function childOf(side: unknown, key: unknown): unknown {
  if (side === UNKNOWN) return UNKNOWN;
  if (typeof side !== "object" || side === null) return ABSENT;
  if (side instanceof Map || side instanceof Set) {
    if (side.has(key)) return side instanceof Map ? side.get(key) : key;
    // Dates and bytes are keys by what they say, a Map knows them by identity.
    return typeof key === "object" && key !== null ? UNKNOWN : ABSENT;
  }
  const name = String(key);
  if (Object.hasOwn(side, name)) return getOwn(side, name);
  // A state that holds touched places only has holes in its lists.
  const hole = Array.isArray(side) && Number(key) < side.length;
  return hole ? UNKNOWN : ABSENT;
}

/** Whether a diff over this value goes key by key. */
export function isKeyed(value: unknown): value is object {
  if (value instanceof Map) return true;
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** How many keys a value has; 0 for what has none. */
export function keyCount(value: unknown): number {
  if (value instanceof Map) return value.size;
  return isKeyed(value) ? Object.keys(value).length : 0;
}
