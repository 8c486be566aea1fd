/**
 * Keys of Maps and members of Sets that are objects, found by their content.
 *
 * A file can't keep which object a Date is, so one of the same time is the same
 * key. An engine finds the very object alone; who looks for content has to look at
 * all keys. So they are kept by their content from the first search on, as long as
 * the container is: what goes and comes by the functions here is kept up with.
 *
 * @module
 */
import { contentText } from "../equal.ts";
import { kindOf, type TypeRegistry } from "../kinds.ts";

/** A Map or a Set. */
export type Collection = Map<unknown, unknown> | Set<unknown>;

/** The keys of one container that are objects, by their content. */
interface Index {
  readonly keys: Map<string, unknown>;
  readonly types: TypeRegistry;
  /** How many keys there are in all: if it is another number, some are missed. */
  size: number;
  /** Whether some content stands there twice. */
  twice: boolean;
}

// A collection may have methods of its own, so the engine's are called by name.
const MAP: Map<unknown, unknown> = Map.prototype;
const SET: Set<unknown> = Set.prototype;

const indexes = new WeakMap<object, Index>();
/** Whether anything is kept: most programs have no such keys. */
let used = false;

/** The key that stands there for one, or this one if there is none of its content. */
export function keyLike(
  keyed: Collection,
  key: unknown,
  types: TypeRegistry,
): unknown {
  if (!isObject(key) || hasKey(keyed, key)) return key;
  if (kindOf(key, types) === undefined) return key;
  const text = contentText(key, types);
  const found = indexOf(keyed, types).keys.get(text);
  if (found === undefined) return key;
  if (hasKey(keyed, found)) return found;
  indexes.delete(keyed); // somebody else took it out and put another in
  return indexOf(keyed, types).keys.get(text) ?? key;
}

/** Sets an entry of a Map. */
export function setEntry(
  map: Map<unknown, unknown>,
  key: unknown,
  value: unknown,
): void {
  MAP.set.call(map, key, value);
  if (used) came(map, key);
}

/** Adds a member to a Set. */
export function addMember(set: Set<unknown>, member: unknown): void {
  SET.add.call(set, member);
  if (used) came(set, member);
}

/** Takes a key out of a Map, or a member out of a Set; tells whether it was there. */
export function takeOut(keyed: Collection, key: unknown): boolean {
  const found = keyed instanceof Map
    ? MAP.delete.call(keyed, key)
    : SET.delete.call(keyed, key);
  if (used && found) went(keyed, key);
  return found;
}

function went(keyed: Collection, key: unknown): void {
  const index = indexes.get(keyed);
  if (index === undefined || index.size === keyed.size) return;
  if (--index.size !== keyed.size || index.twice) indexes.delete(keyed);
  else if (isObject(key)) index.keys.delete(contentText(key, index.types));
}

function came(keyed: Collection, key: unknown): void {
  const index = indexes.get(keyed);
  if (index === undefined || index.size === keyed.size) return;
  if (++index.size === keyed.size) note(index, key);
  else indexes.delete(keyed);
}

function indexOf(keyed: Collection, types: TypeRegistry): Index {
  const known = indexes.get(keyed);
  if (known?.size === keyed.size) return known;
  const { size } = keyed;
  const index: Index = { keys: new Map(), types, size, twice: false };
  const all = keyed instanceof Map
    ? MAP.keys.call(keyed)
    : SET.keys.call(keyed);
  for (const key of all) note(index, key);
  indexes.set(keyed, index);
  used = true;
  return index;
}

function note(index: Index, key: unknown): void {
  const { keys, types } = index;
  if (!isObject(key) || kindOf(key, types) === undefined) return;
  const text = contentText(key, types);
  if (keys.has(text)) index.twice = true;
  else keys.set(text, key);
}

/** Whether a key or member is there. */
export function hasKey(keyed: Collection, key: unknown): boolean {
  return keyed instanceof Map
    ? MAP.has.call(keyed, key)
    : SET.has.call(keyed, key);
}

function isObject(key: unknown): key is object {
  return typeof key === "object" && key !== null;
}
