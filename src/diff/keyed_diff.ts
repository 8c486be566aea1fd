/**
 * How a change to the keys of an object, a Map or a Set is written.
 *
 * Takes what was touched, not the whole: the recorder knows it from its notes,
 * {@linkcode computeDiff} from a comparison.
 *
 * @module
 */
import type { TypeRegistry } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import { bareEdit, type Edit, innerEdit, replaceEdit } from "./edit.ts";
import { escapeValue } from "./escape.ts";
import { isIndexKey } from "./key_order.ts";
import { ADD, DELETE, escapeKey } from "./grammar.ts";

/** The touched keys of an object or Map; see `key_order.ts` for the order. */
export interface KeyedChange<K> {
  /** Keys that went, and keys that were taken out and set again. */
  readonly deletes: readonly K[];
  /** Keys that kept their place, with what changed there. */
  readonly changes: readonly (readonly [key: K, edit: Edit])[];
  /** Keys that are new or were set again, with their values. */
  readonly adds: readonly (readonly [key: K, value: unknown])[];
}

/** The new value of a container, and whether it is to be written whole. */
export interface Whole {
  /** The container as it is now. */
  readonly after: () => object;
  /**
   * Whether a key or member of before stands there still. Asked only where the
   * change itself does not tell: something went, and nothing is known to stay.
   */
  readonly survives: () => boolean;
}

/**
 * The edit that makes an object what it is now; undefined if nothing changed.
 *
 * What differs, unless no key of before is left: then the object was replaced.
 */
export function objectEdit(
  change: KeyedChange<string>,
  whole: Whole,
  types: TypeRegistry,
): Edit | undefined {
  if (isEmpty(change)) return undefined;
  if (isReplaced(change, whole)) return replaceEdit(whole.after(), types);
  const diff: Plain = {};
  if (change.deletes.length > 0) {
    diff[DELETE] = change.deletes.map(escapeKey);
  }
  for (const [key, edit] of change.changes) {
    setOwn(diff, escapeKey(key), edit.diff);
  }
  for (const [key, value] of change.adds) {
    setOwn(diff, escapeKey(key), escapeValue(value, types));
  }
  return innerEdit(diff);
}

/**
 * The edit that makes a Map what it is now; undefined if nothing changed.
 *
 * A plain object where the keys allow it: strings, and none of which an object
 * would change the order. Replaced as an object is.
 */
export function mapEdit(
  change: KeyedChange<unknown>,
  whole: Whole,
  types: TypeRegistry,
): Edit | undefined {
  if (isEmpty(change)) return undefined;
  if (isReplaced(change, whole)) return replaceEdit(whole.after(), types);
  const diff = new Map<unknown, unknown>();
  const escape = (key: unknown) =>
    typeof key === "string" ? escapeKey(key) : escapeValue(key, types);
  if (change.deletes.length > 0) {
    diff.set(DELETE, change.deletes.map(escape));
  }
  for (const [key, edit] of change.changes) diff.set(escape(key), edit.diff);
  const added = new Set<unknown>();
  for (const [key, value] of change.adds) {
    const name = escape(key);
    diff.set(name, escapeValue(value, types));
    added.add(name);
  }
  return innerEdit(asPlain(diff, added) ?? diff);
}

/**
 * The edit that makes a Set what it is now; undefined if nothing changed.
 *
 * `adds` are the members that are new or were taken out and added again. A Set of
 * which no member is left is written whole.
 */
export function setEdit(
  { deletes, adds }: {
    readonly deletes: readonly unknown[];
    readonly adds: readonly unknown[];
  },
  whole: Whole,
  types: TypeRegistry,
): Edit | undefined {
  if (deletes.length + adds.length === 0) return undefined;
  if (deletes.length > 0 && !whole.survives()) {
    return bareEdit(whole.after(), types);
  }
  const diff: Plain = {};
  const escape = (member: unknown) => escapeValue(member, types);
  if (deletes.length > 0) diff[DELETE] = deletes.map(escape);
  if (adds.length > 0) diff[ADD] = adds.map(escape);
  return innerEdit(diff);
}

function isEmpty({ deletes, changes, adds }: KeyedChange<unknown>): boolean {
  return deletes.length + changes.length + adds.length === 0;
}

/** Whether all keys of before went; of a container that had none, none did. */
function isReplaced(
  { deletes, changes }: KeyedChange<unknown>,
  { survives }: Whole,
): boolean {
  return deletes.length > 0 && changes.length === 0 && !survives();
}

/**
 * The diff as a plain object, which Python also takes for one over its own
 * maps; undefined where that would lose a key or the order of the added ones.
 */
function asPlain(
  diff: ReadonlyMap<unknown, unknown>,
  added: ReadonlySet<unknown>,
): Plain | undefined {
  const plain: Plain = {};
  let indices = false;
  for (const [key, value] of diff) {
    if (typeof key !== "string") return undefined;
    indices ||= isIndexKey(key);
    setOwn(plain, key, value);
  }
  if (!indices) return plain;
  const order = [...added];
  const found = Object.keys(plain).filter((key) => added.has(key));
  return found.every((key, i) => key === order[i]) ? plain : undefined;
}
