/**
 * Masks: places of which the values are secret.
 *
 * What is masked is shown as dots, not searched, and counted as changed.
 *
 * @module
 */
import type { Change } from "../changes/change.ts";
import { placeText } from "../changes/place_text.ts";
import { PlacePattern } from "../../values/pattern/place.ts";
import { keyText } from "../../values/pattern/place_match.ts";
import { compileText } from "../../values/pattern/text.ts";

/** Keys that are secret at any depth. */
export const SECRET_KEYS: readonly string[] = [
  "*password*",
  "passwd",
  "*secret",
  "*token",
  "*api?key",
  "*apikey",
  "*private?key",
  "authorization",
  "cookie",
];

/** The words that a secret key has in it, or that may become one without case. */
const MAY_BE_SECRET = /passw|secret|token|key|authorization|cookie|[^\0-\x7f]/i;

const WHOLE = { whole: true, fold: true };

/** The test for places that are secret. */
export class Mask {
  readonly #keys: ReturnType<typeof compileText>[];
  readonly #places: readonly PlacePattern[];
  readonly #known = new Map<string, boolean>();

  /** Takes more patterns, from the root; `off` lets everything be seen. */
  constructor(patterns: readonly string[] = [], off = false) {
    this.#keys = off ? [] : SECRET_KEYS.map((key) => compileText(key, WHOLE));
    this.#places = off
      ? []
      : patterns.map((text) =>
        new PlacePattern(text, { rooted: true, fold: true })
      );
  }

  /** Whether nothing is masked. */
  get off(): boolean {
    return this.#keys.length === 0;
  }

  /** Whether what stands at a place is secret. */
  hides(path: readonly unknown[]): boolean {
    return !this.off &&
      (path.some((key) => this.#isSecret(key)) ||
        this.#places.some((place) => place.matches(path)));
  }

  /** Whether what stands at a place, or anything in it, may be shown as it is. */
  cover(
    path: readonly unknown[],
    value: unknown,
    dots: string,
    masked: string[],
  ): unknown {
    if (this.off) return value;
    if (this.hides(path)) {
      masked.push(placeText(path));
      return dots;
    }
    return this.#covered([...path], value, dots, masked);
  }

  /** A change with dots for what is secret; the places are added to `masked`. */
  coverChange(change: Change, dots: string, masked: string[]): Change {
    if (this.off) return change;
    const found: string[] = [];
    const covered = {
      ...change,
      ...("old" in change &&
        { old: this.cover(change.path, change.old, dots, found) }),
      ...("new" in change &&
        { new: this.cover(change.path, change.new, dots, found) }),
    };
    masked.push(...new Set(found));
    return covered;
  }

  #covered(
    path: unknown[],
    value: unknown,
    dots: string,
    masked: string[],
  ): unknown {
    const member = (key: unknown, item: unknown) => {
      path.push(key);
      let covered: unknown = dots;
      if (this.hides(path)) masked.push(placeText(path));
      else covered = this.#covered(path, item, dots, masked);
      path.pop();
      return covered;
    };
    if (Array.isArray(value)) return value.map((item, i) => member(i, item));
    if (value instanceof Map) {
      return new Map([...value].map(([key, item]) => [key, member(key, item)]));
    }
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, member(key, item)]),
    );
  }

  #isSecret(key: unknown): boolean {
    if (typeof key === "number") return false;
    const text = keyText(key);
    if (!MAY_BE_SECRET.test(text)) return false;
    let secret = this.#known.get(text);
    if (secret === undefined) {
      secret = this.#keys.some((pattern) => pattern.matches(text));
      if (this.#known.size < 10_000) this.#known.set(text, secret);
    }
    return secret;
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
