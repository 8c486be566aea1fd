/**
 * The text of a diff, without the order of keys.
 *
 * @module
 */
import { contentText } from "../../src/values/equal.ts";

/**
 * Two diffs have the same text when they differ in the order of keys at most,
 * which is another's matter: that replay gives the right order says it all.
 */
export function canonical(diff: unknown): string {
  return contentText(sorted(diff));
}

function sorted(diff: unknown): unknown {
  if (Array.isArray(diff)) return diff.map(sorted);
  if (diff instanceof Map) return new Map(inOrder([...diff]));
  if (
    typeof diff !== "object" || diff === null ||
    Object.getPrototypeOf(diff) !== Object.prototype
  ) return diff;
  return ["object", ...inOrder(Object.entries(diff))];
}

function inOrder(entries: [unknown, unknown][]): [unknown, unknown][] {
  return entries
    .map(([key, value]): [unknown, unknown] => [
      key,
      key === "$delete" && Array.isArray(value) ? byText(value) : sorted(value),
    ])
    .sort(([a], [b]) => contentText(a) < contentText(b) ? -1 : 1);
}

function byText(keys: readonly unknown[]): unknown[] {
  return keys.toSorted((a, b) => contentText(a) < contentText(b) ? -1 : 1);
}
