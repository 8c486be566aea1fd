/**
 * When two states hold the same, whatever the order of their keys.
 *
 * The order is part of a state, but the Python package does not record it: in
 * its files a replay may differ from a snapshot in the order alone.
 *
 * @module
 */
import { deepEqual } from "../values/equal.ts";
import { kindOf } from "../values/kinds.ts";
import { getOwn, type Plain } from "../values/own.ts";

/** Whether two values are the same but for the order of keys. */
export function sameContent(one: unknown, other: unknown): boolean {
  const kind = kindOf(one);
  if (kind !== kindOf(other)) return false;
  switch (kind) {
    case "object":
      return sameMembers(one as Plain, other as Plain);
    case "array":
      return sameItems(one as unknown[], other as unknown[]);
    case "map":
      return sameEntries(
        one as Map<unknown, unknown>,
        other as Map<unknown, unknown>,
      );
    case "set":
      return (one as Set<unknown>).size === (other as Set<unknown>).size &&
        ((one as Set<unknown>).isSubsetOf(other as Set<unknown>) ||
          deepEqual(one, other));
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
