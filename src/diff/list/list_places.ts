/**
 * Where the items that a list edit names stood before it.
 *
 * @module
 */
import { getOwn } from "../../values/own.ts";
import { DELETE, INSERT } from "../grammar.ts";

/** The items that a list edit names, by their places. */
export interface ListPlaces {
  /** Where the removed items stood, in the order of the edit. */
  readonly removed: readonly number[];
  /** Of each item that is edited where it stands now, and where it stood before. */
  readonly edited: readonly (readonly [index: number, place: number])[];
}

/**
 * Finds the places, without the list. An item that the edit itself puts in stood
 * nowhere, and is left out.
 */
export function placesBefore(diff: object): ListPlaces {
  const removals = numbersIn(getOwn(diff, DELETE));
  const insertions = listIn(getOwn(diff, INSERT)).map((pair) =>
    Array.isArray(pair) ? Number(pair[0]) : NaN
  );
  const keys = Object.keys(diff)
    .filter((key) => key !== DELETE && key !== INSERT).map(Number);
  const sorted = keys.every((key, i) => key > (keys[i - 1] ?? -1));
  return sorted && isDescending(removals) && isAscending(insertions)
    ? { removed: removals, edited: merged(keys, removals, insertions) }
    : oneByOne(keys, removals, insertions);
}

/** In the order that writers list them in: one way through all three. */
function merged(
  keys: readonly number[],
  removals: readonly number[],
  insertions: readonly number[],
): [number, number][] {
  const edited: [number, number][] = [];
  let inserted = 0;
  let removed = removals.length;
  for (const key of keys) {
    while ((insertions[inserted] ?? Infinity) < key) inserted++;
    if (insertions[inserted] === key) continue;
    let place = key - inserted + (removals.length - removed);
    // The next removed item, from the beginning on, stood before it.
    while (removed > 0 && (removals[removed - 1] ?? Infinity) <= place) {
      removed--;
      place++;
    }
    edited.push([key, place]);
  }
  return edited;
}

/** In any order, as a person may list them. */
function oneByOne(
  keys: readonly number[],
  removals: readonly number[],
  insertions: readonly number[],
): ListPlaces {
  const behind = (place: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) {
      if ((removals[i] ?? Infinity) <= place) place++;
    }
    return place;
  };
  const edited = keys.flatMap((key): [number, number][] => {
    let place = key;
    for (const at of insertions.toReversed()) {
      if (at === place) return [];
      if (at < place) place--;
    }
    return [[key, behind(place, removals.length)]];
  });
  return { removed: removals.map(behind), edited };
}

function isDescending(positions: readonly number[]): boolean {
  return positions.every((at, i) => i === 0 || at < (positions[i - 1] ?? 0));
}

function isAscending(positions: readonly number[]): boolean {
  return positions.every((at, i) => i === 0 || at > (positions[i - 1] ?? 0));
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numbersIn(value: unknown): number[] {
  return listIn(value).filter((position) => typeof position === "number");
}
