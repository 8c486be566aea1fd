/**
 * About how much there is to encode in a value, and no more work than that.
 *
 * @module
 */

import { plainly } from "../../values/own.ts";

/** Characters or bytes that weigh as much as one small value. */
const UNIT = 16;

/** Adds up the values inside a value; stops when `limit` is reached. */
export function weigh(value: unknown, limit: number): number {
  if (typeof value === "string") return 1 + value.length / UNIT;
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return 1 + value.length / UNIT;
  let weight = 1;
  if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) {
      weight += weigh(item, limit - weight);
      if (weight >= limit) break;
    }
  } else if (value instanceof Map) {
    for (const [key, item] of value) {
      weight += weigh(key, limit - weight) + weigh(item, limit - weight);
      if (weight >= limit) break;
    }
  } else {
    for (const key in value) {
      weight += key.length / UNIT +
        weigh(plainly(value)[key], limit - weight);
      if (weight >= limit) break;
    }
  }
  return weight;
}
