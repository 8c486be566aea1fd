/**
 * The blame of a value that was written as a whole over another: what is in both
 * keeps its own.
 *
 * @module
 */
import { alignLists } from "../../diff/list/align.ts";
import { ContentKeys } from "../../values/keys/content_keys.ts";
import { digestOf } from "../../diff/digest.ts";
import { sameState } from "../../values/equal.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { getOwn } from "../../values/own.ts";
import { isPlain } from "../changes/changes.ts";
import { BlameNode, type PastValue } from "./blame_node.ts";

/** How blame is kept. */
export interface BlameRules {
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** So many values before the present one are kept. */
  readonly depth: number;
}

/** The blame of `value`, which `rev` wrote where `old` stood with its blame. */
export function carried(
  node: BlameNode,
  old: unknown,
  value: unknown,
  rev: number,
  rules: BlameRules,
): BlameNode {
  const kept = new BlameNode(rev);
  const keep = (
    key: unknown,
    index: boolean,
    from: BlameNode,
    before: unknown,
    after: unknown,
  ) => {
    const part = carried(from, before, after, rev, rules);
    if (part.rev !== rev || !part.bare) kept.set(key, index, part);
  };
  if (Array.isArray(old) && Array.isArray(value)) {
    if (old.length === 0 && value.length === 0) return node;
    for (const [before, after] of keptItems(old, value, rules.types)) {
      keep(after, true, node.child(before, true), old[before], value[after]);
    }
    return kept;
  }
  if (old instanceof Map && value instanceof Map) {
    if (old.size === 0 && value.size === 0) return node;
    const known = new ContentKeys(old, rules.types);
    for (const [key, after] of value) {
      const was = known.find(key);
      if (!old.has(was)) continue;
      keep(key, false, node.child(was, false), old.get(was), after);
    }
    return kept;
  }
  if (old instanceof Set && value instanceof Set) {
    if (old.size === 0 && value.size === 0) return node;
    const known = new ContentKeys(old, rules.types);
    for (const member of value) {
      const was = known.find(member);
      if (!old.has(was)) continue;
      keep(member, false, node.child(was, false), was, member);
    }
    return kept;
  }
  if (isPlain(old) && isPlain(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0 && Object.keys(old).length === 0) return node;
    for (const key of keys) {
      if (!Object.hasOwn(old, key)) continue;
      keep(
        key,
        false,
        node.child(key, false),
        getOwn(old, key),
        getOwn(value, key),
      );
    }
    return kept;
  }
  return sameState(old, value, rules.types)
    ? node
    : new BlameNode(rev, pastOf(node, old, rules.depth));
}

/** The item of the one list that an item of the other was, equal or in its place. */
function keptItems(
  old: readonly unknown[],
  value: readonly unknown[],
  types: TypeRegistry,
): [before: number, after: number][] {
  // One item that took another's place neither went nor came.
  const { deletes, inserts } = alignLists({
    before: old.length,
    after: value.length,
    equal: (before, after) => sameState(old[before], value[after], types),
    digestBefore: (before) => digestOf(old[before], types),
    digestAfter: (after) => digestOf(value[after], types),
  });
  const gone = new Set(deletes);
  const came = new Set(inserts);
  const kept: [number, number][] = [];
  for (let before = 0, after = 0; after < value.length; after++) {
    if (came.has(after)) continue;
    while (gone.has(before)) before++;
    kept.push([before++, after]);
  }
  return kept;
}

/** The value that stood at a place, on top of those before; so many at most. */
export function pastOf(
  { rev, past }: BlameNode,
  value: unknown,
  depth: number,
): PastValue | undefined {
  return depth === 0 ? undefined : { rev, value, before: cut(past, depth - 1) };
}

function cut(
  past: PastValue | undefined,
  depth: number,
): PastValue | undefined {
  if (past === undefined || depth === 0) return undefined;
  const before = cut(past.before, depth - 1);
  return before === past.before ? past : { ...past, before };
}
