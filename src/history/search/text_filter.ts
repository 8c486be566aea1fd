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
import { WindowText } from "./window_text.ts";

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
    const first = prefixes.map(([key = ""]) => [escapeKey(key)]);
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
  const hits = any.map((wanted) => new Finder(wanted, text));
  const ways = lists.map((list) =>
    list.map((key) => new Finder({ text: key }, text))
  );
  return (payload) => {
    text.open(payload);
    return hits.some((hit) => hit.isHere()) || ways.some(areHere);
  };
}

function areHere(finders: readonly Finder[]): boolean {
  // The rarest of them is known to be further on: it is asked first.
  return !finders.some((finder) => finder.isFar()) &&
    finders.every((finder) => finder.isHere());
}

/** A key as a line has it, quotes and all. */
function jsonKey(key: string): string {
  return JSON.stringify(escapeKey(key));
}

/** A key whose value is no object, or that is written in another way than ours. */
function notAnObject(key: string): Wanted {
  return { text: jsonKey(key), not: ":{" };
}

/**
 * Bytes that are no UTF-8 become a replacement, and take no character of a key
 * with them.
 */

/** So often a text is looked at one by one. */
const FEW = 4;

/** Something that is looked for, and where it stands next. */
class Finder {
  readonly #wanted: Wanted;
  readonly #window: WindowText;
  /** A quote is the commonest of all characters: without it a search is faster. */
  readonly #rest: string;
  #expression: RegExp | undefined;
  #version = -1;
  #next = -1;

  constructor(wanted: Wanted, window: WindowText) {
    this.#wanted = wanted;
    this.#window = window;
    this.#rest = wanted.text.replace(/^"/, "");
  }

  /** Whether it is known to stand behind the record. */
  isFar(): boolean {
    return this.#version === this.#window.version &&
      this.#next >= this.#window.to;
  }

  /** Whether it stands in the record. */
  isHere(): boolean {
    const { from, to, version } = this.#window;
    if (this.#version !== version || this.#next < from) {
      this.#version = version;
      this.#next = this.#find();
    }
    return this.#next < to;
  }

  #find(): number {
    const { text: where, from } = this.#window;
    const { text, then, not } = this.#wanted;
    const rest = this.#rest;
    const skip = text.length - rest.length;
    let tries = 0;
    let found = where.indexOf(rest, from + skip);
    for (; found >= 0; found = where.indexOf(rest, found + 1)) {
      const at = found - skip;
      if (!where.startsWith(text, at)) continue;
      // What stands everywhere is found sooner by an expression, what is rare is not.
      if (not !== undefined && ++tries > FEW) return this.#express(at, not);
      const behind = at + text.length;
      if (not !== undefined && where.startsWith(not, behind)) continue;
      if (then?.some((end) => where.startsWith(end, behind)) ?? true) return at;
    }
    return Infinity;
  }

  #express(from: number, not: string): number {
    const literal = (text: string) =>
      text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const expression = this.#expression ??= new RegExp(
      `${literal(this.#wanted.text)}(?!${literal(not)})`,
      "g",
    );
    expression.lastIndex = from;
    return expression.exec(this.#window.text)?.index ?? Infinity;
  }
}
