/**
 * States and diffs of which only some places are kept: enough to tell what happens
 * there.
 *
 * @module
 */

import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import { isPlain } from "../changes/changes.ts";
import { DELETE, escapeKey, REPLACE } from "../../diff/grammar.ts";

/** Ways from the root, each as the keys that are left of it. */
export type Ways = readonly (readonly string[])[];

/** The key of a Map that is no string: records hold that otherwise. */
const OTHER_KEY =
  /^[-+\d]|^(?:true|false|null|NaN|Infinity)$|^(?:[\da-f]{2})+$/;

/** Whether a state can be pruned to these ways. */
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
export function prunedDiff(value: unknown, diff: unknown, ways: Ways): unknown {
  if (isWhole(ways) || !isPlain(diff)) return diff;
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    return diff;
  }
  if (Object.hasOwn(diff, REPLACE)) {
    return { [REPLACE]: escapedPruned(diff[REPLACE], ways) };
  }
  const deleted = diff[DELETE];
  const kept: Plain = {};
  const keys = [...new Set(ways.map(([first = ""]) => first))];
  const gone: unknown[] = Array.isArray(deleted)
    ? deleted.filter((name) => keys.some((key) => escapeKey(key) === name))
    : [];
  // In the order of the diff, which is that of what it does.
  const names = new Map(keys.map((key) => [escapeKey(key), key]));
  for (const name of Object.keys(diff)) {
    const key = names.get(name);
    if (key === undefined) continue;
    const part = getOwn(diff, name);
    const rest = below(ways, key);
    if (!isWhole(rest) && isPlain(part) && Object.hasOwn(part, REPLACE)) {
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

/** The ways below a key. */
function below(ways: Ways, key: string): Ways {
  return ways.flatMap(([first, ...rest]) => first === key ? [rest] : []);
}

function isWhole(ways: Ways): boolean {
  return ways.some(({ length }) => length === 0);
}

/** A value without the members that no way leads to; of lists, Maps and Sets all is kept. */
export function prunedValue(value: unknown, ways: Ways): unknown {
  if (isWhole(ways) || !isPlain(value)) return value;
  const kept: Plain = {};
  const keys = new Set(ways.map(([first = ""]) => first));
  for (const key of Object.keys(value)) {
    if (!keys.has(key)) continue;
    setOwn(kept, key, prunedValue(getOwn(value, key), below(ways, key)));
  }
  return kept;
}

/** A value in a diff, its keys escaped, without the members that no way leads to. */
function escapedPruned(value: unknown, ways: Ways): unknown {
  return prunedValue(value, ways.map((keys) => keys.map(escapeKey)));
}
