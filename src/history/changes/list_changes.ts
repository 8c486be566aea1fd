/**
 * What a list edit does, item by item.
 *
 * @module
 */
import { insertItems, removeItems } from "../../diff/list_edit.ts";
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
  const left = isDescending(removed) ? undefined : list.slice();
  for (const index of removed) {
    const old = (left ?? list)[index];
    left?.splice(index, 1);
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
    );
  }
  const items = Object.keys(diff)
    .filter((key) => key !== DELETE && key !== INSERT);
  if (items.length === 0) return;
  const now = removed.length + inserted.length === 0
    ? list
    : edited(list, removed, inserted, walk);
  for (const key of items) {
    const index = Number(key);
    walk.within(
      index,
      () => walk.at(now[index], getOwn(diff, key), true),
      true,
    );
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

function isDescending(positions: readonly number[]): boolean {
  return positions.every((index, i) =>
    i === 0 || index < (positions[i - 1] ?? 0)
  );
}
