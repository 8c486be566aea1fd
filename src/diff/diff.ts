/**
 * How one state became another: the grammar of docs/format.md, always written in
 * the same way.
 *
 * @module
 */
import type { Diff } from "../record.ts";
import {
  type Kind,
  kindOf,
  NO_TYPES,
  ofKind,
  type TypeRegistry,
} from "../values/kinds.ts";
import type { Plain } from "../values/own.ts";
import { bareEdit, type Edit, replaceEdit } from "./edit.ts";
import { digestOf } from "./digest.ts";
import { contentText, sameState } from "../values/equal.ts";
import { planKeys, planObject } from "./key_order.ts";
import { mapEdit, objectEdit, setEdit } from "./keyed_diff.ts";
import { present } from "./present.ts";
import { listEdit } from "./list/list_diff.ts";

/** The options of one comparison as a whole. */
interface Comparison {
  readonly types: TypeRegistry;
  /** Pairs known to differ; see {@linkcode sameState}. */
  readonly unequal: WeakMap<object, object>;
}

/**
 * The diff that turns one state into another; undefined if they are the same.
 *
 * {@linkcode applyDiff} on the first gives the second, the order of keys
 * included. The diff shares what it can with `after`: encode it, or copy it,
 * before `after` changes. A property that is `undefined` is one that is not there.
 * Takes time in proportion to the two states.
 *
 * Throws a `NotStorableError` that names the place when `after` holds what can't be
 * stored.
 *
 * @example
 * ```ts
 * import { computeDiff } from "@kanta/core/diff";
 *
 * const before = { count: 4, tags: ["new", "urgent", "billing", "customer"] };
 * const after = { count: 5, tags: ["urgent", "billing", "customer"] };
 * computeDiff(before, after); // { count: 5, tags: { $delete: [0] } }
 * ```
 */
export function computeDiff(
  before: unknown,
  after: unknown,
  types: TypeRegistry = NO_TYPES,
): Diff | undefined {
  const [was, now] = [
    present(before, types, false),
    present(after, types, true),
  ];
  return diffValue(was, now, types)?.diff;
}

/**
 * The edit for one place where `before` stood and `after` stands; undefined if
 * they are the same.
 */
export function diffValue(
  before: unknown,
  after: unknown,
  types: TypeRegistry,
): Edit | undefined {
  return compare(before, after, { types, unequal: new WeakMap() });
}

function compare(
  before: unknown,
  after: unknown,
  comparison: Comparison,
): Edit | undefined {
  if (before === after && before !== 0) return undefined;
  const { types } = comparison;
  const was = kindOf(before, types);
  const now = kindOf(after, types);
  if (now === was) {
    switch (now) {
      case "object":
        return compareObjects(
          ofKind(before, now),
          ofKind(after, now),
          comparison,
        );
      case "array":
        return compareLists(
          ofKind(before, now),
          ofKind(after, now),
          comparison,
        );
      case "map":
        return compareMaps(
          ofKind(before, now),
          ofKind(after, now),
          comparison,
        );
      case "set":
        return compareSets(
          ofKind(before, now),
          ofKind(after, now),
          types,
        );
    }
    if (sameState(before, after, types)) return undefined;
  }
  return wholeEdit(before, after, types);
}

/** The edit by which a value gives way to another. */
export function wholeEdit(
  before: unknown,
  after: unknown,
  types: TypeRegistry,
): Edit {
  const was = kindOf(before, types);
  const now = kindOf(after, types);
  const merges = now === "object" || (now === "map" && was === "array") ||
    (isObjectInFile(after, now) && isObjectInFile(before, was));
  const like = now === was && now !== "object" && now !== "map";
  return merges && !like // a tag takes the place of its like
    ? replaceEdit(after, types)
    : bareEdit(after, types);
}

/**
 * Whether the value is an object in the file, be it a tag.
 *
 * The Python package merges any two of those, as if they were a state and its
 * diff; and it takes a map with integer keys for an edit of the list that the
 * map replaces. So such values are wrapped.
 */
