/**
 * The effect of a list edit, item by item.
 *
 * @module
 */
import { insertItems, removeItems } from "../../diff/list/list_edit.ts";
import { placesBefore } from "../../diff/list/list_places.ts";
import { getOwn, type Plain } from "../../values/own.ts";
import type { Change } from "./change.ts";
import { DELETE, INSERT } from "../../diff/grammar.ts";

/** Where the changes of a list are noted. */
export interface ListWalk {
  /** Notes a change at the present place. */
  add(
    op: Change["op"],
    old: unknown,
    hadOld: boolean,
    value: unknown,
    hasNew: boolean,
  ): void;
  /** Walks what a diff does to the value at the present place. */
  at(value: unknown, diff: unknown, there: boolean): void;
  /** A value of the diff as the user's own. */
  taken(value: unknown): unknown;
  /** Does something one step further down. */
  within(key: unknown, walk: () => void, index?: boolean): void;
}

/**
 * Walks a list edit. Removed items are named by the index that each had when it
 * went, inserted ones by the index that each came to, as in the diff.
 */
export function listChanges(
  walk: ListWalk,
  list: readonly unknown[],
  diff: Plain,
): void {
  const removed = positionsIn(getOwn(diff, DELETE));
  const inserted = pairsIn(getOwn(diff, INSERT));
  const places = placesBefore(diff);
  for (const [i, index] of removed.entries()) {
    const old = list[places.removed[i] ?? index];
    walk.within(
      index,
      () => walk.add("remove", old, true, undefined, false),
      true,
    );
  }
  for (const [index, value] of inserted) {
    walk.within(
      index,
      () => walk.add("insert", undefined, false, walk.taken(value), true),
      true,
    );
  }
  const items = Object.keys(diff)
    .filter((key) => key !== DELETE && key !== INSERT);
  // An item that it puts in and then edits is seen in a copy alone.
  const now = items.length > places.edited.length
    ? edited(list, removed, inserted, walk)
    : undefined;
  for (const [i, key] of items.entries()) {
    const index = Number(key);
    const old = now === undefined
      ? list[places.edited[i]?.[1] ?? index]
      : now[index];
    walk.within(index, () => walk.at(old, getOwn(diff, key), true), true);
  }
}

/** The list before its items are changed in place. */
function edited(
  list: readonly unknown[],
  removed: readonly number[],
  inserted: readonly (readonly [number, unknown])[],
  walk: ListWalk,
): unknown[] {
  const copy = list.slice();
  removeItems(copy, removed);
  insertItems(copy, inserted, (item) => walk.taken(item));
  return copy;
}

function positionsIn(value: unknown): number[] {
  return Array.isArray(value)
    ? value.filter((index) => typeof index === "number")
    : [];
}

function pairsIn(value: unknown): [number, unknown][] {
  return Array.isArray(value)
    ? value.filter((pair) => Array.isArray(pair) && typeof pair[0] === "number")
    : [];
}
