/**
 * Values as one line of text, cut where it gets long.
 *
 * Costs no more for a value of a million members than for what is shown of it.
 *
 * @module
 */
import { Tagged } from "../values/kinds.ts";
import type { FormatterChain } from "./formatter.ts";
import { StyledLine } from "./text/styled_line.ts";
import {
  containerName,
  instanceText,
  keyText,
  scalarText,
  stringText,
} from "./text/scalar_text.ts";
import { isKeyed } from "./state/known_state.ts";

/** Columns that a value takes at most. */
export const VALUE_LIMIT = 60;

/** Columns that a value takes at most within another. */
export const MEMBER_LIMIT = 30;

/**
 * The value as text: strings without quotes, containers in brackets, an object
 * whose values are all `true` as the set of its keys.
 */
export function valueLine(
  value: unknown,
  path: readonly unknown[],
  chain: FormatterChain,
  limit: number = VALUE_LIMIT,
): StyledLine {
  const text = new ValueText(chain, path, limit);
  text.write(value);
  return text.line.cut(limit);
}

/** Whether an object is shown as the set of its keys. */
export function isSetOfNames(value: unknown): boolean {
  if (!isKeyed(value) || value instanceof Map) return false;
  const values = Object.values(value);
  return values.length > 0 && values.every((item) => item === true);
}

class ValueText {
  readonly line = new StyledLine();
  readonly #chain: FormatterChain;
  readonly #path: unknown[];
  readonly #limit: number;
  /** Columns of what is within another; without a limit that has none, too. */
  readonly #member: number;

  constructor(
    chain: FormatterChain,
    path: readonly unknown[],
    limit: number,
  ) {
    this.#chain = chain;
    this.#path = path.slice();
    this.#limit = limit;
    this.#member = Number.isFinite(limit) ? MEMBER_LIMIT : limit;
  }

  /** Adds a value; one within another gets less room if it is a single one. */
  write(value: unknown, inside = false): void {
    const text = this.#chain.text("value", value, this.#path) ??
      (typeof value === "string"
        ? stringText(value, inside, this.#limit)
        : scalarText(value));
    const limit = inside ? this.#member : this.#limit;
    if (text === undefined) return this.#container(Object(value));
    const lit = this.#chain.lit("value", value, this.#path, text);
    this.line.addLit(text, limit, lit);
  }

  #container(value: object): void {
    if (Array.isArray(value)) {
      this.#members("[", value.entries(), "]", false);
    } else if (isSetOfNames(value)) {
      this.#names(Object.keys(value));
    } else if (value instanceof Tagged) {
      this.line.addCut(containerName(value), this.#member);
      this.write(value.data, true);
    } else if (value instanceof Set) {
      this.#members("Set {", value.entries(), "}", false);
    } else if (isKeyed(value)) {
      const entries = value instanceof Map ? value : Object.entries(value);
      this.#members(`${containerName(value)}{`, entries, "}", true);
    } else {
      this.line.addCut(instanceText(value), this.#member);
    }
  }

  #members(
    open: string,
    entries: Iterable<[unknown, unknown]>,
    close: string,
    keyed: boolean,
  ): void {
    this.line.add(open);
    let first = true;
    for (const [key, item] of entries) {
      if (!this.#separate(first)) return;
      first = false;
      this.#path.push(key);
      if (keyed) this.#key(key).add(": ");
      this.write(item, true);
      this.#path.pop();
    }
    this.line.add(close);
  }

  #names(keys: readonly string[]): void {
    this.line.add("{");
    for (const [index, key] of keys.entries()) {
      if (!this.#separate(index === 0)) return;
      this.#path.push(key);
      this.#key(key);
      this.#path.pop();
    }
    this.line.add("}");
  }

  #key(key: unknown): StyledLine {
    const text = this.#chain.text("key", key, this.#path) ?? keyText(key);
    const lit = this.#chain.lit("key", key, this.#path, text);
    return this.line.addLit(text, this.#member, lit);
  }

  /** Goes on to the next member; false when there is no room for it. */
  #separate(first: boolean): boolean {
    if (this.line.width > this.#limit) return false;
    if (!first) this.line.add(", ");
    return true;
  }
}
