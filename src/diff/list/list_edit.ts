/**
 * Taking items out of a list and putting items in, in place, by a diff's lists
 * of positions.
 *
 * One by one costs a move of the rest each time; positions in order, as our
 * own writer lists them, are done in one go.
 *
 * @module
 */
import { DELETE, INSERT } from "../grammar.ts";

/** Fewer edits than this are done one by one. */
const FEW = 8;

/**
 * Removes the items at these positions, one after the other as listed.
 *
 * Returns what is wrong with the positions, if anything is; the list may be
 * half edited then. `removed` gets what was removed, in this order.
 */
export function removeItems(
  list: unknown[],
  positions: unknown,
  removed?: unknown[],
): string | undefined {
  if (!Array.isArray(positions)) return `"${DELETE}" wants a list of positions`;
  if (positions.length >= FEW && isOrdered(positions, -1, list.length - 1)) {
    for (const at of removed ? positions : []) removed?.push(list[at]);
    removeDescending(list, positions);
    return undefined;
  }
  for (const position of positions) {
    if (!isPosition(position, list.length - 1)) {
      return `"${DELETE}" names position ${quote(position)} of a list of ` +
        `${list.length} items`;
    }
    removed?.push(list[position]);
    if (position === list.length - 1) list.pop();
    else if (position === 0) list.shift();
    else list.splice(position, 1);
  }
  return undefined;
}

/**
 * Inserts the items at their positions, one after the other as listed.
 *
 * Returns what is wrong with the positions, if anything is; the list may have some
 * of the items then.
 */
export function insertItems(
  list: unknown[],
  items: unknown,
  take: (value: unknown) => unknown,
): string | undefined {
  if (!Array.isArray(items) || !items.every(isItem)) {
    return `"${INSERT}" wants a list of positions with values`;
  }
  if (items.length >= FEW && isOrdered(items.map(first), 1, Infinity)) {
    return insertAscending(list, items, take);
  }
  for (const [position, value] of items) {
    if (!isPosition(position, list.length)) {
      return outside(position, list.length);
    }
    if (position === list.length) list.push(take(value));
    else list.splice(position, 0, take(value));
  }
  return undefined;
}

function removeDescending(list: unknown[], positions: readonly number[]): void {
  let next = positions.length - 1;
  let to = positions[next] ?? list.length;
  for (let from = to; from < list.length; from++) {
    if (from === positions[next]) next--;
    else list[to++] = list[from];
  }
  list.length = to;
}

function insertAscending(
  list: unknown[],
  items: readonly (readonly [unknown, unknown])[],
  take: (value: unknown) => unknown,
): string | undefined {
  const { length } = list;
  const wrong = items.findIndex(([at], i) => Number(at) > length + i);
  if (wrong >= 0) return outside(items[wrong]?.[0], length + wrong);
  const taken = items.map(([, value]) => take(value));
  const rest = list.splice(Number(items[0]?.[0]));
  let moved = 0;
  for (const [i, [position]] of items.entries()) {
    while (list.length < Number(position)) list.push(rest[moved++]);
    list.push(taken[i]);
  }
  while (moved < rest.length) list.push(rest[moved++]);
  return undefined;
}

/** Whether positions go up (1) or down (-1), each within 0 and `most`. */
function isOrdered(
  positions: readonly unknown[],
  direction: 1 | -1,
  most: number,
): boolean {
  return positions.every((position, i) =>
    isPosition(position, most) &&
    (i === 0 || (position - Number(positions[i - 1])) * direction > 0)
  );
}

function isPosition(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 &&
    value <= most;
}

function isItem(item: unknown): item is [unknown, unknown] {
  return Array.isArray(item) && item.length === 2;
}

function first(item: readonly unknown[]): unknown {
  return item[0];
}

function outside(position: unknown, length: number): string {
  return `"${INSERT}" names position ${quote(position)} of a list of ` +
    `${length} items`;
}

function quote(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : typeof value === "object"
    ? "an object"
    : String(value);
}
