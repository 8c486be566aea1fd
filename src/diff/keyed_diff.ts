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
import { type Edit, shorterEdit, WRAPPER } from "./edit.ts";
import { escapeKey, escapeValue } from "./escape.ts";
import { isIndexKey } from "./key_order.ts";
import { keySize, sizeOf } from "./size.ts";

/** What was touched in an object or Map; see `key_order.ts` for the order. */
export interface KeyedChange<K> {
  /** Keys that went, and keys that were taken out and set again. */
  readonly deletes: readonly K[];
  /** Keys that kept their place, with what changed there. */
  readonly changes: readonly (readonly [key: K, edit: Edit])[];
  /** Keys that are new or were set again, with their values. */
  readonly adds: readonly (readonly [key: K, value: unknown])[];
}

/** The least that an untouched entry adds to the whole: `"":0` and a comma. */
export const LEAST_ENTRY = 5;
/** The same for an entry of a Map, `[0,0]`, and for a member of a Set, `0`. */
export const LEAST_PAIR = 6;
const LEAST_MEMBER = 2;
/** What the brackets and the comma of a pair take more than a colon. */
export const PAIR: number = `[,]`.length - `:`.length;

/**
 * How many entries at least were not touched; exact where more are wanted. Merely
 * listing the keys of an object takes long; with a bound there is no need.
 */
export type Untouched = (wanted: number) => number;

/**
 * The edit that makes an object what it is now; undefined if nothing changed.
 * Without `untouched` it is measured more often.
 */
export function objectEdit(
  change: KeyedChange<string>,
  after: () => object,
  types: TypeRegistry,
  untouched: Untouched = () => 0,
): Edit | undefined {
  if (isEmpty(change)) return undefined;
  const diff: Plain = {};
  if (change.deletes.length > 0) {
    diff["$delete"] = change.deletes.map(escapeKey);
  }
  for (const [key, edit] of change.changes) {
    setOwn(diff, escapeKey(key), edit.diff);
  }
  for (const [key, value] of change.adds) {
    setOwn(diff, escapeKey(key), escapeValue(value, types));
  }
  const excess = lessened(excessOf(change, keySize), LEAST_ENTRY, untouched);
  return shorterEdit({ diff, excess }, after, true, types);
}

/**
 * The edit that makes a Map what it is now; undefined if nothing changed.
 * `untouched` is as for {@linkcode objectEdit}.
 *
 * A plain object where the keys allow it: strings, and none of which an object
 * would change the order.
 */
export function mapEdit(
  change: KeyedChange<unknown>,
  after: () => object,
  types: TypeRegistry,
  untouched: Untouched = () => 0,
): Edit | undefined {
  if (isEmpty(change)) return undefined;
  const diff = new Map<unknown, unknown>();
  const escape = (key: unknown) =>
    typeof key === "string" ? escapeKey(key) : escapeValue(key, types);
  if (change.deletes.length > 0) {
    diff.set("$delete", change.deletes.map(escape));
  }
  for (const [key, edit] of change.changes) diff.set(escape(key), edit.diff);
  const added = new Set<unknown>();
  for (const [key, value] of change.adds) {
    const name = escape(key);
    diff.set(name, escapeValue(value, types));
    added.add(name);
  }
  const keySizes = (key: unknown) =>
    typeof key === "string" ? keySize(key) : sizeOf(key, types);
  const excess = lessened(
    excessOf(change, keySizes) + PAIR,
    LEAST_PAIR,
    untouched,
  );
  return shorterEdit(
    { diff: asPlain(diff, added) ?? diff, excess },
    after,
    true,
    types,
  );
}

/**
 * The edit that makes a Set what it is now; undefined if nothing changed.
 *
 * `adds` are the members that are new or were taken out and added again;
 * `untouched` is as for {@linkcode objectEdit}.
 */
export function setEdit(
  change: {
    readonly deletes: readonly unknown[];
    readonly adds: readonly unknown[];
  },
  after: () => object,
  types: TypeRegistry,
  untouched: Untouched = () => 0,
): Edit | undefined {
  const { deletes, adds } = change;
  const diff: Plain = {};
  const escape = (member: unknown) => escapeValue(member, types);
  if (deletes.length > 0) diff["$delete"] = deletes.map(escape);
  if (adds.length > 0) diff["$add"] = adds.map(escape);
  if (Object.keys(diff).length === 0) return undefined;
  // The whole holds the added members, too, and a comma less than members.
  let excess = `{"$delete":[],"$add":[]}`.length - `{"$set":[]}`.length + 1;
  for (const member of deletes) excess += sizeOf(member, types) + 1;
  excess -= LEAST_MEMBER * untouched(Infinity);
  return shorterEdit({ diff, excess }, after, false, types);
}

function isEmpty({ deletes, changes, adds }: KeyedChange<unknown>): boolean {
  return deletes.length + changes.length + adds.length === 0;
}

/**
 * A bound on the excess, lessened by what was not touched where that is needed to
 * tell that the object need not be written whole.
 */
export function lessened(
  excess: number,
  least: number,
  untouched: Untouched,
): number {
  if (excess <= WRAPPER) return excess;
  return excess - least * untouched(Math.ceil((excess - WRAPPER) / least));
}

/** What a nested diff takes at most beyond the entries that it shares with the whole. */
function excessOf<K>(
  { deletes, changes }: KeyedChange<K>,
  size: (key: K) => number,
): number {
  let excess = 0;
  if (deletes.length > 0) excess += `"$delete":[],`.length - 1;
  for (const key of deletes) excess += size(key) + 1;
  for (const [, edit] of changes) excess += edit.excess;
  return excess;
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
