/**
 * A search in the commonest changes, some scalars set in one object, as they stand in
 * their lines: none of these is decoded but the ones that are found.
 *
 * @module
 */
import { scalarAt } from "../../format/json/record/changes.ts";
import {
  placeAt,
  ScalarChange,
} from "../../format/json/record/scalar_change.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import type { Pattern } from "../../values/pattern/pattern.ts";
import type { PayloadFilter } from "../reader/reader_options.ts";
import { WindowText } from "./window_text.ts";

/** Whether an action, or a user, is what a pattern wants. */
export type MatchesHead = (
  pattern: Pattern,
  action: string,
  user: string | undefined,
) => boolean;

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * A filter for changes that all patterns may find: of the commonest kind those that
 * they do find, and all others.
 */
export function scalarFilter(
  patterns: readonly Pattern[],
  matchesHead: MatchesHead,
): PayloadFilter {
  const search = new ScalarSearch(patterns, matchesHead);
  return (bytes, from = 0, to = bytes.length) =>
    search.mayFind(bytes, from, to);
}

class ScalarSearch {
  readonly #patterns: readonly Pattern[];
  readonly #matchesHead: MatchesHead;
  readonly #change = new ScalarChange();
  readonly #window = new WindowText();
  /** From a place in the bytes to that of the text. */
  #shift = 0;
  readonly #place: string[] = [];
  readonly #keys: string[] = [];
  readonly #values: unknown[] = [];

  constructor(patterns: readonly Pattern[], matchesHead: MatchesHead) {
    this.#patterns = patterns;
    this.#matchesHead = matchesHead;
  }

  mayFind(bytes: Uint8Array, from: number, to: number): boolean {
    const change = this.#change;
    if (change.read(bytes, from) !== to + 1 || change.escaped) return true;
    this.#window.open(bytes, from, to);
    this.#shift = this.#window.from - from;
    try {
      return this.#found();
    } catch { // to decode it says why
      return true;
    }
  }

  /** Whether all patterns find the change that was read, or it has to be decoded. */
  #found(): boolean {
    const { depth, count, path, fields } = this.#change;
    // One list for all: millions of changes leave no garbage then.
    const place = this.#place;
    place.length = depth + 1;
    for (let i = 0; i < depth; i++) {
      place[i] = this.#string(placeAt(path, 2 * i), placeAt(path, 2 * i + 1));
    }
    for (let i = 0; i < count; i++) {
      const field = 4 * i;
      const from = placeAt(fields, field);
      this.#keys[i] = this.#string(from, placeAt(fields, field + 1));
      const value = this.#value(field);
      if (value === undefined) return true;
      this.#values[i] = value;
    }
    return this.#patterns.every((pattern) =>
      this.#isHead(pattern) || this.#isPlace(pattern)
    );
  }

  /** Whether a pattern finds the action or the user. */
  #isHead(pattern: Pattern): boolean {
    const { actionFrom, actionTo, userFrom, userTo } = this.#change;
    return this.#matchesHead(
      pattern,
      actionTo === 0 ? "" : this.#string(actionFrom, actionTo),
      userTo === 0 ? undefined : this.#string(userFrom, userTo),
    );
  }

  /** Whether it finds a place or a value. */
  #isPlace(pattern: Pattern): boolean {
    const { depth, count } = this.#change;
    const place = this.#place;
    for (let i = 0; i < count; i++) {
      place[depth] = this.#keys[i] ?? "";
      if (pattern.matchesValue(place, this.#values[i])) return true;
    }
    return false;
  }

  /** What stands in quotes. */
  #string(from: number, to: number): string {
    const shift = this.#shift;
    const text = this.#window.text.slice(from + 1 + shift, to - 1 + shift);
    return this.#window.ascii || !NOT_ASCII.test(text)
      ? text
      : decodeUtf8(this.#change.bytes.subarray(from + 1, to - 1));
  }

  /** The value of a field; undefined where it has to be decoded. */
  #value(field: number): unknown {
    const value = scalarAt(this.#change, field, this.#window.text, this.#shift);
    if (
      this.#window.ascii || typeof value !== "string" || !NOT_ASCII.test(value)
    ) return value;
    const { bytes, fields } = this.#change;
    const [from, to] = [placeAt(fields, field + 2), placeAt(fields, field + 3)];
    return JSON.parse(decodeUtf8(bytes.subarray(from, to)));
  }
}
