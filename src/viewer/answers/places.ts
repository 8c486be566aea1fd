/**
 * Places of a state as the page names them: keys of JSON, looked for in values of
 * all kinds.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import { isPlain } from "../../history/changes/changes.ts";
import { placeText } from "../../history/changes/place_text.ts";
import { getOwn } from "../../values/own.ts";
import type { WireKey, WirePath } from "../wire/shown.ts";
import type { ShownValues } from "../log/shown_values.ts";
import { membersIn, sizeOf } from "../log/shown_values.ts";

/** A value that was found, and its keys as the state has them. */
export interface Found {
  /** The keys from the root. */
  readonly path: readonly unknown[];
  /** The value there. */
  readonly value: unknown;
}

/** The value at a path; undefined where there is none. */
export function findPlace(
  state: unknown,
  path: WirePath,
  shown: ShownValues,
): Found | undefined {
  let value = state;
  const keys: unknown[] = [];
  for (const wire of path) {
    const member = memberAt(value, wire, shown);
    if (member === undefined) return undefined;
    keys.push(member[0]);
    value = member[1];
  }
  return { path: keys, value };
}

/**
 * The value at a path.
 *
 * @throws {DatabaseError} When there is none.
 */
export function placeAt(
  state: unknown,
  path: WirePath,
  shown: ShownValues,
  rev: number,
): Found {
  const found = findPlace(state, path, shown);
  if (found !== undefined) return found;
  throw new DatabaseError(`There is no ${placeText(path)} at r${rev}`);
}

function memberAt(
  value: unknown,
  wire: WireKey,
  shown: ShownValues,
): readonly [key: unknown, member: unknown] | undefined {
  if (Array.isArray(value)) {
    return typeof wire === "number" && wire in value
      ? [wire, value[wire]]
      : undefined;
  }
  if (isPlain(value)) {
    return typeof wire === "string" && Object.hasOwn(value, wire)
      ? [wire, getOwn(value, wire)]
      : undefined;
  }
  if (value instanceof Map && value.has(wire)) return [wire, value.get(wire)];
  const wanted = JSON.stringify(wire);
  for (const [key, member] of membersIn(value)) {
    if (JSON.stringify(shown.key(key)) === wanted) return [key, member];
  }
  return undefined;
}

/** The number of a child among those of a value; -1 where there is none of this key. */
export function numberOf(
  value: unknown,
  wire: WireKey,
  shown: ShownValues,
): number {
  if (Array.isArray(value)) return typeof wire === "number" ? wire : -1;
  if (isPlain(value)) return Object.keys(value).indexOf(String(wire));
  const wanted = JSON.stringify(wire);
  let at = 0;
  for (const [key] of membersIn(value)) {
    if (JSON.stringify(shown.key(key)) === wanted) return at;
    at++;
  }
  return -1;
}

/** Some of the children of a value, and how many it has. */
export function childrenOf(
  value: unknown,
  from: number,
  count: number,
): {
  readonly total: number;
  readonly from: number;
  readonly children: readonly (readonly [key: unknown, member: unknown])[];
} {
  const holds = typeof value === "object" &&
    !(value instanceof Uint8Array);
  const total = holds ? sizeOf(value) ?? 0 : 0;
  const end = Math.min(total, from + count);
  if (Array.isArray(value)) {
    const children = value.slice(from, end)
      .map((item, i) => [from + i, item] as const);
    return { total, from, children };
  }
  if (isPlain(value)) {
    const children = Object.keys(value).slice(from, end)
      .map((key) => [key, getOwn(value, key)] as const);
    return { total, from, children };
  }
  const children = [];
  let at = 0;
  for (const member of total === 0 ? [] : membersIn(value)) {
    if (at >= end) break;
    if (at++ >= from) children.push(member);
  }
  return { total, from, children };
}
