/**
 * The members that a value holds for sure: a property that is `undefined` is
 * one that is not there, and what can't be stored at all is refused at its
 * place.
 *
 * @module
 */
import {
  kindOf,
  MAX_DEPTH,
  ofKind,
  type TypeRegistry,
} from "../values/kinds.ts";
import { described, refusal } from "../values/not_storable.ts";
import { type Plain, setOwn } from "../values/own.ts";

/** One look through a value: where it is, and what it refuses. */
interface Look {
  readonly types: TypeRegistry;
  readonly path: (string | number)[];
  readonly refusing: boolean;
}

/**
 * A value without its properties that are `undefined`; the same reference where it
 * has none.
 *
 * @throws {NotStorableError} With `refusing`, for what can't be stored.
 */
export function present(
  value: unknown,
  types: TypeRegistry,
  refusing: boolean,
): unknown {
  return look(value, { types, path: [], refusing });
}

function look(value: unknown, at: Look): unknown {
  const kind = kindOf(value, at.types);
  if (kind === undefined && at.refusing) {
    throw refusal(described(value), at.path);
  }
  if (at.path.length > MAX_DEPTH) return value; // whoever writes it refuses that
  switch (kind) {
    case "object":
      return lookIntoObject(ofKind(value, kind), at);
    case "array":
      return lookIntoList(ofKind(value, kind), at);
    case "map":
      return lookIntoMap(ofKind(value, kind), at);
    default:
      return value;
  }
}

function lookIntoObject(value: Plain, at: Look): Plain {
  let copy: Plain | undefined;
  const keys = Object.keys(value);
  keys.forEach((key, i) => {
    const item = value[key];
    at.path.push(key);
    const found = item === undefined ? undefined : look(item, at);
    at.path.pop();
    if (Object.is(found, item) && item !== undefined) {
      if (copy !== undefined) setOwn(copy, key, item);
      return;
    }
    if (copy === undefined) {
      copy = {};
      for (const one of keys.slice(0, i)) setOwn(copy, one, value[one]);
    }
    if (item !== undefined) setOwn(copy, key, found);
  });
  return copy ?? value;
}

function lookIntoList(value: unknown[], at: Look): unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const item = value[i];
    at.path.push(i);
    const found = look(item, at);
    at.path.pop();
    if (copy !== undefined) copy.push(found);
    else if (!Object.is(found, item)) copy = [...value.slice(0, i), found];
  }
  return copy ?? value;
}

function lookIntoMap(
  value: Map<unknown, unknown>,
  at: Look,
): Map<unknown, unknown> {
  const copy = new Map<unknown, unknown>();
  let same = true;
  for (const [key, item] of value) {
    at.path.push(typeof key === "number" ? key : String(key));
    const found = item === undefined ? undefined : look(item, at);
    at.path.pop();
    if (!Object.is(found, item) || item === undefined) same = false;
    if (item !== undefined) copy.set(key, found);
  }
  return same ? value : copy;
}
