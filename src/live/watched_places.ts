/**
 * The places that somebody watches: what of a state is there, and what of a
 * change.
 *
 * @module
 */
import type { Change } from "../history/changes/change.ts";
import { Places } from "../history/changes/narrow.ts";
import { isPlain } from "../history/changes/changes.ts";
import { Copier } from "../values/copy.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { getOwn, setOwn } from "../values/own.ts";
import { PlacePattern } from "../values/pattern/place.ts";
import { keyText, type PlaceMatch } from "../values/pattern/place_match.ts";

/** A place without wildcards, brackets and signs. */
const PLAIN = /^[\w-]+(?:\.[\w-]+)*$/;

/** No member stands there, or nothing in it is watched. */
const NOTHING = Symbol("nothing");

/** The values that a state has at the places. */
export interface PlacedState {
  /** The keys that all places have in common from the root. */
  readonly path: readonly unknown[];
  /** The value there, as far as it is watched; absent where there is none. */
  readonly value?: unknown;
}

/** Places that are watched; any of them is meant. */
export class WatchedPlaces {
  /** The changes at these places. */
  readonly changes: Places;
  readonly #patterns: readonly PlacePattern[];
  readonly #prefix: readonly string[];
  /** The keys of the one place that is watched, where it is written as they are. */
  readonly #keys: readonly string[] | undefined;
  readonly #types: TypeRegistry;

  /** Takes patterns of places, from the root. */
  constructor(places: string | readonly string[], types: TypeRegistry) {
    const texts = typeof places === "string" ? [places] : places;
    this.#patterns = texts.map((text) =>
      new PlacePattern(text, { rooted: true, fold: false })
    );
    this.#prefix = common(this.#patterns.map(({ prefix }) => prefix));
    const [only = ""] = texts;
    // Most are; to match patterns takes ten times as long.
    this.#keys = texts.length === 1 && PLAIN.test(only)
      ? only.split(".")
      : undefined;
    this.#types = types;
    this.changes = new Places(this.#patterns, types);
  }

  /** The part of changes at the places, and what those above did to them. */
  of(changes: readonly Change[]): readonly Change[] {
    const keys = this.#keys;
    return keys !== undefined &&
        changes.every(({ path }) => keys.length <= path.length)
      ? changes.filter(({ path }) =>
        keys.every((key, i) => path[i] === key || keyText(path[i]) === key)
      )
      : this.changes.of(changes);
  }

  /** The keys that the places begin with; undefined where one may begin with any. */
  get firstKeys(): readonly string[] | undefined {
    const keys = this.#patterns.map(({ prefix }) => prefix[0]);
    return keys.every((key) => key !== undefined) ? keys : undefined;
  }

  /** A copy of what a state has at the places. */
  in(state: unknown): PlacedState {
    const path: unknown[] = [];
    let value = state;
    let matches = this.#patterns.map(({ root }) => root);
    for (const name of this.#prefix) {
      const [key, member] = memberNamed(value, name);
      path.push(key);
      matches = stepped(matches, key);
      value = member;
    }
    if (value === NOTHING) return { path };
    const kept = keptOf(value, matches);
    return kept === NOTHING
      ? { path }
      : { path, value: new Copier(this.#types).copyOf(kept) };
  }
}

function common(prefixes: readonly string[][]): readonly string[] {
  const [first = [], ...others] = prefixes;
  const differs = first.findIndex((key, i) =>
    others.some((other) => other[i] !== key)
  );
  return differs < 0 ? first : first.slice(0, differs);
}

function stepped(matches: readonly PlaceMatch[], key: unknown): PlaceMatch[] {
  return matches.filter(({ open }) => open).map((match) => match.step(key));
}

/** The member that a pattern names, by its own key. */
function memberNamed(
  value: unknown,
  name: string,
): readonly [key: unknown, member: unknown] {
  if (isPlain(value)) {
    return [name, Object.hasOwn(value, name) ? getOwn(value, name) : NOTHING];
  }
  if (Array.isArray(value)) {
    const index = Number(name);
    return [index, index in value ? value[index] : NOTHING];
  }
  if (!(value instanceof Map)) return [name, NOTHING];
  if (value.has(name)) return [name, value.get(name)];
  for (const [key, member] of value) {
    if (keyText(key) === name) return [key, member];
  }
  return [name, NOTHING];
}

/**
 * The part of a value that is watched; in a list, `null` stands for an item
 * that is not.
 */
function keptOf(value: unknown, matches: readonly PlaceMatch[]): unknown {
  if (matches.some(({ matched }) => matched)) return value;
  const inside = (key: unknown, member: unknown) =>
    keptOf(member, stepped(matches, key));
  if (!matches.some(({ open }) => open)) return NOTHING;
  if (Array.isArray(value)) {
    const items = value.map((item, i) => inside(i, item));
    return items.every((item) => item === NOTHING)
      ? NOTHING
      : items.map((item) => item === NOTHING ? null : item);
  }
  if (value instanceof Map) {
    const kept = new Map<unknown, unknown>();
    for (const [key, member] of value) {
      const part = inside(key, member);
      if (part !== NOTHING) kept.set(key, part);
    }
    return kept.size === 0 ? NOTHING : kept;
  }
  if (!isPlain(value)) return NOTHING;
  const kept = {};
  for (const key of Object.keys(value)) {
    const part = inside(key, getOwn(value, key));
    if (part !== NOTHING) setOwn(kept, key, part);
  }
  return Object.keys(kept).length === 0 ? NOTHING : kept;
}
