/**
 * The records that may change a place, told by their bytes: most need not be
 * decoded.
 *
 * A record that changes `users.bob.name` has all three keys in its text, unless
 * it deletes or replaces what is above. Whatever might hide a key (an escape, a
 * form that we do not write) lets the record through.
 *
 * @module
 */

import type { PayloadFilter } from "../reader/reader_options.ts";
import { escapeKey } from "../../diff/grammar.ts";
import {
  areHere,
  byteText,
  finderOf,
  NextPlace,
  WindowText,
} from "./window_text.ts";

/** A text, and what has to stand behind it, or must not. */
interface Wanted {
  readonly text: string;
  readonly then?: readonly string[] | undefined;
  readonly not?: string | undefined;
}

/**
 * Text that changes a place without naming it, or makes no object of what looks
 * like one.
 */
const COMMANDS: Wanted = {
  text: "$",
  then: ["replace", "delete", "map", "set"],
};
/** Text that may hide a key: an escape that need not be one, a comment. */
const HIDING: readonly Wanted[] = [
  { text: "\\", then: ["u", "/"] },
  { text: "/", then: ["*", "/"] },
];

/** A filter for places below any of these keys from the root; undefined where all may. */
export function textFilter(
  prefixes: readonly (readonly string[])[],
  format: string,
): PayloadFilter | undefined {
  if (prefixes.length === 0 || prefixes.some(({ length }) => length === 0)) {
    return undefined;
  }
  if (format === "json") {
    const above = prefixes.flatMap((keys) =>
      keys.slice(0, -1).map(notAnObject)
    );
    return filterOf(
      [COMMANDS, ...HIDING, ...above],
      prefixes.map((keys) => keys.map(jsonKey)),
    );
  }
  if (format === "msgpack") {
    // Whether a key's value is an object is not told by its bytes as simply.
    const first = prefixes.map(([key = ""]) => [byteText(escapeKey(key))]);
    return filterOf([COMMANDS], first);
  }
  return undefined;
}

/** Lets through what has any of some texts, or all of one of the lists of texts. */
function filterOf(
  any: readonly Wanted[],
  lists: readonly (readonly string[])[],
): PayloadFilter {
  const text = new WindowText();
  const next = (wanted: Wanted) => new NextPlace(text, finderFor(wanted));
  const hits = any.map(next);
  const ways = lists.map((list) => list.map((key) => next({ text: key })));
  return (bytes, from = 0, to = bytes.length) => {
    text.open(bytes, from, to);
    return hits.some((hit) => hit.isHere) || ways.some(areHere);
  };
}

/** A key as a line has it, quotes and all. */
function jsonKey(key: string): string {
  return byteText(JSON.stringify(escapeKey(key)));
}

/** A key whose value is no object, or that is written in another way than ours. */
function notAnObject(key: string): Wanted {
  return { text: jsonKey(key), not: ":{" };
}

/** So often a text is looked at one by one. */
const FEW = 4;

/** Finds a text with what has to stand behind it, or must not. */
function finderFor(
  { text, then, not }: Wanted,
): (where: string, from: number) => number {
  // A quote is the commonest of all characters: without it a search is faster.
  const rest = text.replace(/^"/, "");
  const skip = text.length - rest.length;
  const literal = (part: string) =>
    part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const express = not === undefined
    ? undefined
    : finderOf(new RegExp(`${literal(text)}(?!${literal(not)})`, "g"));
  return (where, from) => {
    let tries = 0;
    let found = where.indexOf(rest, from + skip);
    for (; found >= 0; found = where.indexOf(rest, found + 1)) {
      const at = found - skip;
      if (!where.startsWith(text, at)) continue;
      // What stands everywhere is found sooner by an expression, what is rare is not.
      if (express !== undefined && ++tries > FEW) return express(where, at);
      const behind = at + text.length;
      if (not !== undefined && where.startsWith(not, behind)) continue;
      if (then?.some((end) => where.startsWith(end, behind)) ?? true) return at;
    }
    return Infinity;
  };
}
