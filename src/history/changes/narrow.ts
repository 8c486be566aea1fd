/**
 * Changes told by the places that somebody asked for: what happened above such a
 * place is told as what it did to the place.
 *
 * @module
 */

import { deepEqual } from "../../values/equal.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import type { PlacePattern } from "../../values/pattern/place.ts";
import type { PlaceMatch } from "../../values/pattern/place_match.ts";
import { getOwn } from "../../values/own.ts";
import type { Change } from "./change.ts";
import { isPlain, listOf } from "./changes.ts";
import { placeText } from "./place_text.ts";
import {
  ADD,
  DELETE,
  INSERT,
  REPLACE,
  unescapeKey,
} from "../../diff/grammar.ts";

/** Places, any of which is meant. */
export class Places {
  readonly #patterns: readonly PlacePattern[];
  readonly #types: TypeRegistry;

  /** Takes compiled patterns. */
  constructor(patterns: readonly PlacePattern[], types: TypeRegistry) {
    this.#patterns = patterns;
    this.#types = types;
  }

  /**
   * Whether a diff may change one of the places, told without the state: where
   * that is not known, it may.
   */
  mayTouch(diff: unknown): boolean {
    return mayTouch(diff, this.#patterns.map(({ root }) => root));
  }

  /** The changes at or below the places, and what those above did to them. */
  of(changes: readonly Change[]): Change[] {
    const found: Change[] = [];
    for (const change of changes) {
      let matches = this.#patterns.map(({ root }) => root);
      for (const key of change.path) matches = stepped(matches, key);
      this.#take(change, matches, found);
    }
    return found;
  }

  #take(
    change: Change,
    matches: readonly PlaceMatch[],
    found: Change[],
  ): void {
    if (matches.some(({ matched }) => matched)) {
      found.push(change);
      return;
    }
    if (!matches.some(({ open }) => open)) return;
    const before = membersOf(change.old);
    const after = membersOf(change.new);
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [had, has] = [before.has(key), after.has(key)];
      const [old, value] = [before.get(key), after.get(key)];
      if (had && has && deepEqual(old, value, this.#types)) continue;
      const path = [...change.path, key];
      this.#take(
        {
          op: !had ? "add" : has ? "set" : "delete",
          path,
          at: placeText(path),
          ...(had && { old }),
          ...(has && { new: value }),
        },
        stepped(matches, key),
        found,
      );
    }
  }
}

function stepped(
  matches: readonly PlaceMatch[],
  key: unknown,
): PlaceMatch[] {
  return matches.filter(({ open }) => open).map((match) => match.step(key));
}

/** The content of a container, by key or index; nothing for other values. */
export function membersOf(value: unknown): ReadonlyMap<unknown, unknown> {
  if (value instanceof Map) return value;
  if (Array.isArray(value)) return new Map(value.entries());
  return isPlain(value) ? new Map(Object.entries(value)) : new Map();
}

function mayTouch(diff: unknown, matches: readonly PlaceMatch[]): boolean {
  const open = matches.filter((match) => match.open || match.matched);
  if (open.length === 0) return false;
  if (open.some(({ matched }) => matched)) return true;
  const node = diff instanceof Map || isPlain(diff);
  if (
    !node ||
    (diff instanceof Map ? diff.has(REPLACE) : Object.hasOwn(diff, REPLACE))
  ) {
    return true;
  }
  const entries = diff instanceof Map ? [...diff] : Object.entries(diff);
  return entries.some(([name, inner]) => {
    if (name === INSERT || name === ADD) return true;
    if (name === DELETE) {
      return listOf(inner).some((key) =>
        typeof key === "number" ||
        stepped(open, keyOf(key)).some((match) => match.matched || match.open)
      );
    }
    return mayTouch(inner, stepped(open, keyOf(name)));
  });
}

function keyOf(name: unknown): unknown {
  return typeof name === "string" ? unescapeKey(name) : name;
}

/** The value at a place of a state; undefined where there is none. */
export function valueAt(state: unknown, path: readonly unknown[]): unknown {
  let value = state;
  for (const key of path) {
    value = value instanceof Map
      ? value.get(key)
      : Array.isArray(value)
      ? value[Number(key)]
      : isPlain(value)
      ? getOwn(value, String(key))
      : undefined;
  }
  return value;
}
