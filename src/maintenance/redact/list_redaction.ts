/**
 * The edit of a list made anew: where items stand stays as it is, and what is taken
 * is null.
 *
 * @module
 */
import type { Edit } from "../../diff/edit.ts";
import { escapeValue } from "../../diff/escape.ts";
import { DELETE, INSERT } from "../../diff/grammar.ts";
import { insertItems, removeItems } from "../../diff/list/list_edit.ts";
import { getOwn, type Plain } from "../../values/own.ts";
import type { PlaceState } from "../../values/pattern/place_state.ts";
import type { ValueRedactor } from "./value_redactor.ts";

/** The walk over a whole diff, as far as a list's edit needs it. */
export interface RedactingWalk {
  /** Takes values out of others, and knows the present place. */
  readonly values: ValueRedactor;
  /** Notes that the diff has to do with what is meant. */
  concern(): void;
  /** The edit of the value at the present place, from a diff of it. */
  edit(value: unknown, diff: unknown, place: PlaceState): Edit | undefined;
  /** The edit that is found by applying the diff. */
  applied(value: unknown, diff: unknown, place: PlaceState): Edit | undefined;
  /** A value that stands where nothing did. */
  fresh(change: unknown, place: PlaceState): unknown;
  /** Notes whether a value that goes has to do with what is meant. */
  lookAt(value: unknown, place: PlaceState): void;
  /** A value of the diff as the user's own. */
  taken(value: unknown): unknown;
  /** The values that a diff has at a place that is taken. */
  shown(change: unknown): unknown;
}

/** The edit of a list without what is meant of its items. */
export function listEdit(
  walk: RedactingWalk,
  list: readonly unknown[],
  diff: Plain,
  place: PlaceState,
): Edit | undefined {
  const { items } = place;
  // An item has another index once others came or went before it.
  if (items === undefined) return walk.applied(list, diff, place);
  if (!items.matched && !items.open) return { diff, whole: false };
  const names = Object.keys(diff)
    .filter((name) => name !== DELETE && name !== INSERT);
  const { removed, now } = edited(walk, list, diff, names.length > 0);
  for (const item of removed) if (item !== null) walk.lookAt(item, items);
  const made: Plain = {};
  if (removed.length > 0) made[DELETE] = diff[DELETE];
  const inserts = listIn(diff, INSERT).map((pair) => {
    if (!Array.isArray(pair)) return pair; // applying will refuse it
    const [at, change] = pair;
    const item = walk.values.within(at, () => newItem(walk, change, items));
    return [at, escapeValue(item)];
  });
  if (inserts.length > 0) made[INSERT] = inserts;
  for (const name of names) {
    const at = Number(name);
    const edit = walk.values.within(
      at,
      () => itemEdit(walk, now[at], diff[name], items),
    );
    if (edit !== undefined) made[name] = edit.diff;
  }
  return Object.keys(made).length === 0
    ? undefined
    : { diff: made, whole: false };
}

/**
 * The items that go, and the list as it is when items are edited in place. It is
 * copied only where that is another: one may be appended to a million.
 */
function edited(
  walk: RedactingWalk,
  list: readonly unknown[],
  diff: Plain,
  inPlace: boolean,
): { readonly removed: readonly unknown[]; readonly now: readonly unknown[] } {
  const deletes = listIn(diff, DELETE);
  if (deletes.length === 0 && !inPlace) return { removed: [], now: list };
  const removed: unknown[] = [];
  const now = list.slice();
  removeItems(now, deletes, removed);
  if (inPlace) {
    insertItems(now, diff[INSERT] ?? [], (value) => walk.taken(value));
  }
  return { removed, now };
}

/** A new item; null where it is taken. */
function newItem(
  walk: RedactingWalk,
  change: unknown,
  items: PlaceState,
): unknown {
  if (!items.matched) return walk.fresh(change, items);
  take(walk, change, items);
  return null;
}

/** The edit of an item; what is taken was null before, and is so now. */
function itemEdit(
  walk: RedactingWalk,
  value: unknown,
  change: unknown,
  items: PlaceState,
): Edit | undefined {
  if (!items.matched) return walk.edit(value, change, items);
  take(walk, change, items);
  if (value !== null) walk.concern();
  return undefined;
}

/** Notes that the value at the present place is taken, if it is any. */
function take(walk: RedactingWalk, change: unknown, place: PlaceState): void {
  if (change === null) return;
  walk.concern();
  walk.values.takeHere(walk.shown(change), place);
}

/** The list that a command of a diff has; none where it has no list. */
export function listIn(
  diff: Plain | Map<unknown, unknown>,
  command: string,
): readonly unknown[] {
  const list = diff instanceof Map ? diff.get(command) : getOwn(diff, command);
  return Array.isArray(list) ? list : [];
}
