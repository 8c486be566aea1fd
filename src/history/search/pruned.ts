/**
 * States and diffs of which only some places are kept: enough to tell what happens
 * there.
 *
 * @module
 */

import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import type { WayTree } from "../../values/way_tree.ts";
import { isPlain } from "../changes/changes.ts";
import { DELETE, isCommand, REPLACE, unescapeKey } from "../../diff/grammar.ts";

/** Ways from the root, each as its keys. */
export type Ways = readonly (readonly string[])[];

/** The key of a Map that is no string: records hold that otherwise. */
const OTHER_KEY =
  /^[-+\d]|^(?:true|false|null|NaN|Infinity)$|^(?:[\da-f]{2})+$/;

/** Whether a state can be pruned to the places that a pattern begins with. */
export function canPrune(ways: Ways): boolean {
  return ways.length > 0 &&
    ways.every((keys) =>
      keys.length > 0 && !keys.some((key) => OTHER_KEY.test(key))
    );
}

/**
 * The part of a diff of this value that is about these places; undefined where
 * that is nothing. Of a list, a Map or a Set all is kept: those are always
 * known.
 */
export function prunedDiff(
  value: unknown,
  diff: unknown,
  ways: WayTree,
): unknown {
  if (ways.whole || !isPlain(diff)) return diff;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    return diff;
  }
  if (Object.hasOwn(diff, REPLACE)) {
    return { [REPLACE]: escapedPruned(diff[REPLACE], ways) };
  }
  const deleted = diff[DELETE];
  const kept: Plain = {};
  const gone: unknown[] = Array.isArray(deleted)
    ? deleted.filter((name) =>
      typeof name === "string" && ways.below.has(unescapeKey(name))
    )
    : [];
  // In the order of the diff, which is that of what it does.
  for (const name of Object.keys(diff)) {
    const key = unescapeKey(name);
    const rest = name === DELETE ? undefined : ways.below.get(key);
    if (rest === undefined) continue;
    const part = getOwn(diff, name);
    if (!rest.whole && isPlain(part) && Object.hasOwn(part, REPLACE)) {
      // The value replaced may not be known here: it goes, and the new one comes bare.
      if (!gone.includes(name)) gone.push(name);
      setOwn(kept, name, escapedPruned(part[REPLACE], rest));
      continue;
    }
    // Nothing of what is below: over anything else it makes an object all the same.
    const inner = prunedDiff(memberOf(value, key), part, rest);
    setOwn(kept, name, inner === undefined ? {} : inner);
  }
  if (gone.length > 0) kept[DELETE] = gone;
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function memberOf(value: unknown, key: string): unknown {
  return isPlain(value) ? getOwn(value, key) : undefined;
}

/** A value without the members that no way leads to; of lists, Maps and Sets all is kept. */
export function prunedValue(value: unknown, ways: WayTree): unknown {
  return pruned(value, ways, (name) => name);
}

/** A value in a diff, its keys escaped, without the members that no way leads to. */
function escapedPruned(value: unknown, ways: WayTree): unknown {
  return pruned(value, ways, unescapeKey);
}

function pruned(
  value: unknown,
  ways: WayTree,
  keyOf: (name: string) => string,
): unknown {
  if (ways.whole || !isPlain(value)) return value;
  const kept: Plain = {};
  for (const name of Object.keys(value)) {
    const rest = ways.below.get(keyOf(name));
    if (rest === undefined) continue;
    setOwn(kept, name, pruned(getOwn(value, name), rest, keyOf));
  }
  return kept;
}

/**
 * Adds the places that a diff is about to those of a tree: what it does there is told
 * by what stood there alone.
 */
export function addWays(ways: WayTree, diff: unknown): void {
  const way: string[] = [];
  const add = (diff: unknown): void => {
    if (!isPlain(diff) || !isKeyed(diff)) return ways.add(way);
    for (const [name, part] of Object.entries(diff)) {
      if (name === DELETE) {
        for (const gone of Array.isArray(part) ? part : []) {
          ways.add([...way, unescapeKey(String(gone))]);
        }
        continue;
      }
      way.push(unescapeKey(name));
      add(part);
      way.pop();
    }
  };
  if (diff !== undefined) add(diff);
}

/** Whether a diff is about members by their keys, some at least. */
function isKeyed(diff: Plain): boolean {
  const names = Object.keys(diff);
  const deleted = getOwn(diff, DELETE);
  const byKey = !Array.isArray(deleted) ||
    deleted.every((name) => typeof name === "string");
  return byKey && names.length > 0 &&
    !names.some((name) => name !== DELETE && isCommand(name));
}