function isObjectInFile(value: unknown, kind: Kind | undefined): boolean {
  switch (kind) {
    case "number":
      return !Number.isFinite(value);
    case "bigint":
      return isSmall(ofKind(value, kind));
    case undefined:
    case "null":
    case "boolean":
    case "string":
    case "array":
      return false;
    default:
      return true;
  }
}

/** Whether a bigint would read back as a number, so that it has a tag. */
function isSmall(value: bigint): boolean {
  return value >= -(2n ** 53n) && value <= 2n ** 53n;
}

function compareObjects(
  before: Plain,
  after: Plain,
  comparison: Comparison,
): Edit | undefined {
  const { deletes, kept, adds } = planObject(before, after);
  const changes: [string, Edit][] = [];
  for (const key of kept) {
    const edit = compare(before[key], after[key], comparison);
    if (edit !== undefined) changes.push([key, edit]);
  }
  const change = {
    deletes,
    changes,
    adds: adds.map((key) => [key, after[key]] as const),
  };
  const whole = { after: () => after, survives: () => kept.length > 0 };
  return objectEdit(change, whole, comparison.types);
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  comparison: Comparison,
): Edit | undefined {
  const { types, unequal } = comparison;
  return listEdit({
    before: before.length,
    after,
    equal: (b, a) => sameState(before[b], after[a], types, unequal),
    digestBefore: (b) => digestOf(before[b], types),
    digestAfter: (a) => digestOf(after[a], types),
    pair: (b, a) => compare(before[b], after[a], comparison),
    swap: (b, a) =>
      sameState(before[b], after[a], types, unequal)
        ? undefined
        : wholeEdit(before[b], after[a], types),
  }, types);
}

function compareMaps(
  before: ReadonlyMap<unknown, unknown>,
  after: ReadonlyMap<unknown, unknown>,
  comparison: Comparison,
): Edit | undefined {
  const { types } = comparison;
  const same = keyring(types);
  const was = new Map(Array.from(before, ([key, value]) => [same(key), value]));
  const now = new Map(Array.from(after, ([key, value]) => [same(key), value]));
  if (was.size < before.size || now.size < after.size) {
    return sameState(before, after, types)
      ? undefined
      : replaceEdit(after, types);
  }
  const { deletes, kept, adds } = planKeys([...was.keys()], [...now.keys()]);
  const changes: [unknown, Edit][] = [];
  for (const key of kept) {
    const edit = compare(was.get(key), now.get(key), comparison);
    if (edit !== undefined) changes.push([key, edit]);
  }
  const change = {
    deletes,
    changes,
    adds: adds.map((key) => [key, now.get(key)] as const),
  };
  const whole = { after: () => after, survives: () => kept.length > 0 };
  return mapEdit(change, whole, types);
}

function compareSets(
  before: ReadonlySet<unknown>,
  after: ReadonlySet<unknown>,
  types: TypeRegistry,
): Edit | undefined {
  const same = keyring(types);
  const was = new Set(Array.from(before, same));
  const now = new Set(Array.from(after, same));
  if (was.size < before.size || now.size < after.size) {
    return sameState(before, after, types) ? undefined : bareEdit(after, types);
  }
  const plan = planKeys([...was], [...now]);
  const whole = { after: () => after, survives: () => plan.kept.length > 0 };
  return setEdit(plan, whole, types);
}

/**
 * Gives every Date or its like of the same content one and the same object, so
 * that keys compare by identity. Two that are one to a reader shrink a Map or
 * Set; such a one can only be written whole.
 */
function keyring(types: TypeRegistry): (key: unknown) => unknown {
  const known = new Map<string, unknown>();
  return (key) => {
    if (typeof key !== "object" || key === null) return key;
    const text = contentText(key, types);
    if (!known.has(text)) known.set(text, key);
    return known.get(text);
  };
}
