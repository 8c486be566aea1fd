/**
 * Patterns of places in the data: `bookmarks.*` means each entry of `bookmarks`.
 *
 * Elements joined by dots, from the root on. `*` stands for any one element;
 * a key that has a dot, a bracket or a star of its own is written as JSON text in
 * brackets: `["a.b"].*`.
 *
 * @module
 */

/** One element: a key, or any. */
export type PatternElement = string | typeof ANY;

/** Any one element. */
export const ANY: unique symbol = Symbol("*");

/** A name up to the next dot or bracket, or a key in brackets. */
const ELEMENT = /([^.[\]"*]+|\*)|\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * Reads a pattern.
 *
 * @throws {TypeError} It says at which character the pattern goes wrong.
 */
export function parsePattern(text: string): readonly PatternElement[] {
  const elements: PatternElement[] = [];
  for (let at = 0; at < text.length || at === 0;) {
    const bracket = text[at] === "[";
    if (elements.length > 0 && !bracket && text[at++] !== ".") {
      throw refusal(text, at - 1);
    }
    ELEMENT.lastIndex = at;
    const [whole, name, key] = ELEMENT.exec(text) ?? [];
    if (whole === undefined) throw refusal(text, at);
    elements.push(name === "*" ? ANY : name ?? keyOf(key ?? "", text, at));
    at += whole.length;
  }
  return elements;
}

/** Whether a key of an object, a list or a Map is one that the element means. */
export function matches(element: PatternElement, key: unknown): boolean {
  return element === ANY || element === key ||
    (typeof key === "number" && String(key) === element);
}

function keyOf(json: string, text: string, at: number): string {
  try {
    return JSON.parse(json);
  } catch {
    throw refusal(text, at);
  }
}

function refusal(text: string, at: number): TypeError {
  return new TypeError(
    `Cannot read the pattern ${
      JSON.stringify(text)
    } from character ${at} on: ` +
      `names and * joined by dots are wanted, such as "bookmarks.*", and other ` +
      `keys as ["a.b"]`,
  );
}
