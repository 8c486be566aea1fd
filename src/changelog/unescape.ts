/**
 * The user's keys and strings as they were before a diff escaped them.
 *
 * Laxer than the one that replay uses: what can't be there passes as it is,
 * since the log must show a diff that replay would refuse.
 *
 * @module
 */
import { unescapeKey as unescapeText } from "../diff/escape.ts";
import { MAX_DEPTH } from "../values/kinds.ts";
import { type Plain, setOwn } from "../values/own.ts";
import { isKeyed } from "./state/known_state.ts";

/** Takes the escape off a key of a diff, or a member of a set; others stay. */
export function unescapeKey(key: unknown): unknown {
  return typeof key === "string" ? unescapeText(key) : key;
}

/** A copy of an assigned value without the escapes in its keys and strings. */
export function unescapeValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return unescapeKey(value);
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => unescapeValue(item, depth + 1));
  }
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    for (const [key, item] of value) {
      copy.set(unescapeKey(key), unescapeValue(item, depth + 1));
    }
    return copy;
  }
  if (value instanceof Set) return new Set([...value].map(unescapeKey));
  if (!isKeyed(value)) return value;
  const copy: Plain = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(copy, String(unescapeKey(key)), unescapeValue(item, depth + 1));
  }
  return copy;
}
