/**
 * The dollar signs of a diff: telling the user's keys from its commands.
 *
 * A user's key that begins with `$` gets one more in front, so does a user's
 * string that begins with `$$`; whoever reads the diff takes one off each that
 * begins with `$$`. What needs neither is shared, not copied. The data of an
 * own type is one value to the diff and stays as its codec made it.
 *
 * @module
 */
import { NotStorableError, ReplayError } from "../errors.ts";
import { kindOf, MAX_DEPTH, NO_TYPES } from "../values/kinds.ts";
import type { TypeRegistry } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import { pathText } from "./path.ts";

/** One way over a value: putting escapes in or taking them off. */
interface Pass {
  readonly adding: boolean;
  readonly types: TypeRegistry;
  /** Where the value stands; for messages and depth. */
  readonly path: readonly (string | number)[];
}

const DOLLAR = 36;
const ROOT: readonly (string | number)[] = [];

/** A user's key as it stands in a diff. */
export function escapeKey(key: string): string {
  return key.charCodeAt(0) === DOLLAR ? "$" + key : key;
}

/** The user's key that stands in a diff like this. */
export function unescapeKey(key: string): string {
  return isDoubled(key) ? key.slice(1) : key;
}

/**
 * A value as it stands in a diff; the same reference when nothing in it needs
 * an escape.
 *
 * Throws a {@linkcode NotStorableError} for what can't be written at all.
 */
export function escapeValue(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
): unknown {
  return rewrite(value, 0, { adding: true, types, path: ROOT });
}

/**
 * The user's value that stands in a diff like this; the same reference when
 * nothing in it was escaped. `path` says where it is to stand.
 *
 * Throws a {@linkcode ReplayError} for a value nested too deep.
 */
export function unescapeValue(
  value: unknown,
  types: TypeRegistry = NO_TYPES,
  path: readonly (string | number)[] = ROOT,
): unknown {
  return rewrite(value, path.length, { adding: false, types, path });
}

function isDoubled(text: string): boolean {
  return text.charCodeAt(0) === DOLLAR && text.charCodeAt(1) === DOLLAR;
}

function rewrite(value: unknown, depth: number, pass: Pass): unknown {
  switch (typeof value) {
    case "string":
      return !isDoubled(value)
        ? value
        : pass.adding
        ? "$" + value
        : value.slice(1);
    case "number":
    case "boolean":
    case "bigint":
      return value;
  }
  if (value === null) return value;
  switch (kindOf(value, pass.types)) {
    case "object":
      return rewriteObject(value as Plain, enter(depth, pass), pass);
    case "array":
      return rewriteList(value as unknown[], enter(depth, pass), pass);
    case "map":
      return rewriteMap(
        value as Map<unknown, unknown>,
        enter(depth, pass),
        pass,
      );
    case "set": {
      const members = [...value as Set<unknown>];
      const changed = rewriteList(members, enter(depth, pass), pass);
      return changed === members ? value : new Set(changed);
    }
    case undefined:
      throw new NotStorableError(
        `Cannot store ${
          typeof value === "object" ? "an object of this class" : typeof value
        } in ${pathText(pass.path)}`,
        pathText(pass.path),
      );
    default:
      return value;
  }
}

function rewriteObject(value: Plain, depth: number, pass: Pass): Plain {
  let copy: Plain | undefined;
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const item = value[key];
    const newKey = rewriteKey(key, pass);
    const newItem = rewrite(item, depth, pass);
    if (copy === undefined) {
      if (newKey === key && Object.is(newItem, item)) continue;
      copy = {};
      for (let j = 0; j < i; j++) setOwn(copy, keys[j], value[keys[j]]);
    }
    setOwn(copy, newKey, newItem);
  }
  return copy ?? value;
}

function rewriteList(
  value: unknown[],
  depth: number,
  pass: Pass,
): unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const item = rewrite(value[i], depth, pass);
    if (Object.is(item, value[i])) continue;
    copy ??= value.slice();
    copy[i] = item;
  }
  return copy ?? value;
}

function rewriteMap(
  value: Map<unknown, unknown>,
  depth: number,
  pass: Pass,
): Map<unknown, unknown> {
  const entries: [unknown, unknown][] = [];
  let same = true;
  for (const [key, item] of value) {
    const entry: [unknown, unknown] = [
      typeof key === "string"
        ? rewriteKey(key, pass)
        : rewrite(key, depth, pass),
      rewrite(item, depth, pass),
    ];
    same &&= Object.is(entry[0], key) && Object.is(entry[1], item);
    entries.push(entry);
  }
  return same ? value : new Map(entries);
}

function rewriteKey(key: string, pass: Pass): string {
  return pass.adding ? escapeKey(key) : unescapeKey(key);
}

function enter(depth: number, pass: Pass): number {
  if (depth < MAX_DEPTH) return depth + 1;
  const path = pathText(pass.path);
  throw pass.adding
    ? new NotStorableError(
      `Cannot write ${path}: it is nested more than ${MAX_DEPTH} deep`,
      path,
    )
    : new ReplayError(
      `Cannot read ${path}: it is nested more than ${MAX_DEPTH} deep`,
    );
}
