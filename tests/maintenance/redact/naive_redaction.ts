/**
 * A state without what some places mean, found as slowly and plainly as can be.
 *
 * @module
 */
import { PlacePattern } from "../../../src/values/pattern/place.ts";

/** Takes members out, and makes items of lists null. */
export function naivelyRedacted(
  state: unknown,
  patterns: readonly string[],
): Record<string, unknown> {
  const compiled = patterns.map((text) =>
    new PlacePattern(text, { rooted: true, fold: true })
  );
  const isMeant = (path: readonly unknown[]) =>
    compiled.some((pattern) => pattern.matches(path));
  const left = (value: unknown, path: readonly unknown[]): unknown => {
    if (Array.isArray(value)) {
      return value.map((item, i) =>
        isMeant([...path, i]) ? null : left(item, [...path, i])
      );
    }
    if (value instanceof Map) {
      const entries = [...value].filter(([key]) => !isMeant([...path, key]));
      return new Map(
        entries.map(([key, item]) => [key, left(item, [...path, key])]),
      );
    }
    if (value instanceof Set) {
      const members = [...value].filter((member) =>
        !isMeant([...path, member])
      );
      return new Set(members.map((member) => left(member, [...path, member])));
    }
    if (Object.prototype.toString.call(value) !== "[object Object]") {
      return value;
    }
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(Object(value))) {
      if (isMeant([...path, key])) continue;
      Object.defineProperty(copy, key, {
        value: left(item, [...path, key]),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return copy;
  };
  return left(state, []) as Record<string, unknown>;
}
