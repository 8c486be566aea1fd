/**
 * The places that a record changed, each with what stood there before and after;
 * and values put back into such places.
 *
 * A list from which items came or went is one place, and so is an item of which a
 * part was changed: its index says nothing where others came or went since.
 *
 * @module
 */
import { Copier } from "../../values/copy.ts";
import { contentText, sameState } from "../../values/equal.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { ABSENT, getOwn, setOwn } from "../../values/own.ts";
import type { Change } from "../changes/change.ts";
import { isPlain } from "../changes/changes.ts";

/** A place that a record changed. */
export interface UndonePlace {
  /** Keys and list indices from the root. */
  readonly path: readonly unknown[];
  /** The value that stood there before the record. */
  readonly before: unknown;
  /** The value that stood there after it. */
  readonly after: unknown;
  /** For an item of a list: how many there were after it. */
  readonly length: number | undefined;
}

/** The places that changes are about, in a state before them. */
export function placesOf(
  state: unknown,
  changes: readonly Change[],
): (readonly unknown[])[] {
  const lists = changes.map(({ path }) => listOn(state, path));
  const edited = new Set<string>();
  changes.forEach(({ op, path }, i) => {
    const at = lists[i];
    const direct = at !== undefined && path.length === at + 1;
    if (!direct || (op !== "insert" && op !== "remove")) return;
    edited.add(contentText(path.slice(0, at)));
  });
  const places = new Map<string, readonly unknown[]>();
  changes.forEach(({ path }, i) => {
    const at = lists[i];
    const list = at === undefined ? path : path.slice(0, at);
    const place = at !== undefined && !edited.has(contentText(list))
      ? path.slice(0, at + 1)
      : list;
    places.set(contentText(place), place);
  });
  return [...places.values()];
}

/** After how many keys the first list stands on the way to a place. */
function listOn(state: unknown, path: readonly unknown[]): number | undefined {
  let value = state;
  for (let i = 0; i < path.length; i++) {
    if (Array.isArray(value)) return i;
    value = memberOf(value, path[i]);
  }
  return undefined;
}

/** The value in a place of a state; {@linkcode ABSENT} where none is. */
export function valueAt(state: unknown, path: readonly unknown[]): unknown {
  let value = state;
  for (const key of path) {
    value = memberOf(value, key);
    if (value === ABSENT) return ABSENT;
  }
  return value;
}

function memberOf(value: unknown, key: unknown): unknown {
  if (value instanceof Map) {
    const own = keyIn(value, key);
    return value.has(own) ? value.get(own) : ABSENT;
  }
  if (value instanceof Set) {
    const own = keyIn(value, key);
    return value.has(own) ? own : ABSENT;
  }
  if (Array.isArray(value)) {
    return typeof key === "number" && key < value.length ? value[key] : ABSENT;
  }
  if (!isPlain(value)) return ABSENT;
  const name = String(key);
  return Object.hasOwn(value, name) ? getOwn(value, name) : ABSENT;
}

/** The key of a Map, or member of a Set, that says what this one says. */
export function keyIn(
  keyed: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>,
  key: unknown,
): unknown {
  if (typeof key !== "object" || key === null || keyed.has(key)) return key;
  const name = contentText(key);
  for (const own of keyed.keys()) {
    if (typeof own === "object" && contentText(own) === name) return own;
  }
  return key;
}

/** Puts values back into a state of its own. */
export class Restoring {
  /** The state. */
  state: unknown;
  readonly #types: TypeRegistry;

  /** Takes a state that nobody else has. */
  constructor(state: unknown, types: TypeRegistry) {
    this.state = state;
    this.#types = types;
  }

  /** Whether a place is as the record left it. */
  isClean({ path, after, length }: UndonePlace): boolean {
    const list = length === undefined
      ? undefined
      : valueAt(this.state, path.slice(0, -1));
    if (length !== undefined) {
      if (!Array.isArray(list) || list.length !== length) return false;
    }
    return this.#same(valueAt(this.state, path), after);
  }

  /** Whether a place is as it was before the record. */
  isDone({ path, before, length }: UndonePlace): boolean {
    return length === undefined &&
      this.#same(valueAt(this.state, path), before);
  }

  /**
   * Puts what stood in a place before there again; false where there is nothing
   * that could hold it.
   */
  put({ path, before }: UndonePlace): boolean {
    const value = before === ABSENT
      ? ABSENT
      : new Copier(this.#types).copyOf(before);
    const key = path.at(-1);
    if (path.length === 0) {
      this.state = value;
      return true;
    }
    const holder = valueAt(this.state, path.slice(0, -1));
    if (holder instanceof Map) {
      if (value === ABSENT) holder.delete(keyIn(holder, key));
      else holder.set(keyIn(holder, key), value);
    } else if (holder instanceof Set) {
      if (value === ABSENT) holder.delete(keyIn(holder, key));
      else holder.add(value);
    } else if (Array.isArray(holder)) {
      if (typeof key !== "number" || key >= holder.length) return false;
      holder[key] = value;
    } else if (isPlain(holder)) {
      if (value === ABSENT) delete holder[String(key)];
      else setOwn(holder, String(key), value);
    } else return false;
    return true;
  }

  #same(a: unknown, b: unknown): boolean {
    return a === ABSENT || b === ABSENT
      ? a === b
      : sameState(a, b, this.#types);
  }
}
