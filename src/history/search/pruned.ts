/**
 * States and diffs of which only some places are kept: enough to tell what happens
 * there.
 *
 * @module
 */

import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import { isPlain } from "../changes/changes.ts";
import { ADD, DELETE, escapeKey, INSERT, REPLACE } from "../../diff/grammar.ts";

/** Ways from the root, each as the keys that are left of it. */
export type Ways = readonly (readonly string[])[];

/** An index of a list: of lists nothing is left out. */
const INDEX = /^\d+$/;

/** What the key of a Map may be that is no string: records hold that otherwise. */
const OTHER_KEY =
  /^[-+\d]|^(?:true|false|null|NaN|Infinity)$|^(?:[\da-f]{2})+$/;

/** Whether a state can be pruned to these ways. */
export function canPrune(ways: Ways): boolean {
  return ways.length > 0 &&
    ways.every((keys) =>
      keys.length > 0 && !keys.some((key) => OTHER_KEY.test(key))
    );
}

/** What of a diff is about these places; undefined where that is nothing. */
export function prunedDiff(diff: unknown, ways: Ways): unknown {
  if (isWhole(ways) || !isPlain(diff)) return diff;
  if (Object.hasOwn(diff, REPLACE)) {
    return { [REPLACE]: escapedPruned(diff[REPLACE], ways) };
  }
  // An edit of a list or a Set: what it is about is kept whole.
  if (Object.hasOwn(diff, INSERT) || Object.hasOwn(diff, ADD)) {
    return diff;
  }
  const deleted = diff[DELETE];
  if (
    Array.isArray(deleted) && deleted.some((key) => typeof key !== "string")
  ) {
    return diff;
  }
  if (Object.keys(diff).some((key) => INDEX.test(key))) return diff;
  const kept: Plain = {};
  const keys = [...new Set(ways.map(([first = ""]) => first))];
  const gone = Array.isArray(deleted)
    ? keys.map(escapeKey).filter((key) => deleted.includes(key))
    : [];
  if (gone.length > 0) kept[DELETE] = gone;
  for (const key of keys) {
    const name = escapeKey(key);
    if (!Object.hasOwn(diff, name)) continue;
    // Nothing of what is below: over anything else it makes an object all the same.
    setOwn(kept, name, prunedDiff(getOwn(diff, name), below(ways, key)) ?? {});
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
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
  for (const key of new Set(ways.map(([first = ""]) => first))) {
    if (!Object.hasOwn(value, key)) continue;
    setOwn(kept, key, prunedValue(getOwn(value, key), below(ways, key)));
  }
  return kept;
}

/** A value in a diff, its keys escaped, without the members that no way leads to. */
function escapedPruned(value: unknown, ways: Ways): unknown {
  return prunedValue(value, ways.map((keys) => keys.map(escapeKey)));
}
