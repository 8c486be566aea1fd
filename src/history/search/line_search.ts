/**
 * A search in the lines of changes: their keys and values are read where they stand,
 * and no line is decoded in vain.
 *
 * Only a line of ours is read so, with no command, tag or escaped key in its diff;
 * any other may be found.
 *
 * @module
 */
import {
  integerAt,
  integerEnd,
  plainStringEnd,
  ScalarChange,
} from "../../format/json/record/scalar_change.ts";
import { stringEnd, valueEnd } from "../../format/json/record/text.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import {
  BACKSLASH,
  CLOSE,
  COLON,
  COMMA,
  DOLLAR,
  OPEN,
  QUOTE,
} from "../../values/characters.ts";
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
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
/** A number of so many characters may be an integer that is no double. */
const LONG = 16;
/** A container, whose text no pattern is asked for here. */
const HOLDER: readonly unknown[] = [];

/**
 * A filter for changes that all patterns may find. None of them may be one that
 * matches the whole text of a container.
 */
export function lineFilter(
  patterns: readonly Pattern[],
  matchesHead: MatchesHead,
): PayloadFilter {
  const search = new LineSearch(patterns, matchesHead);
  return (bytes, from = 0, to = bytes.length) =>
    search.mayFind(bytes, from, to);
}

class LineSearch {
  readonly #patterns: readonly Pattern[];
  readonly #matchesHead: MatchesHead;
  readonly #change = new ScalarChange();
  readonly #window = new WindowText();
  /** From a place in the bytes to that of the text. */
  #shift = 0;
  /** The place that is looked at: one list for all, so that it leaves no garbage. */
  readonly #path: unknown[] = [];
  #pattern: Pattern | undefined;
  #found = false;

  constructor(patterns: readonly Pattern[], matchesHead: MatchesHead) {
    this.#patterns = patterns;
    this.#matchesHead = matchesHead;
  }

  /** Whether all patterns find the change in `bytes[from, to)`, or it has to be decoded. */
  mayFind(bytes: Uint8Array, from: number, to: number): boolean {
    const change = this.#change;
    const diff = change.readHead(bytes, from);
    if (diff < 0 || change.escaped) return true;
    this.#window.open(bytes, from, to);
    this.#shift = this.#window.from - from;
    try {
      for (const pattern of this.#patterns) {
        if (this.#isHead(pattern)) continue;
        this.#pattern = pattern;
        this.#path.length = 0;
        this.#found = false;
        const end = this.#value(diff - 1, false);
        if (this.#found) continue;
        return end < 0 || change.readTail(end) !== to + 1;
      }
      return true;
    } catch { // no number, no UTF-8: to decode the line says what it is
      return true;
    }
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

  /**
   * Looks at what begins here, `whole` if it is part of a new value; returns where it
   * ends, or -1 where that is not sure. Once something is found, nothing else counts.
   */
  #value(at: number, whole: boolean): number {
    const { bytes } = this.#change;
    switch (bytes[at]) {
      case OPEN:
        return this.#object(at, whole);
      case OPEN_LIST:
        return this.#list(at);
      case QUOTE:
        return this.#text(at);
    }
    const end = valueEnd(bytes, at, bytes.length);
    if (end - at >= LONG) return -1;
    this.#look(
      integerEnd(bytes, at) === end
        ? integerAt(bytes, at, end)
        : JSON.parse(this.#slice(at, end)),
    );
    return end;
  }

  #object(at: number, whole: boolean): number {
    const { bytes } = this.#change;
    const empty = bytes[at + 1] === CLOSE;
    if ((empty || whole) && this.#look(HOLDER)) return at;
    if (empty) return at + 2;
    for (let from = at + 1;;) {
      const end = plainStringEnd(bytes, from);
      if (end < 0 || bytes[end] !== COLON) return -1;
      this.#path.push(this.#string(from, end));
      const after = this.#value(end + 1, whole);
      if (after < 0 || this.#found) return after;
      this.#path.pop();
      if (bytes[after] === CLOSE) return after + 1;
      if (bytes[after] !== COMMA) return -1;
      from = after + 1;
    }
  }

  #list(at: number): number {
    const { bytes } = this.#change;
    if (this.#look(HOLDER)) return at;
    if (bytes[at + 1] === CLOSE_LIST) return at + 2;
    let from = at + 1;
    for (let index = 0;; index++) {
      this.#path.push(index);
      const after = this.#value(from, true);
      if (after < 0 || this.#found) return after;
      this.#path.pop();
      if (bytes[after] === CLOSE_LIST) return after + 1;
      if (bytes[after] !== COMMA) return -1;
      from = after + 1;
    }
  }

  #text(at: number): number {
    const { bytes } = this.#change;
    const next = bytes[at + 1];
    if (next === DOLLAR || next === BACKSLASH) return -1; // it may be escaped
    const plain = plainStringEnd(bytes, at);
    if (plain >= 0) {
      this.#look(this.#string(at, plain));
      return plain;
    }
    const end = stringEnd(bytes, at, bytes.length);
    this.#look(JSON.parse(this.#slice(at, end)));
    return end;
  }

  /** Whether the pattern finds the value at this place. */
  #look(value: unknown): boolean {
    return this.#found = this.#pattern?.matchesValue(this.#path, value) ?? true;
  }

  /** What stands in quotes. */
  #string(from: number, to: number): string {
    return this.#slice(from + 1, to - 1);
  }

  #slice(from: number, to: number): string {
    const shift = this.#shift;
    const text = this.#window.text.slice(from + shift, to + shift);
    return this.#window.ascii || !NOT_ASCII.test(text)
      ? text
      : decodeUtf8(this.#change.bytes.subarray(from, to));
  }
}
