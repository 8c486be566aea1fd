/**
 * When two states hold the same, whatever the order of their keys.
 *
 * The order is part of a state, but the Python package does not record it: in
 * its files a replay may differ from a snapshot in the order alone.
 *
 * @module
 */
import { deepEqual } from "../../values/equal.ts";
import { kindOf, ofKind } from "../../values/kinds.ts";
import { getOwn, type Plain } from "../../values/own.ts";

/** Whether two values are the same but for the order of keys. */
export function sameContent(one: unknown, other: unknown): boolean {
  const kind = kindOf(one);
  if (kind !== kindOf(other)) return false;
  switch (kind) {
    case "object":
      return sameMembers(ofKind(one, kind), ofKind(other, kind));
    case "array":
      return sameItems(ofKind(one, kind), ofKind(other, kind));
    case "map":
      return sameEntries(ofKind(one, kind), ofKind(other, kind));
    case "set": {
      const [ones, others] = [ofKind(one, kind), ofKind(other, kind)];
      return ones.size === others.size &&
        (ones.isSubsetOf(others) || deepEqual(one, other));
    }
    default:
      return deepEqual(one, other);
  }
}

function sameMembers(one: Plain, other: Plain): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length &&
    keys.every((key) =>
      Object.hasOwn(other, key) &&
      sameContent(getOwn(one, key), getOwn(other, key))
    );
}

function sameItems(
  one: readonly unknown[],
  other: readonly unknown[],
): boolean {
  return one.length === other.length &&
    one.every((item, i) => sameContent(item, other[i]));
}

function sameEntries(
  one: ReadonlyMap<unknown, unknown>,
  other: ReadonlyMap<unknown, unknown>,
): boolean {
  if (one.size !== other.size) return false;
  for (const [key, value] of one) {
    // A Date or its like as a key is found by its place alone.
    if (!other.has(key)) return deepEqual(one, other);
    if (!sameContent(value, other.get(key))) return false;
  }
  return true;
}
